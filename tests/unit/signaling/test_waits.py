"""The estimate: what others really waited, and nothing where nothing honest can be said."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from signaling.domain.waits import estimate


def minutes(*of: float) -> list[timedelta]:
    """As durations."""
    return [timedelta(minutes=one) for one in of]


def test_of_those_who_waited_longer_half_were_served_within_the_answer() -> None:
    waits = minutes(9, 1, 5, 3, 7)
    assert estimate(waits, waited=timedelta()) == timedelta(minutes=5)
    assert estimate(waits, waited=timedelta(minutes=4)) == timedelta(minutes=3)


def test_from_fewer_than_three_nothing_is_said() -> None:
    assert estimate([], waited=timedelta()) is None
    assert estimate(minutes(2, 4), waited=timedelta()) is None
    assert estimate(minutes(2, 4, 6), waited=timedelta()) == timedelta(minutes=4)


def test_who_has_waited_longer_than_all_but_two_is_not_told_soon() -> None:
    assert estimate(minutes(1, 2, 3, 4, 5), waited=timedelta(minutes=3)) is None
    assert estimate(minutes(1, 2, 3, 4, 5), waited=timedelta(minutes=2)) == timedelta(minutes=2)


@given(st.lists(st.timedeltas(timedelta(), timedelta(hours=2))), st.timedeltas(timedelta(), timedelta(hours=2)))
def test_an_estimate_is_never_in_the_past_nor_longer_than_anybody_waited(
    waits: list[timedelta], waited: timedelta
) -> None:
    left = estimate(waits, waited=waited)
    assert left is None or timedelta() < left <= max(waits) - waited

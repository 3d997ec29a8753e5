"""How long a delivery waits, and when it is given up."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from outgoing.schedule import ATTEMPTS, PAUSES_S, pause

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(("attempts", "seconds"), list(enumerate(PAUSES_S, start=1)))
def test_the_schedule_goes_from_five_seconds_to_a_day_with_jitter(attempts: int, seconds: float) -> None:
    waited = pause(attempts, None, now=NOW)
    assert waited is not None
    assert seconds <= waited.total_seconds() <= seconds * 1.1
    assert (PAUSES_S[0], PAUSES_S[-1]) == (5, 86_400)


def test_after_the_last_attempt_it_is_given_up_whatever_it_is_asked_for() -> None:
    assert pause(ATTEMPTS, None, now=NOW) is None
    assert pause(ATTEMPTS, "120", now=NOW) is None


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("120", 120), ("Mon, 23 Nov 2026 12:05:00 GMT", 300), ("999999999", 86_400)],
)
def test_retry_after_is_honoured_in_both_forms_but_not_for_longer_than_a_day(header: str, seconds: int) -> None:
    assert pause(1, header, now=NOW) == timedelta(seconds=seconds)


def test_retry_after_never_shortens_the_wait() -> None:
    waited = pause(3, "1", now=NOW)
    assert waited is not None
    assert waited >= timedelta(minutes=30)


_NUMBERS = st.integers(-(10**30), 10**30)
_DATES = st.builds("Mon, {} Nov {} {}:00:{} {:+}".format, *[_NUMBERS] * 5)


@given(st.text(max_size=60) | _DATES)
@example("Mon, 99999999999999999999 Nov 2026 12:00:00 GMT")
def test_nonsense_in_retry_after_breaks_nothing(header: str) -> None:
    waited = pause(1, header, now=NOW)
    assert waited is not None
    assert timedelta(0) < waited <= timedelta(days=1)

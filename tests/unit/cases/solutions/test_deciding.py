"""Who may decide what, tried in every order people may come in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.solutions.deciding import (
    OPEN,
    Deed,
    Done,
    MayNot,
    Refusal,
    Standing,
    decide,
    open_decision,
    settle,
    standing_of,
)
from cases.solutions.second_look import Second
from cases.solutions.table import Decider

LIMITS: dict[Decider, int] = {"agent": 100, "supervisor": 1_000}
PEOPLE: dict[str, Decider] = {"wei": "agent", "ana": "agent", "sam": "supervisor", "kim": "supervisor"}


def decided(cost: int, by: str = "wei", before: tuple[Done, ...] = (), name: str = "d1") -> Done:
    second = [Second.ABOVE_LIMIT] if cost > LIMITS[PEOPLE[by]] else []
    return decide(before, name, user_id=by, second=second)


def said(deeds: list[Done], deed: Deed, by: str, name: str = "d1") -> Done:
    return settle(deeds, name, deed, user_id=by, role=PEOPLE[by])


def test_within_the_limit_it_is_in_force_at_once() -> None:
    assert standing_of([decided(100)], "d1") is Standing.IN_FORCE


def test_above_the_limit_it_waits_for_somebody_else() -> None:
    first = decided(101)
    assert standing_of([first], "d1") is Standing.WAITING
    assert standing_of([first, said([first], Deed.CONFIRMED, "sam")], "d1") is Standing.IN_FORCE


@pytest.mark.parametrize(
    ("by", "other", "refusal"),
    [
        ("sam", "sam", Refusal.SAME_PERSON),
        ("wei", "wei", Refusal.SUPERVISOR_ONLY),
        ("wei", "ana", Refusal.SUPERVISOR_ONLY),
    ],
)
def test_the_second_pair_of_eyes_is_another_supervisors(by: str, other: str, refusal: Refusal) -> None:
    with pytest.raises(MayNot) as refused:
        said([decided(5_000, by)], Deed.CONFIRMED, other)
    assert refused.value.refusal is refusal


def test_while_one_stands_no_other_is_made() -> None:
    for cost in (1, 500):
        with pytest.raises(MayNot) as refused:
            decided(1, before=(decided(cost),), name="d2")
        assert refused.value.refusal is Refusal.ONE_STANDS


def test_after_it_was_withdrawn_another_may_be_made() -> None:
    first = decided(50)
    gone = said([first], Deed.WITHDRAWN, "wei")
    again = decided(60, before=(first, gone), name="d2")
    assert open_decision([first, gone, again]) == "d2"


def test_a_colleague_cannot_withdraw_it_and_a_supervisor_can() -> None:
    first = decided(50)
    with pytest.raises(MayNot) as refused:
        said([first], Deed.WITHDRAWN, "ana")
    assert refused.value.refusal is Refusal.NOT_YOURS
    assert said([first], Deed.WITHDRAWN, "kim").deed is Deed.WITHDRAWN


def test_what_is_in_force_is_not_confirmed_again() -> None:
    with pytest.raises(MayNot):
        said([decided(50)], Deed.CONFIRMED, "sam")


tries = st.lists(
    st.tuples(
        st.sampled_from(sorted(PEOPLE)), st.sampled_from(Deed), st.integers(0, 2_000), st.sampled_from(["d1", "d2"]),
    ),
    max_size=30,
)  # fmt: skip


@given(tries=tries)
def test_whatever_is_tried_no_sum_above_a_limit_is_in_force_without_two_people(
    tries: list[tuple[str, Deed, int, str]],
) -> None:
    deeds: list[Done] = []
    costs: dict[str, tuple[int, str]] = {}
    for who, deed, cost, name in tries:
        try:
            if deed is Deed.DECIDED:
                if name in costs:
                    continue  # ids are drawn, never chosen
                done = decided(cost, who, tuple(deeds), name)
                costs[name] = (cost, who)
            else:
                done = said(deeds, deed, who, name)
        except MayNot:
            continue
        deeds.append(done)
        standing = [each for each in costs if standing_of(deeds, each) in OPEN]
        assert len(standing) <= 1
        for each, (sum_decided, by) in costs.items():
            if standing_of(deeds, each) is Standing.IN_FORCE:
                others = {d.user_id for d in deeds if d.decision_id == each and d.deed is Deed.CONFIRMED} - {by}
                assert sum_decided <= LIMITS[PEOPLE[by]] or any(PEOPLE[one] == "supervisor" for one in others)

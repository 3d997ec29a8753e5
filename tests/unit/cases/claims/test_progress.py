"""The steps of a claim: which may follow which, and what has come back."""

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cases.amounts import Amount
from cases.claims.progress import FOLLOWERS, Step, Taken, last_step, next_steps, outstanding, recovered
from cases.claims.words import Whom

DAY = date(2026, 11, 1)


def step(what: Step, whom: Whom = Whom.CARRIER, minor: int | None = None, currency: str = "EUR") -> Taken:
    return Taken(whom, what, DAY, Amount(minor=minor, currency=currency) if minor is not None else None)


def test_every_step_is_reached_and_has_a_row() -> None:
    assert set(FOLLOWERS) == {None, *Step}
    assert {each for after in FOLLOWERS.values() for each in after} == set(Step)


def test_nothing_is_paid_that_was_not_submitted() -> None:
    assert next_steps([], Whom.CARRIER) == {Step.SUBMITTED}


def test_carrier_and_insurer_go_their_own_ways() -> None:
    steps = [step(Step.SUBMITTED), step(Step.SUBMITTED, Whom.INSURER), step(Step.REFUSED)]
    assert next_steps(steps, Whom.CARRIER) == {Step.SUBMITTED}
    last = last_step(steps, Whom.INSURER)
    assert last is not None
    assert last.step is Step.SUBMITTED


def test_what_has_not_come_is_the_rest_of_what_was_claimed_of_them() -> None:
    steps = [step(Step.SUBMITTED, minor=7400), step(Step.SUBMITTED, Whom.INSURER, minor=7400)]
    assert outstanding(steps, Whom.CARRIER) is None, "nobody owes what nobody has granted"
    steps += [step(Step.PAID, minor=5000), step(Step.PAID, minor=900, currency="USD")]
    assert outstanding(steps, Whom.CARRIER) == Amount(minor=2400, currency="EUR")
    assert outstanding(steps, Whom.INSURER) is None
    assert outstanding([*steps, step(Step.PAID, minor=2400)], Whom.CARRIER) is None
    assert outstanding([step(Step.SUBMITTED, minor=7400), step(Step.REFUSED)], Whom.CARRIER) is None


def test_what_came_back_is_summed_by_currency() -> None:
    steps = [step(Step.PAID, minor=100), step(Step.PAID, minor=50), step(Step.PAID, minor=7, currency="GBP")]
    assert [(each.minor, each.currency) for each in recovered(steps)] == [(150, "EUR"), (7, "GBP")]


@given(wishes=st.lists(st.tuples(st.sampled_from(Whom), st.sampled_from(Step)), max_size=40))
def test_whatever_is_tried_money_only_follows_a_submission(wishes: list[tuple[Whom, Step]]) -> None:
    steps: list[Taken] = []
    for whom, wish in wishes:
        if wish in next_steps(steps, whom):
            steps.append(step(wish, whom, minor=1))
    for whom in Whom:
        own = [each.step for each in steps if each.whom is whom]
        assert own[:1] in ([], [Step.SUBMITTED])
        for before, after in pairwise(own):
            assert after in FOLLOWERS[before]
    assert sum(each.minor for each in recovered(steps)) == sum(each.step is Step.PAID for each in steps)

"""What can have happened to a claim: no day to come, none before there was anything, no sum that has slipped."""

from datetime import date, timedelta

import pytest

from cases.amounts import Amount
from cases.claims.plausible import Claimable, check_days, check_sum
from cases.claims.progress import Step, Taken
from cases.claims.words import Whom
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode

TODAY = date(2026, 11, 28)
POSTED = date(2026, 9, 1)


def of(minor: int, currency: str = "EUR") -> Amount:
    return Amount(minor=minor, currency=currency)


ABOUT = Claimable(POSTED, (of(9_000), of(20_000, "USD")))


def taken(step: Step, on: date = TODAY, amount: Amount | None = None, **more: date) -> Taken:
    return Taken(Whom.CARRIER, step, on, amount, more.get("answer_by"))


SUBMITTED = taken(Step.SUBMITTED, date(2026, 10, 1), of(8_000))


def refused(step: Taken, *before: Taken, why: str = "") -> ErrorCode | None:
    try:
        check_days(step, before, ABOUT, today=TODAY)
        check_sum(step, before, ABOUT, why=why)
    except SignalError as error:
        return error.code
    return None


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (TODAY, None),
        (TODAY + timedelta(days=1), None),
        (TODAY + timedelta(days=2), ErrorCode.DAY_IN_FUTURE),
        (POSTED - timedelta(days=1), None),
        (POSTED - timedelta(days=2), ErrorCode.DAY_TOO_EARLY),
        (date.max, ErrorCode.DAY_IN_FUTURE),
        (date.min, ErrorCode.DAY_TOO_EARLY),
    ],
)
def test_a_submission_is_of_a_day_between_the_parcel_and_tomorrow(day: date, code: ErrorCode | None) -> None:
    assert refused(taken(Step.SUBMITTED, day, of(100))) == code


def test_nobody_answers_what_was_not_submitted_yet() -> None:
    assert refused(taken(Step.ACKNOWLEDGED, date(2026, 9, 30)), SUBMITTED) is ErrorCode.DAY_TOO_EARLY
    assert refused(taken(Step.ACKNOWLEDGED, date(2026, 10, 1)), SUBMITTED) is None
    again = taken(Step.SUBMITTED, date(2026, 9, 20), of(1))
    assert refused(again, SUBMITTED, taken(Step.WITHDRAWN)) is None


@pytest.mark.parametrize(
    ("answer_by", "code"),
    [
        (TODAY, None),
        (TODAY - timedelta(days=1), ErrorCode.DAY_TOO_EARLY),
        (date(9999, 1, 1), ErrorCode.DAY_IN_FUTURE),
    ],
)
def test_they_wait_from_the_day_they_ask_and_not_for_ever(answer_by: date, code: ErrorCode | None) -> None:
    assert refused(taken(Step.MORE_ASKED, answer_by=answer_by), SUBMITTED) == code


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        (of(9_000), None),
        (of(20_000, "USD"), None),
        (of(9_001), ErrorCode.REASON_NEEDED),
        (of(1, "CHF"), ErrorCode.REASON_NEEDED),
        (of(0), ErrorCode.AMOUNT_NOT_POSITIVE),
    ],
)
def test_what_is_claimed_is_what_was_lost_or_says_why(amount: Amount, code: ErrorCode | None) -> None:
    claim = taken(Step.SUBMITTED, amount=amount)
    assert refused(claim) == code
    if code is ErrorCode.REASON_NEEDED:
        assert refused(claim, why="the customs duty came on top") is None


def test_of_a_parcel_without_a_value_anything_may_be_claimed() -> None:
    check_sum(taken(Step.SUBMITTED, amount=of(10**9)), (), Claimable(POSTED), why="")


def test_what_came_back_in_parts_is_no_more_than_was_claimed() -> None:
    half = taken(Step.PAID, amount=of(5_000))
    assert refused(half, SUBMITTED) is None
    assert refused(taken(Step.PAID, amount=of(3_000)), SUBMITTED, half) is None
    assert refused(taken(Step.PAID, amount=of(3_001)), SUBMITTED, half) is ErrorCode.REASON_NEEDED
    assert refused(taken(Step.PAID, amount=of(3_001)), SUBMITTED, half, why="with interest") is None


def test_a_payment_in_another_currency_says_so_in_words() -> None:
    dollars = taken(Step.PAID, amount=of(5_000, "USD"))
    assert refused(dollars, SUBMITTED) is ErrorCode.REASON_NEEDED
    assert refused(dollars, SUBMITTED, why="paid in dollars, about 46 EUR") is None


@pytest.mark.parametrize("step", [Step.PAID, Step.ACCEPTED])
def test_a_point_that_has_slipped_is_refused_whatever_is_said(step: Step) -> None:
    assert refused(taken(step, amount=of(800_000)), SUBMITTED, why="sure") is ErrorCode.AMOUNT_TOO_HIGH


def test_they_answer_the_submission_that_stands() -> None:
    before = (SUBMITTED, taken(Step.REFUSED), taken(Step.SUBMITTED, amount=of(2_000)))
    assert refused(taken(Step.PAID, amount=of(2_000)), *before) is None
    assert refused(taken(Step.PAID, amount=of(2_001)), *before) is ErrorCode.REASON_NEEDED

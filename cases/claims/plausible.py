"""Whether what somebody notes of a claim can have happened: its day, its sum and its currency. Pure.

A slip of the hand is refused; what is odd and may be true needs a word of why.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from cases.amounts import Amount
from cases.claims.progress import Step, Taken
from cases.claims.words import Whom
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode

SKEW: Final = timedelta(days=1)
"""Somewhere it is tomorrow already, or still yesterday."""
_POINT_SLIPPED: Final = 10
"""Who was paid so many times what they claimed has lost the decimal point."""
_ANSWERED_WITHIN: Final = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True)
class Claimable:
    """What a claim is about. `worth` are the sums it may come to, by currency; empty: nobody has said."""

    began_on: date
    worth: tuple[Amount, ...] = ()


def check_days(step: Taken, before: Sequence[Taken], about: Claimable, *, today: date) -> None:
    """Raises SignalError: `day_in_future`; `day_too_early` before the parcel, or before the claim it answers."""
    if step.happened_on > today + SKEW:
        raise SignalError(ErrorCode.DAY_IN_FUTURE, "This day is still to come.")
    submitted = submission(before, step.whom)
    claimed_on = submitted.happened_on if submitted and step.step is not Step.SUBMITTED else None
    if step.happened_on < about.began_on - SKEW or (claimed_on and step.happened_on < claimed_on):
        raise SignalError(ErrorCode.DAY_TOO_EARLY, "On this day there was nothing of it yet.")
    if step.answer_by is not None and step.answer_by < step.happened_on:
        raise SignalError(ErrorCode.DAY_TOO_EARLY, "They cannot wait until a day before they asked.")
    if step.answer_by is not None and step.answer_by > step.happened_on + _ANSWERED_WITHIN:
        raise SignalError(ErrorCode.DAY_IN_FUTURE, "Nobody waits so long for an answer.")


def check_sum(step: Taken, before: Sequence[Taken], about: Claimable, *, why: str) -> None:
    """Raises SignalError: `amount_not_positive`; `amount_too_high`; `reason_needed` for more than there was to claim,
    or than was claimed, and for another currency, unless `why` says something.
    """
    amount = step.amount
    if amount is None:
        return
    if amount.minor == 0:
        raise SignalError(ErrorCode.AMOUNT_NOT_POSITIVE, "Nothing is no sum.")
    if step.step is Step.SUBMITTED:
        odd = bool(about.worth) and not any(_is_within(amount, most) for most in about.worth)
    else:
        odd = _is_odd_answer(step, amount, before)
    if odd and not why:
        raise SignalError(ErrorCode.REASON_NEEDED, "Another currency, or more than there was to claim, needs a reason.")


def submission(steps: Sequence[Taken], whom: Whom) -> Taken | None:
    """The submission that stands against them."""
    return next((each for each in reversed(steps) if each.whom is whom and each.step is Step.SUBMITTED), None)


def _is_odd_answer(step: Taken, amount: Amount, before: Sequence[Taken]) -> bool:
    submitted = submission(before, step.whom)
    claimed = submitted.amount if submitted else None
    if submitted is None or claimed is None:
        return False
    if amount.currency != claimed.currency:
        return True
    paid = [each.amount for each in before if each.whom is step.whom and each.step is Step.PAID and each.amount]
    so_far = sum(each.minor for each in paid if each.currency == amount.currency) if step.step is Step.PAID else 0
    if so_far + amount.minor > claimed.minor * _POINT_SLIPPED:
        raise SignalError(ErrorCode.AMOUNT_TOO_HIGH, "That is many times what was claimed.")
    return so_far + amount.minor > claimed.minor


def _is_within(amount: Amount, most: Amount) -> bool:
    return amount.currency == most.currency and amount.minor <= most.minor

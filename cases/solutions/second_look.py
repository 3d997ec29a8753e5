"""When a second person has to look at what somebody wants to give, and when a reason has to stand beside it. Pure.

There is no rate of exchange here: one that is not of today would be a way round the limits. Whatever cannot be compared
is looked at by a second person.
"""

from enum import StrEnum
from typing import Final

from cases.amounts import Amount
from cases.solutions.proposing import freight_not_counted
from cases.solutions.situation import Situation, SolutionKind


class Second(StrEnum):
    """Why a second person has to look."""

    ABOVE_LIMIT = "above_limit"
    OTHER_CURRENCY = "other_currency"
    ABOVE_WORTH = "above_worth"
    FREIGHT_NOT_COUNTED = "freight_not_counted"


NEEDS_REASON: Final = frozenset({Second.OTHER_CURRENCY, Second.ABOVE_WORTH})
"""What no table and no value of the goods explains is explained by whoever decides it."""


def second_look(
    about: Situation, kind: SolutionKind, amount: Amount, *, cost: Amount, limit: Amount
) -> tuple[Second, ...]:
    """Every reason there is; empty: it may be decided alone. A limit of nothing, as one that is not named, allows
    nothing, not even what costs nothing.
    """
    worth = worth_of(about)
    found = {
        Second.ABOVE_LIMIT: cost.currency != limit.currency or limit.minor == 0 or cost.minor > limit.minor,
        Second.OTHER_CURRENCY: worth is not None and amount.currency != worth.currency,
        Second.ABOVE_WORTH: worth is not None and amount.currency == worth.currency and amount.minor > worth.minor,
        Second.FREIGHT_NOT_COUNTED: kind is SolutionKind.RESHIP and freight_not_counted(about, amount) is not None,
    }  # fmt: skip
    return tuple(reason for reason, holds in found.items() if holds)


def worth_of(about: Situation) -> Amount | None:
    """What the parcel has cost whoever bought it: the goods, and the freight where it can be added."""
    return about.goods.plus(about.freight_in_currency) if about.goods else None

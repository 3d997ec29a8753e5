"""The six stages of a lost parcel, and which may follow which. Pure.

The usual order is the order of the words; a case may also go back when a carrier's answer or a customer's word
changes what was known.
"""

from collections.abc import Mapping
from enum import StrEnum


class Stage(StrEnum):
    """How far a lost-parcel matter has come."""

    ANOMALY_FOUND = "anomaly_found"
    FACTS_CHECKED = "facts_checked"
    CARRIER_ASKED = "carrier_asked"
    CUSTOMER_TOLD = "customer_told"
    SOLUTION = "solution"
    CLAIM = "claim"


FOLLOWERS: Mapping[Stage, frozenset[Stage]] = {
    Stage.ANOMALY_FOUND: frozenset({Stage.FACTS_CHECKED, Stage.CARRIER_ASKED, Stage.CUSTOMER_TOLD}),
    Stage.FACTS_CHECKED: frozenset({Stage.CARRIER_ASKED, Stage.CUSTOMER_TOLD, Stage.SOLUTION}),
    Stage.CARRIER_ASKED: frozenset({Stage.FACTS_CHECKED, Stage.CUSTOMER_TOLD, Stage.SOLUTION, Stage.CLAIM}),
    Stage.CUSTOMER_TOLD: frozenset({Stage.FACTS_CHECKED, Stage.CARRIER_ASKED, Stage.SOLUTION, Stage.CLAIM}),
    Stage.SOLUTION: frozenset({Stage.CARRIER_ASKED, Stage.CUSTOMER_TOLD, Stage.CLAIM}),
    Stage.CLAIM: frozenset({Stage.CUSTOMER_TOLD, Stage.SOLUTION}),
}
"""Between an anomaly and its solution lies somebody who has checked or asked, and before a claim a word or a decision:
no case is claimed straight from its facts.
"""


def may_follow(before: Stage, after: Stage) -> bool:
    """Whether a case may go from `before` to `after`; staying is always allowed."""
    return after == before or after in FOLLOWERS[before]


def usual_next(stage: Stage) -> Stage | None:
    """The next stage in the usual order; None after the last."""
    order = list(Stage)
    following = order[order.index(stage) + 1 :]
    return following[0] if following else None

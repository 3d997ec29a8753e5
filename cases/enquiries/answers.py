"""What a carrier may answer, and what that asks for: proposed to a person, never done by itself. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

from cases.stages import Stage, may_follow


class Outcome(StrEnum):
    """What an answer says of the parcel. `no_answer`: somebody has given up waiting for one."""

    FOUND = "found"
    DELIVERED = "delivered"
    RETURNED = "returned"
    LOST = "lost"
    SEARCHING = "searching"
    NEEDS_MORE = "needs_more"
    REFUSED = "refused"
    NO_ANSWER = "no_answer"


GOES_ON = frozenset({Outcome.SEARCHING, Outcome.NEEDS_MORE})
"""After these the carrier still owes an answer."""


class Proposal(BaseModel):
    """One thing to do next: move the case, write a fact down, close the alert, or tell the customer.

    `moment` is the occasion of the message, in the words of `cases.contacts.moments`.
    """

    model_config = ConfigDict(frozen=True)
    act: Literal["move", "fact", "settle_alert", "tell"]
    stage: Stage | None = None
    item: str | None = None
    answer: Literal["yes", "no"] | None = None
    moment: str | None = None


_GOALS: Mapping[Outcome, Stage] = {
    Outcome.FOUND: Stage.CUSTOMER_TOLD,
    Outcome.DELIVERED: Stage.FACTS_CHECKED,
    Outcome.RETURNED: Stage.SOLUTION,
    Outcome.LOST: Stage.SOLUTION,
    Outcome.NEEDS_MORE: Stage.FACTS_CHECKED,
    Outcome.REFUSED: Stage.SOLUTION,
    Outcome.NO_ANSWER: Stage.SOLUTION,
}
_FACTS: Mapping[Outcome, tuple[str, Literal["yes", "no"]]] = {
    Outcome.RETURNED: ("return", "yes"),
}
_MOMENTS: Mapping[Outcome, str] = {
    Outcome.FOUND: "found", Outcome.SEARCHING: "still_waiting", Outcome.NEEDS_MORE: "still_waiting",
    Outcome.RETURNED: "solution", Outcome.LOST: "solution", Outcome.REFUSED: "solution",
    Outcome.NO_ANSWER: "solution",
}  # fmt: skip
_PASSES = frozenset({Outcome.FOUND})


def after_asking(stage: Stage) -> tuple[Proposal, ...]:
    """What follows once the carrier was asked."""
    return (*_move(stage, Stage.CARRIER_ASKED), Proposal(act="tell", moment="carrier_asked"))


def after_answer(
    outcome: Outcome, *, stage: Stage, alert_stands: bool, facts: Mapping[str, str]
) -> tuple[Proposal, ...]:  # fmt: skip
    """What follows an answer, of that only what is not so already. `facts`: the last answer to each question."""
    found: list[Proposal] = []
    if (fact := _FACTS.get(outcome)) and facts.get(fact[0]) != fact[1]:
        found.append(Proposal(act="fact", item=fact[0], answer=fact[1]))
    if (goal := _GOALS.get(outcome)) is not None:
        found.extend(_move(stage, goal))
    if outcome in _PASSES and alert_stands:
        found.append(Proposal(act="settle_alert"))
    if (moment := _MOMENTS.get(outcome)) is not None:
        found.append(Proposal(act="tell", moment=moment))
    return tuple(found)


def _move(stage: Stage, goal: Stage) -> tuple[Proposal, ...]:
    possible = goal is not stage and may_follow(stage, goal)
    return (Proposal(act="move", stage=goal),) if possible else ()

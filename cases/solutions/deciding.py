"""Who may decide what: limits, the second pair of eyes, and that one decision at most is in force. Pure.

A decision is a row of deeds, never changed: decided, then perhaps confirmed or declined by somebody else, or withdrawn.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cases.solutions.second_look import Second
from cases.solutions.table import Decider


class Deed(StrEnum):
    """What was done about a decision."""

    DECIDED = "decided"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Standing(StrEnum):
    """How a decision stands. `waiting`: for the second pair of eyes."""

    WAITING = "waiting"
    IN_FORCE = "in_force"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Refusal(StrEnum):
    """Why something may not be done."""

    ONE_STANDS = "one_stands"
    NOT_OPEN = "not_open"
    SAME_PERSON = "same_person"
    NOT_YOURS = "not_yours"
    SUPERVISOR_ONLY = "supervisor_only"


class MayNot(Exception):  # noqa: N818 (reads as the refusal it is)
    """Refused, nothing changed."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Done:
    """One deed. `alone` is of a `decided`: nothing called for a second person."""

    decision_id: str
    deed: Deed
    user_id: str
    alone: bool = True


OPEN = frozenset({Standing.WAITING, Standing.IN_FORCE})


def standing_of(deeds: Sequence[Done], decision_id: str) -> Standing | None:
    """How this decision stands after all these; None when there is no such one."""
    standing: Standing | None = None
    for done in deeds:
        if done.decision_id != decision_id:
            continue
        match done.deed:
            case Deed.DECIDED:
                standing = Standing.IN_FORCE if done.alone else Standing.WAITING
            case Deed.CONFIRMED:
                standing = Standing.IN_FORCE
            case Deed.DECLINED:
                standing = Standing.DECLINED
            case Deed.WITHDRAWN:
                standing = Standing.WITHDRAWN
    return standing


def open_decision(deeds: Sequence[Done]) -> str | None:
    """The decision that waits or is in force."""
    ids = dict.fromkeys(done.decision_id for done in deeds)
    return next((each for each in ids if standing_of(deeds, each) in OPEN), None)


def decide(deeds: Sequence[Done], decision_id: str, *, user_id: str, second: Collection[Second]) -> Done:
    """A new decision; `second` is why it waits for somebody else, if it does. Raises MayNot while another one waits or
    is in force: that one is withdrawn first.
    """
    if open_decision(deeds) is not None:
        raise MayNot(Refusal.ONE_STANDS)
    return Done(decision_id, Deed.DECIDED, user_id, alone=not second)


def settle(deeds: Sequence[Done], decision_id: str, deed: Deed, *, user_id: str, role: Decider) -> Done:
    """The word of a second person, or its withdrawal by whoever decided or a supervisor. Raises MayNot."""
    standing = standing_of(deeds, decision_id)
    decided = next((each for each in deeds if each.decision_id == decision_id), None)
    if decided is None or standing not in OPEN:
        raise MayNot(Refusal.NOT_OPEN)
    if deed is Deed.WITHDRAWN:
        if user_id != decided.user_id and role != "supervisor":
            raise MayNot(Refusal.NOT_YOURS)
    else:
        if standing is not Standing.WAITING or deed is Deed.DECIDED:
            raise MayNot(Refusal.NOT_OPEN)
        if role != "supervisor":
            raise MayNot(Refusal.SUPERVISOR_ONLY)
        if user_id == decided.user_id:
            raise MayNot(Refusal.SAME_PERSON)
    return Done(decision_id, deed, user_id)

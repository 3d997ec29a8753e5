"""What a customer answers after a call, and the kind thing to do about it. Pure."""

from enum import StrEnum


class Solved(StrEnum):
    """Was it solved?"""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Feeling(StrEnum):
    """How did it feel?"""

    GOOD = "good"
    MIXED = "mixed"
    BAD = "bad"


class FollowUp(StrEnum):
    """What may be done now."""

    CALL_TODAY = "call_today"
    ASK_WHAT_IS_MISSING = "ask_what_is_missing"
    SAY_WHAT_IS_NEXT = "say_what_is_next"
    SAY_SORRY = "say_sorry"
    KEEP_THE_PROMISE = "keep_the_promise"
    THANK = "thank"


def follow_up(solved: Solved | None, feeling: Feeling | None, *, promised: bool) -> FollowUp | None:
    """None: nothing was answered. `promised`: something is still open that they were promised."""
    if solved is None and feeling is None:
        return None
    if feeling is Feeling.BAD:
        return FollowUp.SAY_SORRY if solved in (Solved.YES, Solved.PARTLY) else FollowUp.CALL_TODAY
    if solved is Solved.NO or (solved is None and feeling is Feeling.MIXED):
        return FollowUp.ASK_WHAT_IS_MISSING
    if promised:
        return FollowUp.KEEP_THE_PROMISE
    return FollowUp.SAY_WHAT_IS_NEXT if solved is Solved.PARTLY else FollowUp.THANK

"""How urgent an alert is: points for the parcel's value, for the deadline, and for the customer's mood. Pure.

Nothing is guessed from what somebody wrote or how they sounded: a mood is what has happened to them, and each reason is
told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from cases.journeys.journey import folded


class Mood(StrEnum):
    """How the customer is likely to feel."""

    CALM = "calm"
    UNEASY = "uneasy"
    UPSET = "upset"


class Because(StrEnum):
    """Why the mood is what it is."""

    SAID_SO = "said_so"
    PROMISE_BROKEN = "promise_broken"
    PROMISE_OVERDUE = "promise_overdue"
    CALL_FAILED = "call_failed"
    CALLED_OFTEN = "called_often"


class Deadline(StrEnum):
    """Where the deadline comes from."""

    PROMISE = "promise"
    ALERT = "alert"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a case with an alert. `worth` counts the steps of value that the parcel reaches."""

    worth: int
    act_by: datetime
    promised_by: datetime | None = None
    broken_promises: int = 0
    failed_calls: int = 0
    calls: int = 0
    told: str | None = None
    """The case's own fact `mood`."""


@dataclass(frozen=True, slots=True)
class Urgency:
    """The more points, the sooner; among equals the earlier deadline."""

    points: int
    deadline: datetime
    deadline_of: Deadline
    mood: Mood
    because: tuple[Because, ...]

    @property
    def order(self) -> tuple[int, datetime]:
        """Sorts the most urgent to the front."""
        return (-self.points, self.deadline)


_MOODS: Mapping[str, Mood] = {
    "upset": Mood.UPSET, "angry": Mood.UPSET, "sad": Mood.UPSET, "uneasy": Mood.UNEASY, "worried": Mood.UNEASY,
    "calm": Mood.CALM, "patient": Mood.CALM, "friendly": Mood.CALM,
}  # fmt: skip
_OF_MOOD: Mapping[Mood, int] = {Mood.CALM: 0, Mood.UNEASY: 1, Mood.UPSET: 3}
_OF_WORTH = 2
_OVERDUE, _TODAY, _SOON = 4, 3, 1
_OFTEN = 3
_HEAVY = frozenset({Because.PROMISE_BROKEN, Because.PROMISE_OVERDUE})


def urgency(known: Known, *, now: datetime) -> Urgency:
    """How urgent it is now."""
    promised_first = known.promised_by is not None and known.promised_by <= known.act_by
    deadline = known.promised_by if promised_first and known.promised_by else known.act_by
    mood, because = mood_of(known, now=now)
    points = _OF_WORTH * known.worth + _of_deadline(deadline - now) + _OF_MOOD[mood]
    return Urgency(points, deadline, Deadline.PROMISE if promised_first else Deadline.ALERT, mood, because)


def mood_of(known: Known, *, now: datetime) -> tuple[Mood, tuple[Because, ...]]:
    """The mood and why. What a person has written down about it counts before everything that was counted."""
    said = _MOODS.get(folded(known.told or ""))
    if said is not None:
        return said, (Because.SAID_SO,)
    because = tuple(
        reason
        for reason, holds in (
            (Because.PROMISE_BROKEN, known.broken_promises > 0),
            (Because.PROMISE_OVERDUE, known.promised_by is not None and known.promised_by < now),
            (Because.CALL_FAILED, known.failed_calls > 0),
            (Because.CALLED_OFTEN, known.calls >= _OFTEN),
        )
        if holds
    )
    if _HEAVY.intersection(because) or len(because) > 1:
        return Mood.UPSET, because
    return (Mood.UNEASY if because else Mood.CALM), because


def _of_deadline(left: timedelta) -> int:
    if left <= timedelta(0):
        return _OVERDUE
    if left <= timedelta(days=1):
        return _TODAY
    return _SOON if left <= timedelta(days=3) else 0

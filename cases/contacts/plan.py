"""When the customer hears from us next: by how far the matter is, what is wrong, and how they feel. Pure.

A promise is kept by day: what would fall into the customer's night is due before it, for nobody is told at night.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from cases.alerting.urgency import Mood
from cases.contacts.local_time import Place, QuietHours
from cases.journeys.anomalies import Anomaly
from cases.stages import Stage


class Reason(StrEnum):
    """Why it is then."""

    FIRST_WORD = "first_word"
    STAGE = "stage"
    UPSET = "upset"
    UNEASY = "uneasy"
    SLOW_CAUSE = "slow_cause"
    ANSWER_DUE = "answer_due"
    NIGHT = "night"


@dataclass(frozen=True, slots=True)
class Standing:
    """How the matter stands. `answer_due`: the day on which the carrier owes an answer."""

    stage: Stage
    mood: Mood
    anomaly: Anomaly | None = None
    answer_due: date | None = None
    told_before: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """By when, and why."""

    due_at: datetime
    reasons: tuple[Reason, ...]


_OF_STAGE: Mapping[Stage, timedelta] = {
    Stage.ANOMALY_FOUND: timedelta(hours=48), Stage.FACTS_CHECKED: timedelta(hours=48),
    Stage.CARRIER_ASKED: timedelta(hours=72), Stage.CUSTOMER_TOLD: timedelta(hours=72),
    Stage.SOLUTION: timedelta(hours=48), Stage.CLAIM: timedelta(days=7),
}  # fmt: skip
_FIRST: Mapping[Mood, timedelta] = {
    Mood.CALM: timedelta(hours=24),
    Mood.UNEASY: timedelta(hours=8),
    Mood.UPSET: timedelta(hours=4),
}
_FACTOR: Mapping[Mood, float] = {Mood.CALM: 1.0, Mood.UNEASY: 0.67, Mood.UPSET: 0.5}
_FELT: Mapping[Mood, Reason] = {Mood.UNEASY: Reason.UNEASY, Mood.UPSET: Reason.UPSET}
_SLOW: Final = frozenset({Anomaly.CUSTOMS_HOLD, Anomaly.FORCE_MAJEURE})
_SLOWER: Final = 1.5
"""Customs and weather hurry for nobody; to write more often would only say the same."""


def next_update(after: datetime, standing: Standing, *, place: Place, quiet: QuietHours | None) -> Planned:
    """The latest moment for the next word, counted from `after`: the last contact, or how long the case has been."""
    reasons: list[Reason] = []
    if standing.told_before:
        wait = _OF_STAGE[standing.stage] * _FACTOR[standing.mood]
        reasons.append(Reason.STAGE)
        if standing.anomaly in _SLOW:
            wait *= _SLOWER
            reasons.append(Reason.SLOW_CAUSE)
    else:
        wait = _FIRST[standing.mood]
        reasons.append(Reason.FIRST_WORD)
    if felt := _FELT.get(standing.mood):
        reasons.append(felt)
    due = (after + wait).replace(second=0, microsecond=0)
    due -= timedelta(minutes=due.minute % 15)  # nobody is promised 11:23
    answered = _day_after(standing.answer_due)
    if answered is not None and after < answered < due:
        due = answered
        reasons = [Reason.ANSWER_DUE]
    by_day = place.before_night(due, quiet)
    if by_day <= after:
        by_day = place.day_begins(due, quiet) or due
    if by_day != due:
        reasons.append(Reason.NIGHT)
    return Planned(by_day, tuple(reasons))


def _day_after(day: date | None) -> datetime | None:
    """The noon of the day after: the answer has been there for a morning."""
    return None if day is None else datetime.combine(day + timedelta(days=1), time(12), UTC)

"""What rules would have done over a parcel's history, had they always held. Pure.

A reading changes only when a line comes in or a patience runs out, so it is asked for at those moments and no others.
What people did with the case is as it was; what the rules did with it is done again.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from cases.alerting.alerts import Thing, matter_of, moved_by_news, thing_of
from cases.alerting.rules import Limits, RuleBook
from cases.journeys.anomalies import Anomaly, Journey, Trouble, find_trouble
from cases.journeys.tracking_event import TrackingEvent
from cases.parcel import Place
from cases.stages import Stage


@dataclass(frozen=True, slots=True)
class Moved:
    """When somebody brought the case to a stage."""

    at: datetime
    stage: Stage


@dataclass(frozen=True, slots=True)
class Past:
    """One parcel's history; `events` oldest first, and so are `moves`, without those of the rules. `facts` are those of
    today: when each was told is not known.
    """

    reference: str
    carrier: str | None
    origin: Place | None
    destination: Place | None
    facts: Mapping[str, str]
    events: Sequence[TrackingEvent]
    moves: Sequence[Moved] = ()


@dataclass(frozen=True, slots=True)
class Raised:
    """An alert as it would have been raised, and whether it would have moved its case back to checking the facts."""

    anomaly: Anomaly
    since: datetime
    at: datetime
    act_by: datetime
    moves_back: bool = False


class Change(StrEnum):
    """What other rules would have changed about one alert: whether and when it is raised, by when somebody should act
    on it, whether it moves its case back.
    """

    NEW = "new"
    GONE = "gone"
    SOONER = "sooner"
    LATER = "later"
    ACT_SOONER = "act_sooner"
    ACT_LATER = "act_later"
    MOVES_BACK = "moves_back"
    STAYS = "stays"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing about an alert that would have been otherwise. `before` and `after`: when what changes would have been,
    if at all.
    """

    reference: str
    change: Change
    alert: Raised
    before: datetime | None
    after: datetime | None


def alerts_over(past: Past, book: RuleBook, *, since: datetime, until: datetime) -> Mapping[Thing, Raised]:
    """Every alert these rules would have raised between the two moments, each thing once."""
    limits = book.limits_for(
        carrier=past.carrier, origin=past.origin.country if past.origin else None,
        destination=past.destination.country if past.destination else None,
    )  # fmt: skip
    found: dict[Thing, Raised] = {}
    case = _Case(past.moves)
    open_thing: Thing | None = None
    for now in _moments(past.events, limits, until):
        trouble = _trouble(past, limits, now)
        if trouble is None:
            open_thing = None
            continue
        if open_thing is None or open_thing.matter is not matter_of(trouble.anomaly):
            open_thing = thing_of(trouble)
        if open_thing not in found:
            alert = Raised(trouble.anomaly, trouble.began.at, now, now + timedelta(days=limits.act_within_days))
            moves_back = limits.move_back and case.moves_back(min(alert.since, now), now)
            found[open_thing] = replace(alert, moves_back=moves_back)
    return {thing: raised for thing, raised in found.items() if raised.at >= since}


def compare(
    reference: str, before: Mapping[Thing, Raised], after: Mapping[Thing, Raised]
) -> tuple[Difference, ...]:  # fmt: skip
    """What would have been otherwise for this parcel, in the order of time."""
    things = dict.fromkeys([*before, *after])
    found = [each for thing in things for each in _differences(reference, before.get(thing), after.get(thing))]
    return tuple(sorted(found, key=_when))


def _differences(reference: str, before: Raised | None, after: Raised | None) -> Iterator[Difference]:
    if before is None or after is None:
        if alert := after or before:
            change = Change.GONE if before else Change.NEW
            yield Difference(reference, change, alert, before.at if before else None, after.at if after else None)
        return
    if before.at != after.at:
        change = Change.SOONER if after.at < before.at else Change.LATER
        yield Difference(reference, change, after, before.at, after.at)
    if before.act_by - before.at != after.act_by - after.at and before.act_by != after.act_by:
        change = Change.ACT_SOONER if after.act_by < before.act_by else Change.ACT_LATER
        yield Difference(reference, change, after, before.act_by, after.act_by)
    if before.moves_back is not after.moves_back:
        change = Change.MOVES_BACK if after.moves_back else Change.STAYS
        moved = (each.at if each.moves_back else None for each in (before, after))
        yield Difference(reference, change, after, *moved)


def _when(difference: Difference) -> datetime:
    return min(at for at in (difference.before, difference.after) if at)


class _Case:
    """The stage of a case, as people moved it and as these rules would have."""

    def __init__(self, moves: Sequence[Moved]) -> None:
        self._to_come = deque(moves)
        self._now: Moved | None = None

    def moves_back(self, since: datetime, now: datetime) -> bool:
        """Whether news of something that is wrong `since` then move it back; asked in the order of time. What happened
        before the case came to its stage was known to whoever brought it there.
        """
        while self._to_come and self._to_come[0].at <= now:
            self._now = self._to_come.popleft()
        goal = moved_by_news(self._now.stage) if self._now else None
        if goal is None or self._now is None or since <= self._now.at:
            return False
        self._now = Moved(now, goal)
        return True


def _trouble(past: Past, limits: Limits, now: datetime) -> Trouble | None:
    known = [event for event in past.events if event.at <= now]
    journey = Journey(
        events=known, origin=past.origin, destination=past.destination, facts=past.facts, now=now,
        patience=limits.patience(),
    )  # fmt: skip
    return find_trouble(journey)


def _moments(events: Sequence[TrackingEvent], limits: Limits, until: datetime) -> list[datetime]:
    patiences = {0, limits.overdue_days, limits.customs_days, limits.disputed_days}
    moments = {event.at + timedelta(days=days) for event in events for days in patiences}
    return sorted(moment for moment in moments if moment <= until)

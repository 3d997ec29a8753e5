"""What rules would have done over a parcel's history, had they always held. Pure.

A reading changes only when a line comes in or a patience runs out, so it is asked for at those moments and no others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from cases.alerts import Thing, matter_of, thing_of
from cases.anomalies import Anomaly, Journey, Trouble, find_trouble
from cases.parcel import Place
from cases.rules import Limits, RuleBook
from cases.tracking_event import TrackingEvent


@dataclass(frozen=True, slots=True)
class Past:
    """One parcel's history; `events` oldest first. `facts` are those of today: when each was told is not known."""

    reference: str
    carrier: str | None
    origin: Place | None
    destination: Place | None
    facts: Mapping[str, str]
    events: Sequence[TrackingEvent]


@dataclass(frozen=True, slots=True)
class Raised:
    """An alert as it would have been raised."""

    anomaly: Anomaly
    since: datetime
    at: datetime


class Change(StrEnum):
    """What other rules would have changed about one alert."""

    NEW = "new"
    GONE = "gone"
    SOONER = "sooner"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Difference:
    """One alert that would have been another. `before` None: it is new. `after` None: it is gone."""

    reference: str
    change: Change
    before: Raised | None
    after: Raised | None


def alerts_over(past: Past, book: RuleBook, *, since: datetime, until: datetime) -> Mapping[Thing, Raised]:
    """Every alert these rules would have raised between the two moments, each thing once."""
    limits = book.limits_for(
        carrier=past.carrier, origin=past.origin.country if past.origin else None,
        destination=past.destination.country if past.destination else None,
    )  # fmt: skip
    found: dict[Thing, Raised] = {}
    open_thing: Thing | None = None
    for now in _moments(past.events, limits, until):
        trouble = _trouble(past, limits, now)
        if trouble is None:
            open_thing = None
            continue
        if open_thing is None or open_thing.matter is not matter_of(trouble.anomaly):
            open_thing = thing_of(trouble)
        found.setdefault(open_thing, Raised(trouble.anomaly, trouble.began.at, now))
    return {thing: raised for thing, raised in found.items() if raised.at >= since}


def compare(
    reference: str, before: Mapping[Thing, Raised], after: Mapping[Thing, Raised]
) -> tuple[Difference, ...]:  # fmt: skip
    """What would have been otherwise for this parcel, in the order of time."""
    things = dict.fromkeys([*before, *after])
    found = [_difference(reference, before.get(thing), after.get(thing)) for thing in things]
    return tuple(sorted((each for each in found if each), key=_when))


def _difference(reference: str, before: Raised | None, after: Raised | None) -> Difference | None:
    if before is None or after is None:
        return Difference(reference, Change.GONE if before else Change.NEW, before, after)
    if before.at == after.at:
        return None
    return Difference(reference, Change.SOONER if after.at < before.at else Change.LATER, before, after)


def _when(difference: Difference) -> datetime:
    return min(raised.at for raised in (difference.before, difference.after) if raised)


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

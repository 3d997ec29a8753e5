"""A journey told in order: the route from origin to destination, where the parcel was seen last, how long ago. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from pydantic import BaseModel, ConfigDict

from cases.parcel import Place
from cases.tracking_event import Progress, TrackingEvent

NO_SIGHTING: Final = frozenset({Progress.INFO_RECEIVED, Progress.EXPIRED})
"""Said of a parcel that nobody had in hands."""


class Stop(BaseModel):
    """A place on the way and when the parcel was first seen on this visit; `at` is None where it has not been seen."""

    model_config = ConfigDict(frozen=True)

    place: str
    country: str | None
    at: datetime | None


class Route(BaseModel):
    """Where it started, the visits between in their order, and where it is meant to go."""

    model_config = ConfigDict(frozen=True)

    origin: Stop | None
    waypoints: tuple[Stop, ...]
    destination: Stop | None


def in_order(events: Sequence[TrackingEvent]) -> list[TrackingEvent]:
    """Oldest first; what came in first stays first within the same moment."""
    return sorted(events, key=lambda event: event.at)


def visits(events: Sequence[TrackingEvent]) -> list[Stop]:
    """The places where the parcel was seen, each visit once, in order. `events` oldest first."""
    seen: list[Stop] = []
    for event in events:
        if event.location is None or event.progress in NO_SIGHTING:
            continue
        if not seen or folded(seen[-1].place) != folded(event.location):
            seen.append(Stop(place=event.location, country=event.country, at=event.at))
    return seen


def route(events: Sequence[TrackingEvent], *, origin: Place | None, destination: Place | None) -> Route:
    """The route; a parcel that came to its destination and left again shows that visit as a waypoint."""
    seen = visits(events)
    start, end = _stop(origin), _stop(destination)
    if start and seen and is_at(seen[0].place, seen[0].country, origin):
        start = start.model_copy(update={"at": seen.pop(0).at})
    if end and seen and is_at(seen[-1].place, seen[-1].country, destination):
        end = end.model_copy(update={"at": seen.pop().at})
    return Route(origin=start, waypoints=tuple(seen), destination=end)


def last_location(events: Sequence[TrackingEvent]) -> str | None:
    """The place of the last line that names one."""
    return next((event.location for event in reversed(events) if event.location), None)


def last_word(events: Sequence[TrackingEvent]) -> TrackingEvent | None:
    """The last thing a carrier said; that nothing was said for long is not something said."""
    return next((event for event in reversed(events) if event.progress is not Progress.EXPIRED), None)


def days_between(earlier: datetime, later: datetime) -> int:
    """Whole days, never fewer than none: clocks of carriers run ahead."""
    return max((later - earlier).days, 0)


def days_silent(events: Sequence[TrackingEvent], *, now: datetime) -> int | None:
    """Whole days since the last word; None when there has been none."""
    word = last_word(events)
    return days_between(word.at, now) if word else None


def folded(place: str) -> str:
    """A place as it is compared."""
    return " ".join(place.split()).casefold()


def _stop(place: Place | None) -> Stop | None:
    return Stop(place=place.city or place.country, country=place.country, at=None) if place else None


def is_at(name: str, country: str | None, place: Place | None) -> bool:
    """`Shenzhen Sorting Centre` is in Shenzhen, unless the countries say otherwise."""
    if place is None or place.city is None or (country is not None and country != place.country):
        return False
    return folded(place.city) in folded(name)

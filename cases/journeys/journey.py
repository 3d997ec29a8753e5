"""A journey told in order: the route from origin to destination, where the parcel was seen last, how long ago. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from pydantic import BaseModel, ConfigDict

from cases.journeys.country_words import plain
from cases.journeys.place_names import PlaceName, place_name
from cases.journeys.tracking_event import Progress, TrackingEvent
from cases.parcel import Place

NO_SIGHTING: Final = frozenset({Progress.INFO_RECEIVED, Progress.EXPIRED})
"""Said of a parcel that nobody had in hands."""

CLOCKS_AHEAD: Final = timedelta(hours=14)
"""How far ahead of now a line may be of what has happened: a local time that is taken for UTC, at most."""

_RANKS: Final = {progress: rank for rank, progress in enumerate(Progress)} | {Progress.EXPIRED: len(Progress)}


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


def in_order(events: Iterable[TrackingEvent]) -> list[TrackingEvent]:
    """Oldest first. Within a moment in the order in which such things happen, so that it does not matter who told what
    when.
    """
    return sorted(events, key=_turn)


def _turn(event: TrackingEvent) -> tuple[object, ...]:
    return event.at, _RANKS[event.progress], folded(event.location or ""), event.source, event.description


def happened(events: Iterable[TrackingEvent], *, now: datetime) -> list[TrackingEvent]:
    """Without what is only planned: some carriers write down what is to come."""
    return [event for event in events if event.at <= now + CLOCKS_AHEAD]


def visits(events: Sequence[TrackingEvent]) -> list[Stop]:
    """The places where the parcel was seen, each visit once, in order. `events` are steps, oldest first."""
    seen: list[Stop] = []
    here: PlaceName | None = None
    for event in events:
        if event.location is None or event.progress in NO_SIGHTING:
            continue
        name = place_name(event.location, event.country)
        if here is None or not here.is_same(name):
            seen.append(Stop(place=event.location, country=event.country, at=event.at))
            here = name
        elif name.says_more(here):
            here = name
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
    word = last_word(happened(events, now=now))
    return days_between(word.at, now) if word else None


def folded(text: str) -> str:
    """A name as it is compared, where only case and spaces may differ."""
    return " ".join(text.split()).casefold()


def _stop(place: Place | None) -> Stop | None:
    return Stop(place=place.city or place.country, country=place.country, at=None) if place else None


def is_at(name: str, country: str | None, place: Place | None) -> bool:
    """`Shenzhen Sorting Centre` is in Shenzhen, unless the countries say otherwise."""
    if place is None or place.city is None or (country is not None and country != place.country):
        return False
    return plain(place.city) in plain(name)

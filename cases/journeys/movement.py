"""Ways a parcel cannot or should not go: in circles, or faster than it can fly. Pure.

`events` are steps (`cases.journeys.steps`), oldest first: told by two feeds, a visit is still one visit.
"""

from collections.abc import Sequence

from cases.journeys.distances import km_between
from cases.journeys.journey import NO_SIGHTING
from cases.journeys.place_names import Visited, place_name
from cases.journeys.standing import NEAR_THE_DOOR, Stands
from cases.journeys.tracking_event import Progress, TrackingEvent

_P = Progress
_IN_HANDS = NEAR_THE_DOOR | {_P.PICKED_UP, _P.DEPARTED, _P.ARRIVED, _P.ATTEMPT_FAILED}
"""Somebody held it. Customs papers travel ahead of their parcel, and so does the word `in transit`."""

_CLOCKS_DIFFER_H = 2.0
"""What depots' clocks may be wrong by, and a line may be written late."""


def loop(events: Sequence[TrackingEvent], *, returns: int) -> Stands | None:
    """Where it first came back to a place it had left, if it did so `returns` times since it was last near the door,
    and where it came back last.

    Once may be a hub that is used both ways.
    """
    visited, here = Visited(), None
    found: list[TrackingEvent] = []
    for event in events:
        if event.progress in NEAR_THE_DOOR:
            visited, here, found = Visited(), None, []
        if event.location is None or event.progress in NO_SIGHTING:
            continue
        name = place_name(event.location, event.country)
        if here is not None and here.is_same(name):
            here = name if name.says_more(here) else here
            continue
        if here is not None:
            visited.add(here)
        if visited.times(name):
            found.append(event)
        here = name
    return Stands(found[0], found[-1].at) if len(found) >= returns else None


def jump(events: Sequence[TrackingEvent], *, kmh: float) -> Stands | None:
    """The first sighting that is too far from the one before for this speed, and the last: another parcel bears the
    number, or its label. Being near the door afterwards ends the doubt.
    """
    before: TrackingEvent | None = None
    found: Stands | None = None
    for event in events:
        if event.country is None or event.progress not in _IN_HANDS:
            continue
        if before is not None and _too_fast(before, event, kmh):
            found = Stands.on(found, event)
        elif event.progress in NEAR_THE_DOOR:
            found = None
        before = event
    return found


def _too_fast(before: TrackingEvent, after: TrackingEvent, kmh: float) -> bool:
    distance = km_between(before.country or "", after.country or "")
    hours = (after.at - before.at).total_seconds() / 3600
    return distance is not None and distance > kmh * (hours + _CLOCKS_DIFFER_H)

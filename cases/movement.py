"""Ways a parcel cannot or should not go: in circles, or faster than it can fly. Pure."""

from collections.abc import Sequence

from cases.distances import km_between
from cases.journey import folded
from cases.tracking_event import Progress, TrackingEvent

_P = Progress
NEAR_THE_DOOR = frozenset({_P.OUT_FOR_DELIVERY, _P.AWAITING_PICKUP, _P.DELIVERED})
_IN_HANDS = NEAR_THE_DOOR | {_P.PICKED_UP, _P.DEPARTED, _P.ARRIVED, _P.ATTEMPT_FAILED}
"""Somebody held it. Customs papers travel ahead of their parcel, and so does the word `in transit`."""

_CLOCKS_DIFFER_H = 2.0
"""What depots' clocks may be wrong by, and a line may be written late."""


def loop(events: Sequence[TrackingEvent], *, returns: int) -> TrackingEvent | None:
    """Where it first came back to a place it had left, if it did so `returns` times since it was last near the door.

    Once may be a hub that is used both ways.
    """
    places: list[str] = []
    found: list[TrackingEvent] = []
    for event in events:
        if event.progress in NEAR_THE_DOOR:
            places, found = [], []
        if event.location is None or (places and places[-1] == folded(event.location)):
            continue
        if folded(event.location) in places:
            found.append(event)
        places.append(folded(event.location))
    return found[0] if len(found) >= returns else None


def jump(events: Sequence[TrackingEvent], *, kmh: float) -> TrackingEvent | None:
    """The first sighting that is too far from the one before for this speed: another parcel bears the number, or its
    label. Being near the door afterwards ends the doubt.
    """
    before: TrackingEvent | None = None
    found: TrackingEvent | None = None
    for event in events:
        if event.country is None or event.progress not in _IN_HANDS:
            continue
        if before is not None and _too_fast(before, event, kmh):
            found = found or event
        elif event.progress in NEAR_THE_DOOR:
            found = None
        before = event
    return found


def _too_fast(before: TrackingEvent, after: TrackingEvent, kmh: float) -> bool:
    distance = km_between(before.country or "", after.country or "")
    hours = (after.at - before.at).total_seconds() / 3600
    return distance is not None and distance > kmh * (hours + _CLOCKS_DIFFER_H)

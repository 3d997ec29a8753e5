"""Where a parcel was lost, as far as its journey tells: the last place where somebody had it in hands. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.journeys.journey import days_between, happened
from cases.journeys.tracking_event import Progress, TrackingEvent

_NO_SIGHTING = frozenset({Progress.INFO_RECEIVED, Progress.EXPIRED, Progress.LOST})
"""Said of a parcel that nobody had in hands at that moment."""


@dataclass(frozen=True, slots=True)
class LossPoint:
    """The line of the last sighting, and what the carrier said after it without having the parcel."""

    seen: TrackingEvent
    silent_days: int
    said_since: tuple[TrackingEvent, ...]


def loss_point(events: Sequence[TrackingEvent], *, now: datetime) -> LossPoint | None:
    """`events` oldest first. None for a parcel that was never seen."""
    events = happened(events, now=now)
    last = next((index for index in range(len(events) - 1, -1, -1) if _is_sighting(events[index])), None)
    if last is None:
        return None
    seen = events[last]
    return LossPoint(seen, days_between(seen.at, now), tuple(events[last + 1 :]))


def _is_sighting(event: TrackingEvent) -> bool:
    return event.progress not in _NO_SIGHTING

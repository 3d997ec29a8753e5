"""How long a parcel has been in customs: one stay for each country. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from cases.standing import OUT_OF_CUSTOMS, Stands
from cases.tracking_event import Progress, TrackingEvent

_IN_CUSTOMS = frozenset({Progress.CUSTOMS, Progress.CUSTOMS_INQUIRY})


@dataclass(frozen=True, slots=True)
class Stay:
    """A stay that has not ended, and whether customs has asked for something."""

    stands: Stands
    asked: bool


def stay_in_customs(events: Iterable[TrackingEvent]) -> Stay | None:
    """The one that lasts; `events` oldest first."""
    stay: Stay | None = None
    for event in events:
        if stay is not None and _abroad(stay.stands.began, event):
            stay = None
        if event.progress in _IN_CUSTOMS:
            asked = event.progress is Progress.CUSTOMS_INQUIRY or (stay is not None and stay.asked)
            stay = Stay(Stands.on(stay.stands if stay else None, event), asked)
        elif event.progress in OUT_OF_CUSTOMS:
            stay = None
    return stay


def _abroad(entered: TrackingEvent, event: TrackingEvent) -> bool:
    """Export and import are two clearances: seen in another country, the first one is over."""
    return None not in (entered.country, event.country) and entered.country != event.country

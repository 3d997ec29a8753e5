"""How long a parcel has been in customs: one stay for each country. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from cases.journeys.customs_words import speaks_of_customs
from cases.journeys.elsewhere import surely_elsewhere
from cases.journeys.standing import OUT_OF_CUSTOMS, Stands
from cases.journeys.steps import SAME_MOMENT
from cases.journeys.tracking_event import Progress, TrackingEvent

_IN_CUSTOMS: Final = frozenset({Progress.CUSTOMS, Progress.CUSTOMS_INQUIRY})
_SEEN: Final = frozenset({Progress.PICKED_UP, Progress.ARRIVED, Progress.IN_TRANSIT})
"""Said within the walls of customs as well as outside of them."""


@dataclass(frozen=True, slots=True)
class Stay:
    """A stay that has not ended, whether customs has asked for something, and the places that its lines name."""

    stands: Stands
    asked: bool
    places: frozenset[str] = frozenset()


def stay_in_customs(events: Iterable[TrackingEvent]) -> Stay | None:
    """The one that lasts; `events` oldest first."""
    stay: Stay | None = None
    for event in events:
        if stay is not None and (_abroad(stay.stands.began, event) or _has_moved_on(stay, event)):
            stay = None
        if event.progress in _IN_CUSTOMS:
            stay = _goes_on(stay, event)
        elif event.progress in OUT_OF_CUSTOMS and not _leaves_a_question_open(stay, event):
            stay = None
    return stay


def _goes_on(stay: Stay | None, event: TrackingEvent) -> Stay:
    asked = event.progress is Progress.CUSTOMS_INQUIRY or (stay is not None and stay.asked)
    places = stay.places if stay else frozenset()
    here = frozenset({event.location}) if event.location else frozenset()
    return Stay(Stands.on(stay.stands if stay else None, event), asked, places | here)


def _abroad(entered: TrackingEvent, event: TrackingEvent) -> bool:
    """Export and import are two clearances: seen in another country, the first one is over."""
    return None not in (entered.country, event.country) and entered.country != event.country


def _leaves_a_question_open(stay: Stay | None, event: TrackingEvent) -> bool:
    """Left for somewhere else is no word of release: what waits for papers is driven to a bonded store."""
    return stay is not None and stay.asked and event.progress is Progress.DEPARTED


def _has_moved_on(stay: Stay, event: TrackingEvent) -> bool:
    """Carriers often have no word for a release: the parcel is seen at a place that is surely none of customs', by a
    line that does not speak of customs.

    Where customs has asked for something only a word of release will do. Its papers are somebody's to answer, parcels
    are scanned on their way to a bonded store, and an answer that is not sent loses the parcel.
    """
    if stay.asked or event.progress not in _SEEN or event.location is None or not stay.places:
        return False
    if event.at <= stay.stands.until + SAME_MOMENT or speaks_of_customs(event.description):
        return False
    country = event.country or stay.stands.began.country
    return all(surely_elsewhere(place, event.location, country=country) for place in stay.places)

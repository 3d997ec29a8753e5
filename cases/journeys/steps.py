"""A journey told by several feeds, as one of them would have told it. Pure.

Feeds differ in words, in how they write a place and by some minutes. Told twice, a step of the journey is one step: to
the rules, which count visits and returns, and to the strip that shows them.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from cases.journeys.journey import in_order
from cases.journeys.place_names import PlaceName, place_name
from cases.journeys.tracking_event import Progress, TrackingEvent

_P = Progress
SAME_MOMENT: Final = timedelta(minutes=15)
"""Within which two feeds tell one step."""

_VAGUE: Final = frozenset({_P.IN_TRANSIT, _P.UNKNOWN})
_SCANS: Final = _VAGUE | {_P.PICKED_UP, _P.DEPARTED, _P.ARRIVED}
"""What one feed calls by its name, another one may just call in transit."""


@dataclass(slots=True)
class _Step:
    lead: TrackingEvent
    echoes: list[TrackingEvent] = field(default_factory=list)
    told_by: set[str] = field(default_factory=set)


def steps(events: Iterable[TrackingEvent]) -> list[TrackingEvent]:
    """Oldest first. What a second feed says of a step stands beside it: in its own words, at the moment and the place
    that the first feed gives. Always the same feed comes first, so that it does not matter which one told sooner.
    """
    by_source: dict[str, list[TrackingEvent]] = {}
    for event in in_order(events):
        by_source.setdefault(event.source, []).append(event)
    found: list[_Step] = []
    for source in sorted(by_source):
        fresh = [event for event in by_source[source] if not _joins(event, found)]
        found += [_Step(event) for event in fresh]
        found.sort(key=lambda step: step.lead.at)
    by_lead = {id(step.lead): step for step in found}
    return [line for lead in in_order(step.lead for step in found) for line in (lead, *by_lead[id(lead)].echoes)]


def _joins(event: TrackingEvent, found: Sequence[_Step]) -> bool:
    """Whether it tells a step that another feed has told; it is one of its lines then."""
    first = bisect_left(found, event.at - SAME_MOMENT, key=lambda step: step.lead.at)
    after = bisect_right(found, event.at + SAME_MOMENT, key=lambda step: step.lead.at)
    same = [step for step in found[first:after] if event.source not in step.told_by and _is_same(event, step.lead)]
    if not same:
        return False
    step = min(same, key=lambda step: (not _same_place(event, step.lead), abs(step.lead.at - event.at)))
    lead = step.lead
    here = {"at": lead.at, "location": lead.location or event.location, "country": lead.country or event.country}
    step.echoes.append(event.model_copy(update=here))
    step.told_by.add(event.source)
    return True


def _is_same(one: TrackingEvent, other: TrackingEvent) -> bool:
    """Two feeds may call a depot by different names; but then they must agree on what was done there."""
    if None not in (one.country, other.country) and one.country != other.country:
        return False
    if one.progress is other.progress and one.progress not in _VAGUE:
        return True
    return {one.progress, other.progress} <= _SCANS and _same_place(one, other)


def _same_place(one: TrackingEvent, other: TrackingEvent) -> bool:
    names = _name(one), _name(other)
    if names[0] is None or names[1] is None:
        return names[0] is names[1]
    return names[0].is_same(names[1])


def _name(event: TrackingEvent) -> PlaceName | None:
    return place_name(event.location, event.country) if event.location else None

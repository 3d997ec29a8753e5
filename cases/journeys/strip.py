"""The journey as a strip of stations: where it was and when, what happened there, and where its trace is lost. Pure.

Loops and jumps are those the anomaly rules name (`cases.journeys.movement`), so that picture and alert agree.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from cases.journeys.anomalies import Anomaly, Patience, Reading
from cases.journeys.journey import NO_SIGHTING, days_between, happened, is_at, last_word
from cases.journeys.movement import jump, loop
from cases.journeys.place_names import PlaceName, Visited, place_name
from cases.journeys.steps import steps
from cases.journeys.tracking_event import Progress, TrackingEvent
from cases.parcel import Place

_P = Progress
_CUSTOMS: Final = frozenset({_P.CUSTOMS, _P.CUSTOMS_INQUIRY, _P.CUSTOMS_RELEASED})
_ENDS: Final = frozenset({_P.DELIVERED, _P.RETURNED})
_HANDED_OVER: Final = re.compile(
    r"\bhand(?:ed)?[\s-]*over\b|\btransferred to (?:the )?(?:carrier|airline)|交航|交接|移交|\bübergeben\b"
    r"|\bentregado (?:a la aerolínea|al transportista)|\bremis (?:au transporteur|à la compagnie)"
    r"|\bentregue (?:à companhia|à transportadora)|\bпередан\w* (?:перевозчику|авиакомпании)"
    r"|سُ?ل[ِّ]*م\w* إلى (?:شركة|الناقل)",
    re.IGNORECASE,
)


class Mark(StrEnum):
    """What happened at a station, or on the way to it."""

    HANDED_OVER = "handed_over"
    BORDER = "border"
    CUSTOMS = "customs"
    AGAIN = "again"
    LOOP = "loop"
    JUMP = "jump"


class Station(BaseModel):
    """One visit to a place, the `visit`-th to the same one; `at` is None where the parcel has not been seen."""

    model_config = ConfigDict(frozen=True)
    place: str | None = Field(description="null: only the country is known")
    country: str | None
    at: datetime | None
    until: datetime | None = Field(description="the last thing said of it there")
    progress: Progress | None = Field(description="what was said last")
    visit: int
    marks: tuple[Mark, ...]


class Gap(BaseModel):
    """Where the trace is lost: since when, for how many whole days, and where the parcel was seen last."""

    model_config = ConfigDict(frozen=True)
    since: datetime
    days: int
    place: str | None
    country: str | None
    long: bool = Field(description="longer than the rules bear")


class Strip(BaseModel):
    """The stations in their order. `here` is where the parcel was seen last; what comes after it lies ahead."""

    model_config = ConfigDict(frozen=True)
    stations: tuple[Station, ...]
    here: int | None
    gap: Gap | None


@dataclass(slots=True)
class _Visit:
    place: str | None
    country: str | None
    name: PlaceName
    """The fullest that was said of it; a country where no more is known."""
    events: list[TrackingEvent] = field(default_factory=list)

    def is_here(self, event: TrackingEvent) -> bool:
        """Whether a line is about the same visit; one that names no place is, unless it names another country."""
        if event.location is None or self.place is None:
            return None in {event.country, self.country} or event.country == self.country
        return self.name.is_same(place_name(event.location, event.country))

    def add(self, event: TrackingEvent) -> None:
        """A line of this visit."""
        if event.location is not None:
            told = place_name(event.location, event.country)
            self.name = told if self.place is None or told.says_more(self.name) else self.name
        self.place, self.country = self.place or event.location, self.country or event.country
        self.events.append(event)


@dataclass(frozen=True, slots=True)
class Told:
    """What a strip is made of; `events` oldest first."""

    events: Sequence[TrackingEvent]
    origin: Place | None
    destination: Place | None
    reading: Reading | None
    patience: Patience
    now: datetime


def strip(told: Told) -> Strip:
    """The strip of a journey; empty where nothing is known. What is only planned is not on it."""
    told = replace(told, events=steps(happened(told.events, now=told.now)))
    visits = _visits(told.events)
    stations = _stations(visits, told)
    here = len(stations) - 1 if visits else None
    if told.origin and not (visits and _starts_at(visits[0], told.origin)):
        stations.insert(0, _unseen(told.origin))
        here = None if here is None else here + 1
    if told.destination and not (visits and _arrived(visits[-1], told.destination, told.reading)):
        stations.append(_unseen(told.destination))
    return Strip(stations=tuple(stations), here=here, gap=_gap(visits, told))


def _visits(events: Sequence[TrackingEvent]) -> list[_Visit]:
    found: list[_Visit] = []
    for event in events:
        if event.progress in NO_SIGHTING or (event.location is None and event.country is None and not found):
            continue
        if not found or not found[-1].is_here(event):
            name = place_name(event.location or event.country or "", event.country)
            found.append(_Visit(event.location, event.country, name))
        found[-1].add(event)
    return found


def _stations(visits: Sequence[_Visit], told: Told) -> list[Station]:
    circled = loop(told.events, returns=told.patience.loop_returns)
    leapt = jump(told.events, kmh=told.patience.jump_kmh)
    visited = Visited()
    country: str | None = None
    stations: list[Station] = []
    for visit in visits:
        visited.add(visit.name)
        times = visited.times(visit.name)
        marks = {
            Mark.HANDED_OVER: any(_is_handed_over(event) for event in visit.events),
            Mark.BORDER: country is not None and visit.country is not None and visit.country != country,
            Mark.CUSTOMS: any(event.progress in _CUSTOMS for event in visit.events),
            Mark.AGAIN: times > 1,
            Mark.LOOP: circled is not None and circled.began in visit.events,
            Mark.JUMP: leapt is not None and leapt.began in visit.events,
        }
        stations.append(_seen(visit, times, tuple(mark for mark, holds in marks.items() if holds)))
        country = visit.country or country
    return stations


def _seen(visit: _Visit, times: int, marks: tuple[Mark, ...]) -> Station:
    return Station(
        place=visit.place, country=visit.country, at=visit.events[0].at, until=visit.events[-1].at,
        progress=visit.events[-1].progress, visit=times, marks=marks,
    )  # fmt: skip


def _unseen(place: Place) -> Station:
    return Station(
        place=place.city, country=place.country, at=None, until=None, progress=None, visit=1, marks=()
    )  # fmt: skip


def _is_handed_over(event: TrackingEvent) -> bool:
    return event.progress is _P.PICKED_UP or _HANDED_OVER.search(event.description) is not None


def _starts_at(visit: _Visit, origin: Place) -> bool:
    return visit.place is not None and is_at(visit.place, visit.country, origin)


def _arrived(visit: _Visit, destination: Place, reading: Reading | None) -> bool:
    """It is where it was to go; a delivery counts wherever the carrier says it was, as long as it is that country, and
    unless the rules read it as the sender's.
    """
    sent_back = reading is not None and reading.anomaly is Anomaly.RETURNED_TO_SENDER
    if not sent_back and any(event.progress is _P.DELIVERED for event in visit.events):
        return visit.country is None or visit.country == destination.country
    return visit.place is not None and is_at(visit.place, visit.country, destination)


def _gap(visits: Sequence[_Visit], told: Told) -> Gap | None:
    """None while nobody has said anything, and where the journey has ended and nobody disputes it."""
    word = last_word(told.events)
    if word is None:
        return None
    disputed = told.reading is not None and told.reading.anomaly is Anomaly.DELIVERED_NOT_RECEIVED
    days = days_between(word.at, told.now)
    if days == 0 or (word.progress in _ENDS and not disputed):
        return None
    last = visits[-1] if visits else None
    return Gap(
        since=word.at, days=days, place=last.place if last else None, country=last.country if last else None,
        long=disputed or days >= told.patience.silent_days,
    )  # fmt: skip

"""What a summary may be drawn from, as plain values. Pure: how it is gathered is `summary.gathering`'s business."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

from signaling.protocol.words import Role
from summary.facts import ConsentState, RecordingFacts


@dataclass(frozen=True, slots=True)
class CaseFact:
    """One field of the case as it is stored, with the field's name."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Scan:
    """One tracking event."""

    id: str
    at: datetime
    description: str
    location: str | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the call's timeline."""

    id: str
    at: datetime
    kind: str


@dataclass(frozen=True, slots=True)
class Line:
    """Something a person wrote or said in the call."""

    kind: Literal["chat", "transcript"]
    id: str
    at: datetime
    speaker: Role
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Filed:
    """A photo or document that was given in the call."""

    id: str
    at: datetime
    name: str
    by: Role


@dataclass(frozen=True, slots=True)
class Words:
    """What a statement may rest on: the words, whose they are, their language, and the day they were said on."""

    text: str
    speaker: Role | None
    language: str
    said_on: date


@dataclass(frozen=True)
class Material:
    """One call with its case. `lines` in the order of time; `notes` are the agent's, written at `noted_at`. Days are
    those of `time_zone`, where the customer is: "tomorrow" is theirs.
    """

    language: str
    noted_at: datetime
    case: tuple[CaseFact, ...] = ()
    scans: tuple[Scan, ...] = ()
    timeline: tuple[Moment, ...] = ()
    lines: tuple[Line, ...] = ()
    filed: tuple[Filed, ...] = ()
    notes: str = ""
    outcome: str | None = None
    consents: tuple[ConsentState, ...] = ()
    recordings: tuple[RecordingFacts, ...] = ()
    time_zone: str = "UTC"
    destination_city: str | None = None
    usual_currency: str | None = None
    """Of the parcel's value: what a sign that several currencies share probably means."""

    def day_of(self, at: datetime) -> date:
        """The day it was where the customer is."""
        return at.astimezone(ZoneInfo(self.time_zone)).date()

    def fact(self, field: str) -> str | None:
        """What the case says in this field."""
        return next((fact.value for fact in self.case if fact.field == field), None)

    @cached_property
    def words(self) -> Mapping[tuple[str, str], Words]:
        """Everything a statement may rest on, by kind and reference."""
        noted, today = self.language, self.day_of(self.noted_at)
        found = {("case", fact.field): Words(fact.value, None, noted, today) for fact in self.case}
        for scan in self.scans:
            text = f"{scan.description} ({scan.location})" if scan.location else scan.description
            found["tracking_event", scan.id] = Words(text, None, noted, self.day_of(scan.at))
        for moment in self.timeline:
            found["timeline", moment.id] = Words(moment.kind, None, noted, self.day_of(moment.at))
        for file in self.filed:
            found["evidence", file.id] = Words(file.name, None, noted, self.day_of(file.at))
        for line in self.lines:
            found[line.kind, line.id] = Words(line.text, line.speaker, line.language, self.day_of(line.at))
        if self.notes:
            found["note", ""] = Words(self.notes, Role.AGENT, noted, today)
        return found

    def sources(self) -> frozenset[tuple[str, str]]:
        """Kind and reference of everything a statement about this call may rest on."""
        return frozenset(self.words) | {("note", ""), ("agent", "")}

"""What a summary may be drawn from, as plain values. Pure: how it is gathered is `summary.gathering`'s business."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from signaling.protocol.words import Role
from summary.model import ConsentState, RecordingFacts


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
class Material:
    """One call with its case. `lines` in the order of time; `notes` are the agent's, written at `noted_at`."""

    language: str
    noted_at: datetime
    case: tuple[CaseFact, ...] = ()
    scans: tuple[Scan, ...] = ()
    timeline: tuple[Moment, ...] = ()
    lines: tuple[Line, ...] = ()
    notes: str = ""
    outcome: str | None = None
    consents: tuple[ConsentState, ...] = ()
    recordings: tuple[RecordingFacts, ...] = ()

    def sources(self) -> frozenset[tuple[str, str]]:
        """Kind and reference of everything a statement about this call may rest on."""
        return frozenset(
            {("case", fact.field) for fact in self.case}
            | {("tracking_event", scan.id) for scan in self.scans}
            | {("timeline", moment.id) for moment in self.timeline}
            | {(line.kind, line.id) for line in self.lines}
            | {("note", ""), ("agent", "")}
        )

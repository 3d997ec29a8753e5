"""The structured summary of a call: strict, capped, and every statement says where in the call it comes from.

`consents` and `recordings` are facts read from the ledger and the recorder's rows; nobody edits them.
"""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from signaling.protocol.words import Decision, PartState, Purpose, RecordingState, Role
from summary.dates import MAX_WORDS

MAX_TEXT = 4_000
MAX_STATEMENTS = 200

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_TEXT)]
SourceKind = Literal["case", "tracking_event", "timeline", "note", "chat", "transcript", "agent"]


class Piece(BaseModel):
    """Base of all pieces: frozen, and unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(Piece):
    """Where a statement comes from. `agent` is a person's own addition at wrap-up, and needs no `ref`."""

    kind: SourceKind
    ref: str = Field(
        default="",
        max_length=80,
        description="id of the tracking event, timeline entry, chat line or transcript segment; name of the case field",
    )
    at: datetime | None = None


class Statement(Piece):
    """One thing, in the words it was said or stored in."""

    text: Text
    source: Source


class Said(Statement):
    """A statement of somebody in the call; `speaker` is null for a note."""

    speaker: Role | None = None


class Commitment(Statement):
    """A promise. `due_on` is null when the words name no day that can be told without guessing."""

    who: Role | None = Field(default=None, description="who promised; null when the words do not say")
    due_on: date | None = None
    due_words: str | None = Field(default=None, max_length=MAX_WORDS, description="the words that name the time")


class ConsentState(Piece):
    """The latest decision of one participant on one purpose of one question."""

    participant_id: str
    role: Role
    request_id: str
    purpose: Purpose
    decision: Decision
    at: datetime


class PartFacts(Piece):
    """One file of one person's leg."""

    id: str
    participant_id: str
    role: Role
    number: int
    state: PartState
    reason: str | None
    epoch: datetime | None
    seconds: float
    bytes_written: int
    sha256: str | None


class RecordingFacts(Piece):
    """What was recorded. `partial`: at least one part was cut by a failure, or is still missing."""

    id: str
    state: RecordingState
    opened_at: datetime
    stopped_at: datetime | None
    stopped_because: str | None
    delete_on: datetime
    seconds: float = Field(description="the longest person's recorded time")
    partial: bool
    parts: tuple[PartFacts, ...]


class Summary(Piece):
    """The account of one call."""

    schema_version: Literal[1] = 1
    language: Annotated[str, StringConstraints(min_length=2, max_length=35)]
    situation: tuple[Statement, ...] = Field(default=(), max_length=MAX_STATEMENTS)
    said: tuple[Said, ...] = Field(default=(), max_length=MAX_STATEMENTS)
    agreed: tuple[Statement, ...] = Field(default=(), max_length=MAX_STATEMENTS)
    commitments: tuple[Commitment, ...] = Field(default=(), max_length=MAX_STATEMENTS)
    open_questions: tuple[Statement, ...] = Field(default=(), max_length=MAX_STATEMENTS)
    outcome: str | None = Field(default=None, max_length=200)
    consents: tuple[ConsentState, ...] = ()
    recordings: tuple[RecordingFacts, ...] = ()

    def sources(self) -> frozenset[tuple[str, str]]:
        """Kind and reference of everything the statements rest on."""
        groups = (self.situation, self.said, self.agreed, self.commitments, self.open_questions)
        return frozenset((item.source.kind, item.source.ref) for group in groups for item in group)


class SummaryEdit(Piece):
    """One change by a person: the body before and after it; `version` is the one it made."""

    version: int
    user_id: str
    at: datetime
    before: Summary
    after: Summary


class SummaryView(Piece):
    """Everything about a call's summary. `pending` (version 0, no body) until the draft is made."""

    call_id: str
    state: Literal["pending", "draft", "approved"]
    version: int
    outcome: str | None
    notes: str | None
    notes_version: int = 0
    drafted_from_notes: int = Field(
        default=0,
        description="which version of the notes the statements take into account; behind `notes_version`: save",
    )
    draft: Summary | None = None
    body: Summary | None = None
    edits: tuple[SummaryEdit, ...] = ()
    drafted_at: datetime | None = None
    approved_at: datetime | None = None
    approved_by: str | None = None

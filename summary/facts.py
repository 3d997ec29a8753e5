"""What nobody edits: who agreed to what, and what was recorded, as ledger and recorder have it."""

from datetime import datetime

from pydantic import Field

from signaling.protocol.words import Decision, PartState, Purpose, RecordingState, Role
from summary.statements import Piece


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

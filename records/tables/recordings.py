"""Consent and what may exist because of it. Consent rows are only ever appended, chained by hash within a call."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base, index_where, new_id, unique_where, word
from signaling.protocol.words import Decision, PartState, Purpose, RecordingState


class ConsentRequestRow(Base):
    """The agent asked to record; at most one question is open in a call."""

    __tablename__ = "consent_requests"
    __table_args__ = (unique_where("uq_consent_requests_open", "call_id", where="closed_at IS NULL"),)
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), index=True)
    asked_by: Mapped[str] = mapped_column(ForeignKey("participants.id"))
    purposes: Mapped[list[str]]
    retention_days: Mapped[int]
    state: Mapped[str]
    """`asked`, `declined`, `open` (recording), `stopped` or `discarded`."""
    asked_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class ConsentRow(Base):
    """One person's decision on one purpose with the exact words they saw.

    `sha256` covers the row and `previous_sha256`, the row before it in the call: an edit afterwards is found.
    """

    __tablename__ = "consents"
    __table_args__ = (UniqueConstraint("call_id", "sequence"),)
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), index=True)
    sequence: Mapped[int]
    request_id: Mapped[str] = mapped_column(ForeignKey("consent_requests.id"))
    participant_id: Mapped[str] = mapped_column(ForeignKey("participants.id"))
    purpose: Mapped[Purpose] = mapped_column(word(Purpose))
    decision: Mapped[Decision] = mapped_column(word(Decision))
    locale: Mapped[str]
    wording: Mapped[str]
    wording_sha256: Mapped[str]
    at: Mapped[datetime]
    previous_sha256: Mapped[str]
    sha256: Mapped[str]


class RecordingRow(Base):
    """What the recorder asks about before every write. Open at most once in a call."""

    __tablename__ = "recordings"
    __table_args__ = (unique_where("uq_recordings_open_call", "call_id", where="state = 'open'"),)
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), index=True)
    request_id: Mapped[str] = mapped_column(ForeignKey("consent_requests.id"))
    state: Mapped[RecordingState] = mapped_column(word(RecordingState))
    opened_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]
    stopped_because: Mapped[str | None]
    delete_on: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    """Set while somebody wishes that nothing is written; the recording is open all the same."""
    paused_by: Mapped[str | None]
    resume_seen_by: Mapped[list[str] | None]
    """Whose pages show already that it will go on; null while nobody wishes so."""


class RecordingKeyRow(Base):
    """The key of one recording, locked by the master key of this name, which lies elsewhere."""

    __tablename__ = "recording_keys"
    recording_id: Mapped[str] = mapped_column(ForeignKey("recordings.id"), primary_key=True)
    master: Mapped[str]
    locked: Mapped[bytes]
    made_at: Mapped[datetime]


class LegTicketRow(Base):
    """The right to open one leg once, as the SHA-256 of the ticket's text."""

    __tablename__ = "leg_tickets"
    sha256: Mapped[str] = mapped_column(primary_key=True)
    recording_id: Mapped[str] = mapped_column(ForeignKey("recordings.id"), index=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participants.id"))
    part_number: Mapped[int]
    expires_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]


class PartRow(Base):
    """One file of one leg, as the writer reports it. `epoch` is where second 0 of the file lies in time."""

    __tablename__ = "parts"
    __table_args__ = (
        UniqueConstraint("recording_id", "participant_id", "number"),
        index_where("ix_parts_writing", "worker", where="state = 'writing'"),
    )
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    recording_id: Mapped[str] = mapped_column(ForeignKey("recordings.id"), index=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participants.id"))
    number: Mapped[int]
    state: Mapped[PartState] = mapped_column(word(PartState))
    reason: Mapped[str | None]
    epoch: Mapped[datetime | None]
    bytes_written: Mapped[int]
    seconds: Mapped[float]
    sha256: Mapped[str | None]
    """Of what is played; what lies on the disk is sealed."""
    gaps: Mapped[list[dict[str, Any]] | None]
    """What is missing: `from_s`, `to_s` and `why`, in seconds of the part; null of parts from before this was told."""
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    worker: Mapped[int | None] = mapped_column(ForeignKey("media_workers.number"))
    """Who writes it, or finishes it; null of parts from before workers had numbers."""

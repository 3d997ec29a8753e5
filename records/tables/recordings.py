"""Consent and what may exist because of it. Consent rows are only ever appended, chained by hash within a call."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, column_property, mapped_column

from records.tables.base import Base, index_where, new_id, unique_where, word
from signaling.protocol.words import Decision, PartState, Purpose, RecordingState, Role, WhyNotRecorded


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
    """`asked`, `declined`, `open` (recording), `stopped`, `failed` or `discarded`."""
    required: Mapped[bool] = mapped_column(default=False)
    """Without everybody's yes the call ends."""
    why: Mapped[WhyNotRecorded | None] = mapped_column(word(WhyNotRecorded))
    """Of one that failed."""
    asked_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    seat_freed_at: Mapped[datetime | None]
    """Set once a new link was made: the customer who was asked is not known to be the one who comes by it."""


class ConsentTextRow(Base):
    """The whole text of a question as somebody was shown it, once: years later it reads as it did. Never changed."""

    __tablename__ = "consent_texts"
    sha256: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
    kept_at: Mapped[datetime]


class ConsentRow(Base):
    """One decision of one person on one purpose: a line of the ledger. Never changed and never removed; the database
    refuses it.

    `sha256` covers the row and two rows before it, the one in the call (`previous_sha256`) and the one in the ledger of
    all calls (`ledger_previous_sha256`): an edit is found, and so is a call that was cut off.
    """

    __tablename__ = "consents"
    __table_args__ = (
        UniqueConstraint("call_id", "sequence"),
        Index("ix_consents_ledger_sequence", "ledger_sequence", unique=True),
    )
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), index=True)
    sequence: Mapped[int]
    request_id: Mapped[str] = mapped_column(ForeignKey("consent_requests.id"))
    participant_id: Mapped[str] = mapped_column(ForeignKey("participants.id"))
    purpose: Mapped[Purpose] = mapped_column(word(Purpose))
    decision: Mapped[Decision] = mapped_column(word(Decision))
    locale: Mapped[str]
    wording_sha256: Mapped[str] = mapped_column()
    wording: Mapped[str] = column_property(
        select(ConsentTextRow.text).where(ConsentTextRow.sha256 == wording_sha256).scalar_subquery()
    )
    """The text itself, read only."""
    at: Mapped[datetime]
    previous_sha256: Mapped[str]
    sha256: Mapped[str]
    form: Mapped[int] = mapped_column(default=2)
    """What the hash covers. Rows of form 1, from before there was one ledger, have nothing of what follows; all others
    have their place in it.
    """
    case_id: Mapped[str | None]
    role: Mapped[Role | None] = mapped_column(word(Role))
    media: Mapped[list[str] | None]
    wording_id: Mapped[str | None]
    wording_version: Mapped[int | None]
    build: Mapped[str | None]
    """Of the product that showed the words and took the answer."""
    control: Mapped[str | None]
    """What was clicked; empty: nothing was, it ended by itself."""
    page_id: Mapped[str | None]
    """The page on which it was given."""
    retention: Mapped[str | None]
    """How long what comes of it is kept, from its recording on: a duration of ISO 8601."""
    effect: Mapped[str | None]
    """`signaling.domain.effects.ConsentEffect`."""
    ledger_sequence: Mapped[int | None]
    ledger_previous_sha256: Mapped[str | None]


class FormerConsentsRow(Base):
    """How many rows of form 1 there were when the database began to refuse more, and the SHA-256 over theirs; no row of
    this where there were none. Nothing is ever written here again.
    """

    __tablename__ = "former_consents"
    sha256: Mapped[str] = mapped_column(primary_key=True)
    decisions: Mapped[int]


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
    picture: Mapped[bool] = mapped_column(default=False)
    """Everybody agreed that their pictures are recorded as well."""
    picture_ended_at: Mapped[datetime | None]
    """Set once somebody has taken that back: no picture is written any more, the sound is."""
    delete_on: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    """Set while somebody wishes that nothing is written; the recording is open all the same."""
    paused_by: Mapped[str | None]
    resume_seen_by: Mapped[list[str] | None]
    """Whose pages show already that it will go on; null while nobody wishes so."""
    asked_again_at: Mapped[datetime | None]
    """Set while somebody who came back by another page has not said yes again: nothing is written, no leg is opened."""
    asked_again: Mapped[list[str] | None]
    """Who that is."""
    holds: Mapped[int] = mapped_column(default=0)
    """How often it has begun to be paused or asked about again: one that was over between two looks is seen by it."""


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
    media_type: Mapped[str | None]
    """What kind of file is played; null of one that has not ended, or is sound from before there was anything else."""
    sizes: Mapped[list[dict[str, Any]] | None]
    """From when on the picture has which size: `from_s`, `width` and `height`; null without a picture."""
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    worker: Mapped[int | None] = mapped_column(ForeignKey("media_workers.number"))
    """Who writes it, or finishes it; null of parts from before workers had numbers."""

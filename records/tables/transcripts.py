"""What a machine has written down of a recording, and which calls a search can find."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base, new_id, word
from signaling.protocol.words import NoTranscript, TranscriptState


class TranscriptRow(Base):
    """How the transcript of a call stands, from the moment there is something to write down."""

    __tablename__ = "transcripts"
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), primary_key=True)
    state: Mapped[TranscriptState] = mapped_column(word(TranscriptState))
    reason: Mapped[NoTranscript | None] = mapped_column(word(NoTranscript))
    """Why there is none, or none yet."""
    error: Mapped[str | None]
    """The stable code of what went wrong last; no words of anybody."""
    engine: Mapped[str | None]
    model: Mapped[str | None]
    total_s: Mapped[float]
    heard_s: Mapped[float]
    """Of `total_s`, all voices together: what has been listened to so far."""
    parts_done: Mapped[list[str]]
    missing: Mapped[list[dict[str, Any]]]
    """Parts of which nothing could be written down: `part_id`, `participant_id` and `why`."""
    asked_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class UtteranceRow(Base):
    """One stretch of speech of one voice. `start_s` and `end_s` are seconds of its part, `at` is its place in time."""

    __tablename__ = "utterances"
    __table_args__ = (Index("ix_utterances_call_id_at", "call_id", "at"),)
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"))
    part_id: Mapped[str] = mapped_column(ForeignKey("parts.id"), index=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participants.id"))
    at: Mapped[datetime]
    start_s: Mapped[float]
    end_s: Mapped[float]
    language: Mapped[str]
    confidence: Mapped[float | None]
    """0 to 1 as the engine says; null where it says nothing."""
    text: Mapped[str]


class SearchDocumentRow(Base):
    """A call that can be found by its words. The words lie in `search_words` under this id (`records.search_index`)."""

    __tablename__ = "search_documents"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), unique=True)

"""Deleting for good: what holds it back, how far each deletion has come, and what proves it afterwards."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base, index_where, new_id, unique_where, word


class ErasureScope(StrEnum):
    """`recording`: one recording and what was written down of it. `call`: every word of a call, its recordings too."""

    RECORDING = "recording"
    CALL = "call"


class LegalHoldRow(Base):
    """While it stands, nothing of this case is deleted by anybody's wish or by its last day."""

    __tablename__ = "legal_holds"
    __table_args__ = (unique_where("uq_legal_holds_standing", "case_id", where="lifted_at IS NULL"),)
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    because: Mapped[str]
    placed_by: Mapped[str]
    placed_at: Mapped[datetime]
    lifted_by: Mapped[str | None]
    lifted_at: Mapped[datetime | None]


class ErasureRow(Base):
    """One deletion, from the wish to the certificate; whoever finds it half done goes on from what is set here."""

    __tablename__ = "erasures"
    __table_args__ = (index_where("ix_erasures_open", "asked_at", where="certified_at IS NULL"),)
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    subject: Mapped[str] = mapped_column(unique=True)
    """`call:{id}` or `recording:{id}`: asked twice, done once."""
    scope: Mapped[ErasureScope] = mapped_column(word(ErasureScope))
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), index=True)
    recording_id: Mapped[str | None] = mapped_column(ForeignKey("recordings.id"))
    """Null: every recording of the call."""
    asked_by: Mapped[str]
    because: Mapped[str]
    asked_at: Mapped[datetime]
    forgotten_at: Mapped[datetime | None]
    """From here on no row has the words any more, and no key opens the recordings."""
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Of each class of data: how many rows went (`rows`) and the SHA-256 of their ids (`sha256`)."""
    scrubbed_at: Mapped[datetime | None]
    """From here on the database's own files have them neither."""
    certified_at: Mapped[datetime | None]


class CertificateRow(Base):
    """The proof of one deletion. `text` is byte by byte what was signed. The database refuses to change it."""

    __tablename__ = "erasure_certificates"
    erasure_id: Mapped[str] = mapped_column(ForeignKey("erasures.id"), primary_key=True)
    text: Mapped[str]
    key_id: Mapped[str]
    public_key: Mapped[str]
    """Ed25519, 32 bytes in hexadecimal; `key_id` begins its SHA-256."""
    signature: Mapped[str]
    """64 bytes in hexadecimal."""
    made_at: Mapped[datetime]

"""Files that support a claim, and what was asked of the customer in a call. The files themselves lie in the storage."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base, new_id, unique_where, word
from signaling.protocol.words import Role


class EvidenceRow(Base):
    """One file on a case. `received_sha256` is of what was sent, `sha256` of what is kept; once on a case."""

    __tablename__ = "evidence"
    __table_args__ = (UniqueConstraint("case_id", "sha256"),)
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    call_id: Mapped[str | None] = mapped_column(ForeignKey("calls.id"), index=True)
    participant_id: Mapped[str | None] = mapped_column(ForeignKey("participants.id"))
    request_id: Mapped[str | None]
    """What it answers, of `evidence_requests`."""
    actor: Mapped[str]
    """`user:{id}`, `key:{name}` or `customer:{participant}`."""
    by_role: Mapped[Role] = mapped_column(word(Role))
    by_name: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    sha256: Mapped[str]
    received_size: Mapped[int]
    received_sha256: Mapped[str]
    keeps_place: Mapped[bool]
    """What tells where and when it was taken was left in it, since its person agreed."""
    agreed_locale: Mapped[str | None]
    """The language in which its person read what becomes of it, before they sent it from the page of a call."""
    agreed_sha256: Mapped[str | None]
    """Of those words; the words themselves are in `consent_texts` where we know them."""
    at: Mapped[datetime]


class EvidenceRequestRow(Base):
    """An agent asked the customer to show something; at most one such wish is open in a call."""

    __tablename__ = "evidence_requests"
    __table_args__ = (unique_where("uq_evidence_requests_open", "call_id", where="settled_at IS NULL"),)
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), index=True)
    asked_by: Mapped[str] = mapped_column(ForeignKey("participants.id"))
    what: Mapped[str]
    """`label`."""
    state: Mapped[str]
    """`asked`, `accepted`, `declined`, `failed`, `withdrawn` or `filed`."""
    asked_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]

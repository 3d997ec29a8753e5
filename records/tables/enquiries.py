"""What carriers were asked, and everything that was written about it."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base, new_id


class EnquiryRow(Base):
    """One question to a carrier by one channel. Whoever asked owns it."""

    __tablename__ = "enquiries"
    __table_args__ = (Index("ix_enquiries_state_due_on", "state", "due_on"),)
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    carrier: Mapped[str]
    channel: Mapped[str]
    address: Mapped[str]
    """Where it went: a mail address, a number, a form. May be empty."""
    asked_at: Mapped[datetime]
    asked_by: Mapped[str] = mapped_column(ForeignKey("users.id"))
    days: Mapped[int]
    """Working days until an answer is due, as it was expected then."""
    due_on: Mapped[date]
    """The last day on which an answer is still in time."""
    countries: Mapped[list[str]]
    """Whose holidays were kept to."""
    state: Mapped[str]
    """`open` or `closed`."""
    outcome: Mapped[str | None]
    """Of the newest answer."""
    reminded_at: Mapped[datetime | None]
    """When its owner was told that it is overdue."""


class EnquiryLetterRow(Base):
    """One thing that went between us and the carrier. Only ever added."""

    __tablename__ = "enquiry_letters"
    __table_args__ = (Index("ix_enquiry_letters_case_id_at", "case_id", "at"),)
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    enquiry_id: Mapped[str] = mapped_column(ForeignKey("enquiries.id"), index=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    direction: Mapped[str]
    """`out` or `in`."""
    channel: Mapped[str]
    at: Mapped[datetime]
    """When it was sent or came, as whoever filed it says."""
    subject: Mapped[str]
    text: Mapped[str]
    evidence_ids: Mapped[list[str]]
    """Files of the case that went with it."""
    outcome: Mapped[str | None]
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    filed_at: Mapped[datetime]

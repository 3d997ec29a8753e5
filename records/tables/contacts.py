"""What customers were told, and what they said of us afterwards."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base, new_id


class ContactRow(Base):
    """One time that the customer of a case was told something. Only ever added."""

    __tablename__ = "contacts"
    __table_args__ = (Index("ix_contacts_case_id_at", "case_id", "at"),)
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    moment: Mapped[str]
    way: Mapped[str]
    """`mail` and `helpdesk`: we sent it. `by_hand`: a person did, by whatever way."""
    language: Mapped[str]
    to: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    next_update_at: Mapped[datetime | None]
    """By when the customer was promised to hear from us again."""


class RatingRow(Base):
    """What one person answered after one call: two questions, either of which may be skipped."""

    __tablename__ = "ratings"
    __table_args__ = (UniqueConstraint("call_id", "participant_id"),)
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"))
    participant_id: Mapped[str] = mapped_column(ForeignKey("participants.id"))
    solved: Mapped[str | None]
    feeling: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(index=True)
    changed_at: Mapped[datetime | None]

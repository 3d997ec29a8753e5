"""Filters of the list of cases that people keep under a name."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base, new_id


class SavedFilterRow(Base):
    """One person's filter. It holds no words that were searched for: they may be somebody's name, and are not kept."""

    __tablename__ = "saved_filters"
    __table_args__ = (UniqueConstraint("user_id", "name"),)
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str]
    filter: Mapped[dict[str, Any]]
    place: Mapped[int]
    """Its place among this person's own."""
    shared: Mapped[bool]
    """Everybody sees it; only a supervisor's may be."""
    saved_at: Mapped[datetime]

"""What feeds brought before anybody wanted it: what became of a body, and the parcels it waits for."""

from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base


class Became(StrEnum):
    """What a body that was signed rightly came to. All but `taken` are unclaimed, and kept for a while only."""

    TAKEN = "taken"
    NO_CASE = "no_case"
    """It waits for a case of its number."""
    TEST = "test"
    """A dashboard's own: it names no parcel."""
    UNKNOWN_WORDS = "unknown_words"
    UNREADABLE = "unreadable"


class WaitingNewsRow(Base):
    """A body tells of this number, and there is no case of it yet."""

    __tablename__ = "waiting_news"
    digest: Mapped[str] = mapped_column(ForeignKey("feed_bodies.digest"), primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True, index=True)

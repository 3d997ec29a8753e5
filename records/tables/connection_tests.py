"""How people's connections were found before their talk."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base, new_id


class ConnectionTestRow(Base):
    """One test by one page; no addresses."""

    __tablename__ = "connection_tests"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), index=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participants.id"), index=True)
    page_id: Mapped[str]
    at: Mapped[datetime]
    asked: Mapped[bool]
    """The person wanted it; else the page did it of its own accord."""
    steps: Mapped[dict[str, Any]]
    round_trip_ms: Mapped[int | None]
    kbit_s: Mapped[int | None]

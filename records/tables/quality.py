"""What the pages of a call measured of its line."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base, new_id


class QualityRow(Base):
    """Some seconds of the line, as one page told them at once. Only ever appended."""

    __tablename__ = "call_quality"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), index=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participants.id"), index=True)
    page_id: Mapped[str]
    told_at: Mapped[datetime]
    count: Mapped[int]
    """Of the samples, so that nobody has to read them to know how many there are."""
    samples: Mapped[list[dict[str, Any]]]

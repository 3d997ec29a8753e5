"""What became of a recording after the call: the one file that is made of all its parts, and where it lies."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base, word


class FileState(StrEnum):
    """`partial`: something is missing that a failure has cost. `failed`: there is none, and the reasons say why."""

    WAITING = "waiting"
    READY = "ready"
    PARTIAL = "partial"
    FAILED = "failed"
    DISCARDED = "discarded"


class FilePlace(StrEnum):
    """Where it lies: in the folder of recordings, or in the storage (and nowhere else)."""

    FOLDER = "folder"
    STORAGE = "storage"


class RecordingFileRow(Base):
    """One for each recording that has ended. `epoch` is where second 0 of the file lies in time."""

    __tablename__ = "recording_files"
    recording_id: Mapped[str] = mapped_column(ForeignKey("recordings.id"), primary_key=True)
    state: Mapped[FileState] = mapped_column(word(FileState))
    reasons: Mapped[list[str]]
    epoch: Mapped[datetime | None]
    seconds: Mapped[float]
    bytes_written: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str | None]
    """Of what is played; what lies there is sealed."""
    gaps: Mapped[list[dict[str, Any]] | None]
    """Where nobody of a side was recorded: `side`, `from_s`, `to_s` and `why`, in seconds of the file."""
    place: Mapped[FilePlace] = mapped_column(word(FilePlace))
    storage_error: Mapped[str | None]
    """Why it has not come to the storage yet, in one word."""
    made_at: Mapped[datetime | None]

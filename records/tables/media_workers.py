"""The media workers that run, or ran: a row is a worker's right to its parts, and `retired_at` takes it away."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base


class MediaWorkerRow(Base):
    """One life of one worker. `line` is the process that starts it again when it dies: its lives follow one another."""

    __tablename__ = "media_workers"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 (SQLAlchemy reads it from the class)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    line: Mapped[str]
    started_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]

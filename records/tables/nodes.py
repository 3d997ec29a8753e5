"""The nodes that run, or ran: a row is a node's right to write, and `retired_at` takes it away."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base


class NodeRow(Base):
    """One life of one node. `number` is its fencing number: each life gets a higher one, and none is given twice."""

    __tablename__ = "nodes"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 (SQLAlchemy reads it from the class)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(unique=True)
    started_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]

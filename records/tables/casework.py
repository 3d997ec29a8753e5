"""Work on cases: alerts, facts that were checked, and when each feed was last asked."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base, new_id


class AlertRow(Base):
    """Something is wrong with a parcel, told once. `thing` names what, by its matter and when it began."""

    __tablename__ = "alerts"
    __table_args__ = (UniqueConstraint("case_id", "thing"), Index("ix_alerts_open", "closed_at", "act_by"))
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    anomaly: Mapped[str]
    thing: Mapped[str]
    since: Mapped[datetime]
    limit_days: Mapped[int | None]
    """The patience that has run out, where there is one."""
    cause: Mapped[dict[str, Any]]
    """The line of the journey that says so: `description`, `language`, `location`, `country`."""
    rules: Mapped[str]
    """Fingerprint of the rules that raised it."""
    raised_at: Mapped[datetime]
    act_by: Mapped[datetime]
    told_until: Mapped[datetime | None]
    """The last moment it was about: what began no later is the same thing. None: raised before this was noted."""
    number: Mapped[str | None]
    """The tracking number of the case when it was raised; noted when the case gets another. None: the one it has."""
    closed_at: Mapped[datetime | None]
    closed_because: Mapped[str | None]
    """`passed`: the journey no longer says so. `settled`: a person has dealt with it."""
    closed_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))


class FactCheckRow(Base):
    """One answer to one question of the checklist. Only ever added: the newest of an item counts."""

    __tablename__ = "fact_checks"
    __table_args__ = (Index("ix_fact_checks_case_id_at", "case_id", "at"),)
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    item: Mapped[str]
    answer: Mapped[str]
    source: Mapped[str]
    detail: Mapped[dict[str, Any]]
    note: Mapped[str]
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    call_id: Mapped[str | None] = mapped_column(ForeignKey("calls.id"))
    call_second: Mapped[int | None]
    """How far the talk of that call had come."""


class FeedPollRow(Base):
    """When a feed was last asked about the parcel of a case."""

    __tablename__ = "feed_polls"
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    feed: Mapped[str] = mapped_column(primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(index=True)

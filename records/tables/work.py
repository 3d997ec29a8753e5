"""What must happen once and cannot be lost: summaries, jobs, and the audit chain."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base, new_id


class SummaryRow(Base):
    """The account of a call. `body` is what the agent reads and mends; `draft` stays as it was made."""

    __tablename__ = "summaries"
    __table_args__ = (Index("ix_summaries_state_drafted_at", "state", "drafted_at"),)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    state: Mapped[str]
    """`draft`, `approved`, `rejected` or `not_reviewed`."""
    version: Mapped[int]
    draft: Mapped[dict[str, Any]]
    body: Mapped[dict[str, Any]]
    notes_version: Mapped[int] = mapped_column(default=0)
    """Which of the call's notes the statements were made or mended beside."""
    drafted_at: Mapped[datetime]
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    rejected_because: Mapped[str | None]
    engine: Mapped[str] = mapped_column(default="rules")
    """Who made `draft`: `rules` or `model`."""
    model: Mapped[str | None]
    fell_back: Mapped[str | None]
    """The stable code of why the model's draft was not used."""
    waits_for_model: Mapped[bool] = mapped_column(default=False)
    tokens_in: Mapped[int | None]
    tokens_out: Mapped[int | None]
    cost: Mapped[Decimal | None] = mapped_column(Numeric(12, 6))
    """By the prices in the settings, in their currency."""


class SummaryEditRow(Base):
    """One change an agent made, as the body before and after it."""

    __tablename__ = "summary_edits"
    __table_args__ = (UniqueConstraint("call_id", "version"),)
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), index=True)
    version: Mapped[int]
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]


class JobRow(Base):
    """Work to be done after a commit. (`kind`, `key`) is unique: asked twice, done once."""

    __tablename__ = "jobs"
    __table_args__ = (UniqueConstraint("kind", "key"), Index("ix_jobs_due", "done_at", "run_at"))
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    key: Mapped[str]
    payload: Mapped[dict[str, Any]]
    run_at: Mapped[datetime]
    attempts: Mapped[int]
    leased_until: Mapped[datetime | None]
    lease_number: Mapped[int]
    """A fencing number: whoever lost the lease cannot finish the job."""
    lane: Mapped[str] = mapped_column(default="")
    """Whose work it is: what takes minutes has workers of its own, and holds up nothing that is quick."""
    done_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    last_error: Mapped[str | None]


class AuditRow(Base):
    """Who did what to whose data, chained by hash over all rows."""

    __tablename__ = "audit"
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    detail: Mapped[dict[str, Any]]
    previous_sha256: Mapped[str]
    sha256: Mapped[str]

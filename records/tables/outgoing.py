"""What goes out: events, who wants them, and for each of them how far the delivery has come."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base, index_where, new_id, word

_OPEN = "delivered_at IS NULL AND dead_at IS NULL"


class EndpointState(StrEnum):
    """Whether an endpoint is sent anything."""

    ON = "on"
    OFF = "off"
    """By a person: nothing is sent, and what arises for it waits."""
    GONE = "gone"
    """By its own word (410): as `off`, until a person turns it on again."""
    UNSET = "unset"
    """Its setting is not there any more: what waits goes on waiting, and nothing new is kept for it."""


class OutboxRow(Base):
    """One outgoing event, written in the transaction that made it true. `id` is the `webhook-id`."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("type", "key"),
        index_where("ix_outbox_unspread", "created_at", where="spread_at IS NULL"),
    )
    id: Mapped[str] = mapped_column(primary_key=True)
    type: Mapped[str]
    key: Mapped[str]
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(index=True)
    spread_at: Mapped[datetime | None]
    """When it was given to every endpoint that wants it; null: not yet, or nobody is there."""


class EndpointRow(Base):
    """Somebody who is told of events. `kind` says who delivers to it: `webhook`, or `connector` (the helpdesk's own
    interface).
    """

    __tablename__ = "endpoints"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    state: Mapped[EndpointState] = mapped_column(word(EndpointState))
    url: Mapped[str]
    description: Mapped[str]
    event_types: Mapped[list[str]]
    """Empty: every type."""
    cases: Mapped[dict[str, Any]]
    """Of which cases, as `outgoing.wishes.CaseWish` reads it; empty: of all."""
    secrets: Mapped[list[dict[str, Any]]]
    """Newest first, each `{"master", "locked", "until"}` (`outgoing.secret_lock`); `until` null: until the next one.
    Empty: they stand in the settings.
    """
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    failing_since: Mapped[datetime | None]
    """The first failure since the last success."""
    told_at: Mapped[datetime | None]
    """When the audit was told of this failing."""


class DeliveryRow(Base):
    """One event on its way to one endpoint."""

    __tablename__ = "deliveries"
    __table_args__ = (
        index_where("ix_deliveries_open", "endpoint_id", "next_at", where=_OPEN),
        index_where("ix_deliveries_dead", "endpoint_id", where="dead_at IS NOT NULL"),
    )
    event_id: Mapped[str] = mapped_column(ForeignKey("outbox.id"), primary_key=True)
    endpoint_id: Mapped[str] = mapped_column(ForeignKey("endpoints.id"), primary_key=True)
    next_at: Mapped[datetime]
    attempts: Mapped[int]
    leased_until: Mapped[datetime | None]
    lease_number: Mapped[int]
    """A fencing number: whoever lost the lease cannot put the event off or give it up."""
    delivered_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]
    last_status: Mapped[int | None]
    last_error: Mapped[str | None]


class CaseTicketRow(Base):
    """Where a case stands in the helpdesk, once somebody has found it or was told."""

    __tablename__ = "case_tickets"
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    connector: Mapped[str] = mapped_column(primary_key=True)
    ticket_id: Mapped[str]
    known_at: Mapped[datetime]

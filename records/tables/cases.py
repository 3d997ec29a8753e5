"""The lost parcels: cases, their tracking events, raw feed bodies, and what happened on a case."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, Numeric, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base, index_where, new_id, word
from records.tables.feeds import Became
from signaling.protocol.words import Channel


class CaseRow(Base):
    """One lost-parcel matter. `reference` comes from the outside world; the parcel and its customer are part of it."""

    __tablename__ = "cases"
    __table_args__ = (
        Index(None, "stage", "updated_at"),
        Index(None, "carrier", "updated_at"),
        Index(None, "owner_id", "updated_at"),
        Index(None, "value_currency", "value_amount"),
    )
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    reference: Mapped[str] = mapped_column(unique=True)
    stage: Mapped[str]
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    """Who looks after it; None: nobody yet."""
    kind: Mapped[str | None]
    """What sort of matter it is, in the deployment's own word; null: none was told."""
    title: Mapped[str]
    order_reference: Mapped[str | None]
    tracking_number: Mapped[str | None] = mapped_column(index=True)
    carrier: Mapped[str | None]
    shipped_on: Mapped[date | None]
    value_amount: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    value_currency: Mapped[str | None]
    origin_country: Mapped[str | None]
    origin_city: Mapped[str | None]
    destination_country: Mapped[str | None]
    destination_city: Mapped[str | None]
    customer_name: Mapped[str]
    customer_language: Mapped[str]
    customer_country: Mapped[str | None]
    customer_contact: Mapped[str | None]
    facts: Mapped[dict[str, Any]]
    """What a feed or a helpdesk told beside the columns; shown, never decided upon."""
    purchased_again_at: Mapped[datetime | None]
    """When the customer bought again, if the shop has said so."""
    next_update_at: Mapped[datetime | None] = mapped_column(index=True)
    """By when the customer was promised to hear from us; None: nothing is promised."""
    denied_at: Mapped[datetime | None]
    """When the customer stated that nothing came; None: they never did, or it has arrived after all."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime] = mapped_column(index=True)
    look_at: Mapped[datetime | None] = mapped_column(index=True)
    """When the rules read it next; None: as soon as may be."""


class TrackingEventRow(Base):
    """One dated line of a parcel's journey; `digest` makes the same line told twice one row."""

    __tablename__ = "tracking_events"
    __table_args__ = (UniqueConstraint("case_id", "digest"),)
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    digest: Mapped[str]
    at: Mapped[datetime]
    location: Mapped[str | None]
    country: Mapped[str | None]
    description: Mapped[str]
    language: Mapped[str | None]
    stage: Mapped[str | None]
    source: Mapped[str]
    told_in: Mapped[str | None]
    """Digest of the raw body that told it first; None: no feed did."""
    told_under: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    """The numbers the case had when it was told, an empty one for none. Nothing: the one it has had since."""
    set_aside: Mapped[bool] = mapped_column(default=False, server_default=false())
    """It is another parcel's: kept, and read by nothing but what shows it as such."""


class FormerNumberRow(Base):
    """A number that a case had before: what is told of it is told of the parcel of this case, too."""

    __tablename__ = "former_numbers"
    number: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True, index=True)


class FeedBodyRow(Base):
    """A feed's body, by its SHA-256: a repeated delivery changes nothing."""

    __tablename__ = "feed_bodies"
    __table_args__ = (
        index_where("ix_feed_bodies_unclaimed", "received_at", "digest", "size", where="became <> 'taken'"),
    )
    digest: Mapped[str] = mapped_column(primary_key=True)
    feed: Mapped[str]
    received_at: Mapped[datetime]
    body: Mapped[bytes | None]
    """As it came, compressed by zlib."""
    became: Mapped[Became] = mapped_column(word(Became), default=Became.TAKEN, server_default=Became.TAKEN)
    size: Mapped[int] = mapped_column(default=0, server_default="0")
    """Bytes it is kept in."""


class CommitmentRow(Base):
    """Something promised to the customer of a case, with a date: somebody's task until it is kept."""

    __tablename__ = "commitments"
    __table_args__ = (Index("ix_commitments_state_due_at", "state", "due_at"),)
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    call_id: Mapped[str | None] = mapped_column(ForeignKey("calls.id"), index=True)
    kind: Mapped[str]
    """`call_back`: the customer's own wish; `promise`: given in a talk and approved in its summary."""
    channel: Mapped[Channel | None] = mapped_column(word(Channel))
    contact: Mapped[str]
    note: Mapped[str]
    starts_at: Mapped[datetime]
    due_at: Mapped[datetime]
    time_zone: Mapped[str]
    """The customer's, as an IANA name."""
    created_at: Mapped[datetime]
    state: Mapped[str]
    """`open`, `kept` or `broken`."""
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str | None]
    """Why it could not be kept, or what was done."""
    moves: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """Each time it was put off: `at`, `by`, `from`, `to` and `reason`."""
    reminded_at: Mapped[datetime | None]
    """When the world was told that it is due in a day; likewise that it is due."""
    due_told_at: Mapped[datetime | None]


class CaseEntryRow(Base):
    """Something that happened on a case: an upsert, an alert, an attached summary."""

    __tablename__ = "case_entries"
    __table_args__ = (UniqueConstraint("case_id", "kind", "key"),)
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str]
    key: Mapped[str]
    """Names the thing that happened once and for all, as the call id of an attached summary."""
    at: Mapped[datetime]
    data: Mapped[dict[str, Any]]

"""What was promised to customers, with its dates, and how it ended. Commits nothing by itself."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from records.tables import CaseRow, CommitmentRow, UserRow
from signaling.protocol.words import Channel

Settled = Literal["kept", "broken"]
CommitmentState = Literal["open", "kept", "broken"]
Listed = Literal["open", "kept", "broken", "failing"]
"""`failing`: broken within the last thirty days, and then what is overdue."""
_LATELY = timedelta(days=30)
_AT_ONCE = 100


class Move(BaseModel):
    """One time a promise was put off: from when to when, by whom and why."""

    model_config = ConfigDict(frozen=True)
    at: datetime
    by: str = Field(description="name of the user")
    from_at: datetime
    to_at: datetime
    reason: str


class CommitmentRecord(BaseModel):
    """One promise: to do something for the customer of a case between two moments."""

    model_config = ConfigDict(frozen=True)
    id: str
    case_reference: str
    customer_name: str
    customer_language: str
    call_id: str | None = Field(description="the call in which it was promised")
    kind: str = Field(description="`call_back`: the customer's own wish; `promise`: given in the talk")
    channel: Channel | None
    contact: str = Field(description="as the customer wishes; empty: `customer_contact` is used")
    customer_contact: str | None = Field(description="what the case says")
    note: str
    starts_at: datetime
    due_at: datetime
    time_zone: str = Field(description="the customer's, as an IANA name")
    created_at: datetime
    state: CommitmentState
    settled_at: datetime | None
    settled_by: str | None = Field(description="name of the user")
    reason: str | None = Field(default=None, description="why it could not be kept, or what was done")
    moves: tuple[Move, ...] = ()


class CommitmentList(BaseModel):
    """One page of promises, the one due first on top, and how many there are in all."""

    commitments: tuple[CommitmentRecord, ...]
    total: int
    limit: int
    offset: int


async def list_in_state(
    session: AsyncSession, listed: Listed, *, limit: int, offset: int, now: datetime | None = None
) -> CommitmentList:
    """Those of every case in this state; overdue ones come first by their nature. `failing` needs the time."""
    chosen = _failing(now) if listed == "failing" and now is not None else CommitmentRow.state == listed
    total = await session.scalar(select(func.count()).select_from(CommitmentRow).where(chosen))
    query = _all(_broken_first() if listed == "failing" else ()).where(chosen).limit(limit).offset(offset)
    return CommitmentList(commitments=await _read(session, query), total=total or 0, limit=limit, offset=offset)


async def list_of_case(session: AsyncSession, case_id: str) -> tuple[CommitmentRecord, ...]:
    """Everything ever promised on this case."""
    return await _read(session, _all().where(CommitmentRow.case_id == case_id))


async def settle(
    session: AsyncSession, commitment_id: str, state: Settled, *, user_id: str, now: datetime, reason: str | None = None
) -> CommitmentRecord | None:
    """Say how it ended, once: whoever is first decides, and what is given back tells what holds. None: no such one."""
    row = CommitmentRow
    await session.execute(
        update(row)
        .where(row.id == commitment_id, row.state == "open")
        .values(state=state, settled_at=now, settled_by=user_id, reason=reason)
    )
    return await _one(session, commitment_id)


async def move(
    session: AsyncSession, commitment_id: str, *, due_at: datetime, reason: str, user_id: str, now: datetime
) -> CommitmentRecord | None:
    """Put it off, or forward, while it is open; it is told of anew. None: no such one."""
    row = await session.scalar(select(CommitmentRow).where(CommitmentRow.id == commitment_id).with_for_update())
    if row is not None and row.state == "open" and row.due_at != due_at:
        user = await session.get(UserRow, user_id)
        moved = {
            "at": now.isoformat(), "by": user.name if user else "", "from_at": row.due_at.isoformat(),
            "to_at": due_at.isoformat(), "reason": reason,
        }  # fmt: skip
        row.starts_at, row.due_at = due_at - (row.due_at - row.starts_at), due_at
        row.moves = [*row.moves, moved]
        row.reminded_at = row.due_told_at = None
        await session.flush()
    return await _one(session, commitment_id)


async def anything_due(session: AsyncSession, *, within: timedelta, now: datetime) -> bool:
    """Whether there may be something to tell of: asked often, and mostly there is not."""
    return bool(await session.scalar(select(exists().where(_untold(within, now)))))


async def due_soon(session: AsyncSession, *, within: timedelta, now: datetime) -> Sequence[CommitmentRow]:
    """Open ones of which something is still to be told, held until the commit; what others hold is left to them."""
    row = CommitmentRow
    query = select(row).where(_untold(within, now)).order_by(row.due_at).limit(_AT_ONCE)
    return (await session.scalars(query.with_for_update(skip_locked=True))).all()


def _untold(within: timedelta, now: datetime) -> ColumnElement[bool]:
    row = CommitmentRow
    due = and_(row.due_at <= now, row.due_told_at.is_(None))
    in_time = and_(row.due_at > now, row.due_at <= now + within, row.reminded_at.is_(None))
    return and_(row.state == "open", or_(due, in_time))


def _failing(now: datetime) -> ColumnElement[bool]:
    row = CommitmentRow
    return or_(and_(row.state == "broken", row.settled_at > now - _LATELY), and_(row.state == "open", row.due_at < now))


def _broken_first() -> tuple[Any, ...]:
    row = CommitmentRow
    return (case((row.state == "broken", 0), else_=1),)


def _all(first: tuple[Any, ...] = ()) -> Select[CommitmentRow, CaseRow, str]:
    row = CommitmentRow
    return (
        select(row, CaseRow, UserRow.name)
        .join(CaseRow, CaseRow.id == row.case_id)
        .outerjoin(UserRow, UserRow.id == row.settled_by)
        .order_by(*first, row.due_at, row.id)
        .execution_options(populate_existing=True)
    )


async def _one(session: AsyncSession, commitment_id: str) -> CommitmentRecord | None:
    found = await _read(session, _all().where(CommitmentRow.id == commitment_id))
    return found[0] if found else None


async def _read(session: AsyncSession, query: Select[CommitmentRow, CaseRow, str]) -> tuple[CommitmentRecord, ...]:
    return tuple(_record(row, about, settled_by) for row, about, settled_by in await session.execute(query))


def _record(row: CommitmentRow, about: CaseRow, settled_by: str | None) -> CommitmentRecord:
    return CommitmentRecord.model_validate(
        {
            "id": row.id, "case_reference": about.reference, "customer_name": about.customer_name,
            "customer_language": about.customer_language, "call_id": row.call_id, "kind": row.kind,
            "channel": row.channel, "contact": row.contact, "customer_contact": about.customer_contact,
            "note": row.note, "starts_at": row.starts_at, "due_at": row.due_at, "time_zone": row.time_zone,
            "created_at": row.created_at, "state": row.state, "settled_at": row.settled_at, "settled_by": settled_by,
            "reason": row.reason, "moves": row.moves,
        }
    )  # fmt: skip

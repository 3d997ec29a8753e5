"""Outgoing events, written in the transaction that makes them true, delivered until acknowledged."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from records.tables import OutboxRow

_NOW = bindparam("now", type_=OutboxRow.next_at.type)
_LOOK = select(
    exists()
    .where(OutboxRow.delivered_at.is_(None), OutboxRow.dead_at.is_(None), OutboxRow.next_at <= _NOW)
    .where(or_(OutboxRow.leased_until.is_(None), OutboxRow.leased_until <= _NOW))
)


async def enqueue_event(
    session: AsyncSession, *, type: str, key: str, payload: dict[str, Any], now: datetime
) -> str:  # fmt: skip
    """Put an event into the outbox and give its `webhook-id`; the same (`type`, `key`) again is the same event."""
    known = select(OutboxRow.id).where(OutboxRow.type == type, OutboxRow.key == key)
    if found := await session.scalar(known):
        return found
    row = OutboxRow(
        id=f"msg_{secrets.token_hex(16)}", type=type, key=key, payload=payload, created_at=now, next_at=now, attempts=0,
        lease_number=0,
    )  # fmt: skip
    try:
        async with session.begin_nested():
            session.add(row)
    except IntegrityError:  # somebody else asked for it since we looked
        return (await session.scalars(known)).one()
    return row.id


async def event_due(session: AsyncSession, *, now: datetime) -> bool:
    """Whether there may be an event to take: asked often, and mostly there is none."""
    return bool(await session.scalar(_LOOK, {"now": now}))


async def lease_due_event(session: AsyncSession, *, now: datetime, lease: timedelta) -> OutboxRow | None:
    """Take the oldest event that is due, for `lease`; whoever dies with it leaves it to the next one.

    Its `lease_number` is the right to put it off or to give it up.
    """
    row = OutboxRow
    due = (
        select(row)
        .where(row.delivered_at.is_(None), row.dead_at.is_(None), row.next_at <= now)
        .where(or_(row.leased_until.is_(None), row.leased_until <= now))
        .order_by(row.next_at, row.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    event = await session.scalar(due)
    if event is not None:
        event.leased_until = now + lease
        event.lease_number += 1
        event.attempts += 1
    return event


async def mark_delivered(session: AsyncSession, event: OutboxRow, *, status: int, now: datetime) -> bool:
    """The receiver said 2xx, and that is so whoever heard it: the only word that counts without the lease."""
    return await _settle(session, event.id, delivered_at=now, last_status=status, last_error=None)


async def mark_retry(
    session: AsyncSession, event: OutboxRow, *, status: int | None, error: str, next_at: datetime
) -> bool:
    """Not this time; again at `next_at`. False when the lease went to somebody else meanwhile: nothing is written."""
    return await _settle(session, event.id, _held(event), next_at=next_at, last_status=status, last_error=error)


async def mark_dead(session: AsyncSession, event: OutboxRow, *, status: int | None, error: str, now: datetime) -> bool:
    """No use in trying further: it stays visible and can be replayed. False as with `mark_retry`."""
    return await _settle(session, event.id, _held(event), dead_at=now, last_status=status, last_error=error)


async def dead_letters(session: AsyncSession) -> Sequence[OutboxRow]:
    """The events nobody took, oldest first."""
    found = await session.scalars(
        select(OutboxRow).where(OutboxRow.dead_at.is_not(None)).order_by(OutboxRow.created_at)
    )
    return found.all()


async def replay(session: AsyncSession, event_id: str, *, now: datetime) -> bool:
    """Try a dead letter again under its old id; False when there is no such dead letter."""
    row = OutboxRow
    revived = await session.execute(
        update(row)
        .where(row.id == event_id, row.dead_at.is_not(None))
        .values(dead_at=None, attempts=0, next_at=now, leased_until=None, lease_number=row.lease_number + 1)
        .returning(row.id)
    )
    return revived.first() is not None


def _held(event: OutboxRow) -> ColumnElement[bool]:
    return OutboxRow.lease_number == event.lease_number


async def _settle(session: AsyncSession, event_id: str, *only_if: ColumnElement[bool], **values: Any) -> bool:  # noqa: ANN401 (columns of the row)
    """Whoever comes too late changes nothing: an event that is delivered or dead stays so."""
    row = OutboxRow
    waiting = (row.id == event_id, row.delivered_at.is_(None), row.dead_at.is_(None), *only_if)
    settled = await session.execute(update(row).where(*waiting).values(leased_until=None, **values).returning(row.id))
    return settled.first() is not None

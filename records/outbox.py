"""Outgoing events, written in the transaction that makes them true, delivered until acknowledged."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from records.tables import OutboxRow


async def enqueue_event(
    session: AsyncSession, *, type: str, key: str, payload: dict[str, Any], now: datetime
) -> str:  # fmt: skip
    """Put an event into the outbox and give its `webhook-id`; the same (`type`, `key`) again is the same event."""
    known = select(OutboxRow.id).where(OutboxRow.type == type, OutboxRow.key == key)
    if found := await session.scalar(known):
        return found
    row = OutboxRow(
        id=f"msg_{secrets.token_hex(16)}", type=type, key=key, payload=payload, created_at=now, next_at=now, attempts=0
    )
    try:
        async with session.begin_nested():
            session.add(row)
    except IntegrityError:  # somebody else asked for it since we looked
        return (await session.scalars(known)).one()
    return row.id


async def lease_due_event(session: AsyncSession, *, now: datetime, lease: timedelta) -> OutboxRow | None:
    """Take the oldest event that is due, for `lease`; whoever dies with it leaves it to the next one."""
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
        event.attempts += 1
    return event


async def mark_delivered(session: AsyncSession, event_id: str, *, status: int, now: datetime) -> None:
    """The receiver said 2xx."""
    await _settle(session, event_id, delivered_at=now, last_status=status, last_error=None)


async def mark_retry(
    session: AsyncSession, event_id: str, *, status: int | None, error: str, next_at: datetime
) -> None:
    """Not this time; again at `next_at`."""
    await _settle(session, event_id, next_at=next_at, last_status=status, last_error=error)


async def mark_dead(session: AsyncSession, event_id: str, *, status: int | None, error: str, now: datetime) -> None:
    """No use in trying further: it stays visible and can be replayed."""
    await _settle(session, event_id, dead_at=now, last_status=status, last_error=error)


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
        .values(dead_at=None, attempts=0, next_at=now, leased_until=None)
        .returning(row.id)
    )
    return revived.first() is not None


async def _settle(session: AsyncSession, event_id: str, **values: Any) -> None:  # noqa: ANN401 (columns of the row)
    """Whoever lost the lease comes too late: an event that is delivered or dead stays so."""
    row = OutboxRow
    waiting = (row.id == event_id, row.delivered_at.is_(None), row.dead_at.is_(None))
    await session.execute(update(row).where(*waiting).values(leased_until=None, **values))

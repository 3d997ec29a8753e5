"""Outgoing events, written in the transaction that makes them true, and given from there to whoever wants them.

Commits nothing by itself. How far each delivery has come is in `records.deliveries`.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from records.database import Database
from records.tables import OutboxRow

_LOOK = select(exists().where(OutboxRow.spread_at.is_(None)))


async def enqueue_event(
    session: AsyncSession, *, type: str, key: str, payload: dict[str, Any], now: datetime
) -> str:  # fmt: skip
    """Put an event into the outbox and give its `webhook-id`; the same (`type`, `key`) again is the same event."""
    known = select(OutboxRow.id).where(OutboxRow.type == type, OutboxRow.key == key)
    if found := await session.scalar(known):
        return found
    row = OutboxRow(id=f"msg_{secrets.token_hex(16)}", type=type, key=key, payload=payload, created_at=now)
    try:
        async with session.begin_nested():
            session.add(row)
    except IntegrityError:  # somebody else asked for it since we looked
        return (await session.scalars(known)).one()
    return row.id


async def event_unspread(database: Database) -> bool:
    """Whether there may be an event to spread: asked often, and mostly there is none."""
    ((found,),) = await database.look(_LOOK)
    return bool(found)


async def take_unspread(session: AsyncSession, *, most: int) -> Sequence[OutboxRow]:
    """The oldest events nobody was given yet, held until the commit; whoever has them sets `spread_at`."""
    row = OutboxRow
    oldest = select(row).where(row.spread_at.is_(None)).order_by(row.created_at, row.id).limit(most)
    return (await session.scalars(oldest.with_for_update(skip_locked=True))).all()

"""What is over and has been kept long enough goes: events that everybody has, and jobs that are done.

Never what is on its way, was given up, or nobody was given yet: that goes by somebody's own word only.
"""

from datetime import datetime

from sqlalchemy import delete, exists, or_, select

from records.database import Database
from records.tables import DeliveryRow, JobRow, OutboxRow, changed_rows

_AT_ONCE = 500


async def clean_outbox(database: Database, *, before: datetime) -> int:
    """Remove events from before this moment that every endpoint has had since before it too; how many."""
    event, delivery = OutboxRow, DeliveryRow
    not_over = or_(delivery.delivered_at.is_(None), delivery.delivered_at > before)
    over = (
        select(event.id)
        .where(event.created_at <= before, event.spread_at.is_not(None))
        .where(~exists().where(delivery.event_id == event.id, not_over))
        .limit(_AT_ONCE)
    )
    removed = 0
    while True:
        async with database.transaction() as session:
            ids = list(await session.scalars(over))
            if not ids:
                return removed
            await session.execute(delete(delivery).where(delivery.event_id.in_(ids)))
            await session.execute(delete(event).where(event.id.in_(ids)))
        removed += len(ids)


async def clean_jobs(database: Database, *, before: datetime) -> int:
    """Remove jobs that were done before this moment; how many."""
    row, removed = JobRow, 0
    done = select(row.id).where(row.done_at <= before).limit(_AT_ONCE)
    while True:
        async with database.transaction() as session:
            gone = changed_rows(await session.execute(delete(row).where(row.id.in_(done))))
        if not gone:
            return removed
        removed += gone

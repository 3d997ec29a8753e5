"""Which media worker may write which part: each life of a worker has a number, and parts bear it.

As with nodes (`records.nodes`): who was frozen does not know that others have given it up. So it asks whenever it is
about to write or to report, and whoever takes its parts takes its right away in the same transaction.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from records.database import Database
from records.tables import MediaWorkerRow, PartRow
from signaling.protocol.words import PartState


async def register_worker(database: Database, *, line: str, alone: bool, now: datetime) -> int:
    """Begin a life; its number. The lives before it of the same line are over. `alone`: all others are, too, since
    whoever asks knows that nobody else can be running.
    """
    row = MediaWorkerRow
    async with database.transaction() as session:
        over = update(row).where(row.retired_at.is_(None)).values(retired_at=now)
        await session.execute(over if alone else over.where(row.line == line))
        life = row(line=line, started_at=now)
        session.add(life)
        await session.flush()
        return life.number


async def standing(session: AsyncSession, number: int, *, hold: bool = False) -> bool:
    """Whether this life may still write. `hold`: and will, until the end of this transaction."""
    row = MediaWorkerRow
    asked = select(row.number).where(row.number == number, row.retired_at.is_(None))
    return await session.scalar(asked.with_for_update(read=True) if hold else asked) is not None


async def other_workers(session: AsyncSession, number: int) -> set[int]:
    """The numbers of all others that may write."""
    row = MediaWorkerRow
    return set(await session.scalars(select(row.number).where(row.number != number, row.retired_at.is_(None))))


async def writer_lives(session: AsyncSession, recording_id: str) -> bool:
    """Whether somebody who may still write has a part of it that has not ended."""
    part, worker = PartRow, MediaWorkerRow
    theirs = select(part.id).join(worker, worker.number == part.worker).where(worker.retired_at.is_(None))
    of_it = (part.recording_id == recording_id, part.state == PartState.WRITING)
    return await session.scalar(theirs.where(*of_it).limit(1)) is not None


async def retire_workers(session: AsyncSession, numbers: Collection[int], *, now: datetime) -> None:
    """Take these workers' right to write away. Waits for what they are writing just now."""
    row = MediaWorkerRow
    await session.execute(update(row).where(row.number.in_(numbers), row.retired_at.is_(None)).values(retired_at=now))


async def orphaned(session: AsyncSession) -> bool:
    """Whether there are parts that nobody writes any more, and nobody has taken yet."""
    return await session.scalar(select(PartRow.id).where(*_nobodys()).limit(1)) is not None


async def take_parts(session: AsyncSession, number: int) -> Sequence[PartRow]:
    """Give `number` the parts that nobody writes any more. Two who ask at once: each part goes to one of them."""
    taken = await session.scalars(
        update(PartRow)
        .where(*_nobodys())
        .values(worker=number)
        .returning(PartRow)
        .execution_options(synchronize_session=False)
    )
    return list(taken)


def _nobodys() -> tuple[ColumnElement[bool], ...]:
    row, worker = PartRow, MediaWorkerRow
    dead = select(worker.number).where(worker.retired_at.is_not(None))
    return row.state == PartState.WRITING, or_(row.worker.is_(None), row.worker.in_(dead))

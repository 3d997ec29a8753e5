"""The keys of recordings, locked: one row each, gone with the recording. Nothing here can open them."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from records.database import Database
from records.recording_files import forget_files
from records.tables import RecordingKeyRow, RecordingRow, changed_rows
from signaling.protocol.words import RecordingState


@dataclass(frozen=True, slots=True)
class LockedKey:
    """A recording's key, and the name of the master key that opens it."""

    master: str
    locked: bytes


async def find_key(database: Database, recording_id: str) -> LockedKey | None:
    """The key this recording has."""
    async with database.reading() as session:
        row = await session.get(RecordingKeyRow, recording_id)
        return LockedKey(row.master, row.locked) if row else None


async def keep_key(database: Database, recording_id: str, key: LockedKey, *, now: datetime) -> LockedKey | None:
    """Keep a recording's first key. What it has then: another's, if two came at once; None when it is discarded.

    The recording's row is locked first, here and by whoever forgets its key: of the two one sees what the other did.
    """
    stands = (RecordingRow.id == recording_id, RecordingRow.state != RecordingState.DISCARDED)
    with suppress(IntegrityError):
        async with database.transaction() as session:
            if await session.scalar(select(RecordingRow.id).where(*stands).with_for_update()) is None:
                return None
            session.add(
                RecordingKeyRow(recording_id=recording_id, master=key.master, locked=key.locked, made_at=now)
            )  # fmt: skip
    return await find_key(database, recording_id)


async def forget_keys(session: AsyncSession, *these: ColumnElement[bool]) -> None:
    """Whatever copies there are of these recordings, nobody can read them from this commit on."""
    doomed = (await session.scalars(select(RecordingRow.id).where(*these).with_for_update())).all()
    await session.execute(delete(RecordingKeyRow).where(RecordingKeyRow.recording_id.in_(doomed)))
    await forget_files(session, doomed)


async def list_locked(session: AsyncSession) -> Sequence[tuple[str, LockedKey]]:
    """Each recording's id and key."""
    rows = await session.scalars(select(RecordingKeyRow).order_by(RecordingKeyRow.made_at))
    return [(row.recording_id, LockedKey(row.master, row.locked)) for row in rows]


async def lock_anew(session: AsyncSession, recording_id: str, *, old: LockedKey, new: LockedKey) -> bool:
    """The same key, locked by another master; False when the row is gone or another one by now."""
    row = RecordingKeyRow
    done = await session.execute(
        update(row)
        .where(row.recording_id == recording_id, row.locked == old.locked)
        .values(master=new.master, locked=new.locked)
    )
    return changed_rows(done) == 1


async def masters_in_use(session: AsyncSession) -> dict[str, int]:
    """The names of the master keys that something is locked with, and how many recordings each."""
    row = RecordingKeyRow
    found = await session.execute(select(row.master, func.count()).group_by(row.master))
    return {master: count for master, count in found}  # noqa: C416 (rows, not pairs)

"""One round over all deletions that are not certified yet: each goes as far as it can, whoever began it.

A kill between two steps costs nothing: each step is one transaction, or may be done again.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from records.database import Database
from records.erasing.certificates import certify
from records.erasing.database_files import scrub
from records.erasing.deed import forget_call
from records.erasing.holds import is_held
from records.erasing.plan import Standing, Step, next_step
from records.erasing.signing import SigningKey
from records.tables import CallRow, ErasureRow, FileState, PartRow, RecordingFileRow, RecordingRow
from signaling.protocol.words import PartState

_AT_ONCE = 200
"""Deletions of one round; the others are the next one's."""


async def erase_what_is_due(database: Database, key: SigningKey, *, now: datetime) -> bool:
    """Whether anything has come further: then another round may bring more."""
    moved = False
    for erasure_id in await _at(database, Step.FORGET):
        moved |= await forget_call(database, erasure_id, now=now)
    ready = await _at(database, Step.SCRUB)
    if ready and await scrub(database):  # once for all of them: what was forgotten before is gone with it
        async with database.transaction() as session:
            await session.execute(update(ErasureRow).where(ErasureRow.id.in_(ready)).values(scrubbed_at=now))
        moved = True
    for erasure_id in await _at(database, Step.CERTIFY):
        await certify(database, erasure_id, key, now=now)
        moved = True
    return moved


async def list_open(session: AsyncSession) -> Sequence[tuple[ErasureRow, Step]]:
    """Every deletion that is not certified, oldest first, and what it waits for or comes next."""
    rows = await session.scalars(
        select(ErasureRow).where(ErasureRow.certified_at.is_(None)).order_by(ErasureRow.asked_at).limit(_AT_ONCE)
    )
    return [(row, next_step(await _standing(session, row))) for row in rows.all()]


async def _at(database: Database, step: Step) -> list[str]:
    async with database.reading() as session:
        return [row.id for row, comes in await list_open(session) if comes is step]


async def _standing(session: AsyncSession, row: ErasureRow) -> Standing:
    case_id = await session.scalar(select(CallRow.case_id).where(CallRow.id == row.call_id))
    return Standing(
        held=await is_held(session, case_id or ""), forgotten=row.forgotten_at is not None,
        files_left=await _files_left(session, row), scrubbed=row.scrubbed_at is not None,
        certified=row.certified_at is not None,
    )  # fmt: skip


async def _files_left(session: AsyncSession, row: ErasureRow) -> int:
    """Parts that the recorder has not removed yet, and files that nobody has removed from where they are kept."""
    these = _recordings(row)
    parts = (
        select(func.count())
        .select_from(PartRow)
        .join(RecordingRow, RecordingRow.id == PartRow.recording_id)
        .where(these, PartRow.state != PartState.DISCARDED)
    )
    files = (
        select(func.count())
        .select_from(RecordingFileRow)
        .join(RecordingRow, RecordingRow.id == RecordingFileRow.recording_id)
        .where(these, RecordingFileRow.state != FileState.DISCARDED)
    )
    return (await session.scalar(parts) or 0) + (await session.scalar(files) or 0)


def _recordings(row: ErasureRow) -> ColumnElement[bool]:
    if row.recording_id is not None:
        return RecordingRow.id == row.recording_id
    return RecordingRow.call_id == row.call_id

"""One round over all deletions that are not certified yet: each goes as far as it can, whoever began it.

A kill between two steps costs nothing: each step is one transaction, or may be done again.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from records.database import Database
from records.erasing.certificates import certify
from records.erasing.database_files import scrub
from records.erasing.deed import forget_call
from records.erasing.plan import Standing, Step, next_step
from records.erasing.signing import SigningKey
from records.one_by_one import one_by_one
from records.tables import CallRow, ErasureRow, FileState, LegalHoldRow, PartRow, RecordingFileRow, RecordingRow
from signaling.protocol.words import PartState

_AT_ONCE = 200
"""Deletions of one step in one round; the others are the next one's."""
_OPEN = ErasureRow.certified_at.is_(None)
_HELD = (
    exists()
    .where(CallRow.id == ErasureRow.call_id, LegalHoldRow.case_id == CallRow.case_id, LegalHoldRow.lifted_at.is_(None))
    .correlate(ErasureRow)
)
_OF_THESE = (
    RecordingRow.call_id == ErasureRow.call_id,
    or_(ErasureRow.recording_id.is_(None), RecordingRow.id == ErasureRow.recording_id),
)
_FILES_LEFT = (
    select(func.count())
    .where(PartRow.recording_id == RecordingRow.id, PartRow.state != PartState.DISCARDED, *_OF_THESE)
    .correlate(ErasureRow)
    .scalar_subquery()
) + (
    select(func.count())
    .where(RecordingFileRow.recording_id == RecordingRow.id, RecordingFileRow.state != FileState.DISCARDED, *_OF_THESE)
    .correlate(ErasureRow)
    .scalar_subquery()
)
"""Parts that the recorder has not removed yet, and files that nobody has removed from where they are kept."""
_STANDING = select(ErasureRow, _HELD, _FILES_LEFT).where(_OPEN).order_by(ErasureRow.asked_at)
_MAY_COME: Mapping[Step, tuple[ColumnElement[bool], ...]] = {
    Step.FORGET: (ErasureRow.forgotten_at.is_(None), ~_HELD),
    Step.SCRUB: (ErasureRow.forgotten_at.is_not(None), ErasureRow.scrubbed_at.is_(None), _FILES_LEFT == 0),
    Step.CERTIFY: (ErasureRow.scrubbed_at.is_not(None), _FILES_LEFT == 0),
}
"""Who is looked at for each step. Whoever waits for somebody else is not among them, however many they are, and keeps
nobody behind them from theirs; what comes next is not decided here.
"""


async def erase_what_is_due(database: Database, key: SigningKey, *, now: datetime) -> bool:
    """Whether anything has come further: then another round may bring more."""
    forget = partial(forget_call, database, now=now)
    forgotten = await one_by_one(database, await _at(database, Step.FORGET), forget, failed="erasure.not_forgotten")
    ready = await _at(database, Step.SCRUB)
    scrubbed = bool(ready) and await scrub(database)  # once for all: what was forgotten before is gone with it
    if scrubbed:
        async with database.transaction() as session:
            await session.execute(update(ErasureRow).where(ErasureRow.id.in_(ready)).values(scrubbed_at=now))
    sign = partial(certify, database, key=key, now=now)
    certified = await one_by_one(database, await _at(database, Step.CERTIFY), sign, failed="erasure.not_certified")
    return forgotten > 0 or scrubbed or certified > 0


async def list_open(session: AsyncSession) -> Sequence[tuple[ErasureRow, Step]]:
    """Every deletion that is not certified, oldest first, and what it waits for or comes next."""
    return await _steps(session, _STANDING)


async def _at(database: Database, step: Step) -> list[str]:
    async with database.reading() as session:
        may = await _steps(session, _STANDING.where(*_MAY_COME[step]).limit(_AT_ONCE))
    return [row.id for row, comes in may if comes is step]


async def _steps(session: AsyncSession, these: Select[ErasureRow, bool, int]) -> Sequence[tuple[ErasureRow, Step]]:
    return [
        (row, next_step(_standing(row, held=held, files_left=files_left)))
        for row, held, files_left in await session.execute(these)
    ]


def _standing(row: ErasureRow, *, held: bool, files_left: int) -> Standing:
    return Standing(
        held=held, forgotten=row.forgotten_at is not None, files_left=files_left,
        scrubbed=row.scrubbed_at is not None, certified=row.certified_at is not None,
    )  # fmt: skip

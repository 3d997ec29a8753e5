"""Brings the files of a recording to where they are kept, and removes them wherever they are once it is discarded."""

import asyncio
from datetime import datetime
from functools import partial

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from records.database import Database
from records.recording_files import change_file, is_discarded, lock_recording, remove_again
from records.tables import FilePlace, JobRow, RecordingFileRow
from signaling.protocol.words import RecordingState
from summary.binding import UNFORESEEN
from summary.discarded import remove_discarded, unless_discarded
from summary.long_jobs import Again, Keep, Settled
from summary.recording_ports import Depot

_ASKED, _ASK_AGAIN_S = 60, 1.0
log = structlog.get_logger()


class Moving:
    """The work of `move_recording`: the files here go once what is there has been read back, and the row says so."""

    def __init__(self, database: Database, depot: Depot) -> None:
        self._database = database
        self._depot = depot

    async def __call__(self, job: JobRow) -> Keep:
        """In two turns: one copies, the next one, after its commit, lets go of what is here."""
        async with self._database.reading() as session:
            row = await session.get_one(RecordingFileRow, job.key)
        if row.place is FilePlace.STORAGE:
            await self._depot.release(job.key)
            return _done
        copied = await unless_discarded(self._database, job.key, self._copy(job.key))
        if copied is None:
            return await remove_discarded(self._depot, job.key)
        return partial(_keep, job.key, copied)

    async def stumbled(self, session: AsyncSession, job: JobRow, *, given_up: bool, now: datetime) -> None:
        """See `Work`. The file can be played where it is."""
        await change_file(session, job.key, storage_error=UNFORESEEN)

    async def _copy(self, recording_id: str) -> str:
        try:
            return await self._depot.copy(recording_id) or ""
        finally:  # also without the lease: whoever has it may have removed everything before the last file came there
            await self._take_back(recording_id)

    async def _take_back(self, recording_id: str) -> None:
        """What was discarded while it was copied. As long as the database is away nobody can tell, and it is asked."""
        for _ in range(_ASKED):
            try:
                await self._take_back_if_discarded(recording_id)
            except SQLAlchemyError:
                log.warning("recording.standing_unknown", recording_id=recording_id)
                await asyncio.sleep(_ASK_AGAIN_S)  # not a pause: whoever is cancelled has to know it, too
            else:
                return
        log.error("recording.may_be_in_storage", recording_id=recording_id)

    async def _take_back_if_discarded(self, recording_id: str) -> None:
        async with self._database.reading() as session:
            discarded = await is_discarded(session, recording_id)
        if discarded and await self._depot.remove(recording_id) is not None:
            async with self._database.transaction() as session:
                await remove_again(session, recording_id)


class Removing:
    """The work of `remove_recording`."""

    def __init__(self, depot: Depot) -> None:
        self._depot = depot

    async def __call__(self, job: JobRow) -> Keep:
        """Once more does no harm."""
        return await remove_discarded(self._depot, job.key)

    async def stumbled(self, session: AsyncSession, job: JobRow, *, given_up: bool, now: datetime) -> None:
        """See `Work`. Nothing is shown of it any more: the list of jobs says it."""


async def _keep(recording_id: str, error: str, session: AsyncSession, now: datetime) -> Settled:
    if (await lock_recording(session, recording_id)).state is RecordingState.DISCARDED:
        return now  # again, at once: what was copied meanwhile is removed then
    if error:
        await change_file(session, recording_id, storage_error=error)
        return Again(error)
    await change_file(session, recording_id, place=FilePlace.STORAGE, storage_error=None)
    return now


async def _done(session: AsyncSession, now: datetime) -> Settled:
    return None

"""Brings the files of a recording to where they are kept, and removes them wherever they are once it is discarded."""

from datetime import datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from records.database import Database
from records.recording_files import change_file, lock_recording
from records.tables import FilePlace, JobRow, RecordingFileRow
from signaling.protocol.words import RecordingState
from summary.binding import UNFORESEEN
from summary.discarded import remove_discarded, unless_discarded
from summary.long_jobs import Again, Keep, Settled
from summary.recording_ports import Depot


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
        return await self._depot.copy(recording_id) or ""


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

"""A recording may be discarded at any moment: whoever works on it stops then, and its row says that nothing is left."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from functools import partial
from typing import TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from lifetime import first_of, still_wanted
from records.database import Database
from records.recording_files import change_file, is_discarded
from records.tables import FilePlace, FileState, RecordingFileRow
from summary.long_jobs import Again, Keep, Settled
from summary.recording_ports import Depot

_LOOK_S = 0.5
T = TypeVar("T")
IsOver = Callable[[AsyncSession, str], Awaitable[bool]]
"""Asked of a recording, by its id."""
log = structlog.get_logger()


async def unless_discarded(database: Database, recording_id: str, work: Coroutine[object, object, T]) -> T | None:
    """What `work` gives; None when the recording was discarded before: then it has been cancelled, and has ended."""
    return await unless(is_discarded, database, recording_id, work)


async def unless(
    is_over: IsOver, database: Database, recording_id: str, work: Coroutine[object, object, T]
) -> T | None:  # fmt: skip
    """The same for whatever else may put an end to the work on a recording."""
    enough = asyncio.Event()
    working = asyncio.ensure_future(work)
    looking = asyncio.ensure_future(_until(is_over, database, recording_id, enough))
    try:
        await asyncio.wait([working, looking], return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        looking.result()  # whoever could not look has not seen that it is over
        return None
    finally:
        enough.set()  # and not cancelled: in the middle of a question that costs its connection
        working.cancel()
        await asyncio.gather(working, looking, return_exceptions=True)


async def remove_discarded(depot: Depot, recording_id: str) -> Keep:
    """Have everything of it removed, here and there. What does not go is tried again, and never given up."""
    error = await depot.remove(recording_id)
    if error is not None:
        return partial(_not_yet, error)
    return partial(_keep_discarded, recording_id, depot.moves)


async def _keep_discarded(recording_id: str, there: bool, session: AsyncSession, now: datetime) -> Settled:
    """`there`: it was removed from a storage, too. What lies in one that the settings no longer name stays due."""
    row = await session.get(RecordingFileRow, recording_id)
    if row is not None and row.place is FilePlace.STORAGE and not there:
        log.error("recording.storage_unknown", recording_id=recording_id)
        return Again("no_storage", most=None)
    await change_file(
        session, recording_id, state=FileState.DISCARDED, reasons=[], gaps=None, bytes_written=0, seconds=0.0,
        storage_error=None,
    )  # fmt: skip
    return None


async def _not_yet(error: str, session: AsyncSession, now: datetime) -> Settled:
    return Again(error, most=None)


async def _until(is_over: IsOver, database: Database, recording_id: str, enough: asyncio.Event) -> None:
    while still_wanted() and not enough.is_set():
        try:
            async with database.reading() as session:
                if await is_over(session, recording_id):
                    return
        except SQLAlchemyError:
            log.warning("recording.standing_unknown", recording_id=recording_id)
        await first_of(enough, within_s=_LOOK_S)

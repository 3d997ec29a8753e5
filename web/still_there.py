"""Whether what is being sent still stands: a recording may be discarded at any moment, also while somebody listens."""

import time
from collections.abc import Awaitable, Callable
from functools import partial

import structlog
from sqlalchemy.exc import SQLAlchemyError

from records.database import Database
from records.recording_files import is_discarded

_ASK_EVERY_S = 1.0
log = structlog.get_logger()


class Gone(Exception):  # noqa: N818 (reads as the finding it is)
    """It was discarded meanwhile."""


class StillThere:
    """Of one answer. It was there when this was made."""

    def __init__(self, is_gone: Callable[[], Awaitable[bool]], *, clock: Callable[[], float] = time.monotonic) -> None:
        self._is_gone = is_gone
        self._clock = clock
        self._asked_s = clock()

    async def check(self) -> None:
        """Between what was read and the sending of it; asks once a second at most. Raises Gone once it is.

        A database that is away has not said so: whoever listens goes on, and it is asked again.
        """
        if self._clock() < self._asked_s + _ASK_EVERY_S:
            return
        self._asked_s = self._clock()
        try:
            gone = await self._is_gone()
        except SQLAlchemyError:
            log.warning("recordings.standing_unknown")
            return
        if gone:
            raise Gone


def still_there(database: Database, recording_id: str) -> StillThere:
    """Of this recording."""
    return StillThere(partial(_is_gone, database, recording_id))


async def _is_gone(database: Database, recording_id: str) -> bool:
    async with database.reading() as session:
        return await is_discarded(session, recording_id)

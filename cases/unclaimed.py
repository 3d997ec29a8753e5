"""What feeds brought and nobody claims: kept for a while, and never more of it than there is room for.

A shop may have a feed tell of every parcel it sends, and has a case of one in a thousand. What is dropped is asked for
again when there is a case and the feed can be asked (`cases/polling`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from lifetime import pause, still_wanted
from records.database import Database
from records.unclaimed import count_unclaimed, drop_oldest

_AT_ONCE = 500
_COUNT_EVERY = 16
"""Bodies between two counts: what is kept may be over its bounds by so many."""
_LOOK_EVERY_S = 3_600.0

Clock = Callable[[], datetime]
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Room:
    """How long, how many and how much of it is kept; bytes as they lie in the database."""

    kept_for: timedelta = timedelta(days=60)
    most: int = 100_000
    most_bytes: int = 256 * 1024 * 1024


class Unclaimed:
    """The shelf of one node; all nodes share what lies on it."""

    def __init__(self, database: Database, room: Room, *, clock: Clock) -> None:
        self._database = database
        self._room = room
        self._clock = clock
        self._since_counted = 0

    async def one_more(self) -> int:
        """A body has just come that nobody has claimed; how many had to go for want of room."""
        self._since_counted += 1
        if self._since_counted < _COUNT_EVERY:
            return 0
        self._since_counted = 0
        return await self.make_room()

    async def make_room(self) -> int:
        """Drop the oldest until there is room for a tenth more, if there is none; how many went."""
        room, gone = self._room, 0
        async with self._database.reading() as session:
            count, size = await count_unclaimed(session)
        if count <= room.most and size <= room.most_bytes:
            return 0
        most, most_bytes = room.most * 9 // 10, room.most_bytes * 9 // 10
        while count > most or size > most_bytes:
            spare = max(count - most, 0)
            async with self._database.transaction() as session:
                dropped, freed = await drop_oldest(
                    session, most=min(spare or _AT_ONCE, _AT_ONCE),
                    least_bytes=None if spare else size - most_bytes,
                )  # fmt: skip
            if not dropped:  # another node has made room meanwhile
                break
            gone, count, size = gone + dropped, count - dropped, size - freed
        log.warning("feed.unclaimed_dropped", count=gone, most=room.most, most_bytes=room.most_bytes)
        return gone

    async def drop_old(self) -> int:
        """Drop what nobody has claimed in its time; how many."""
        before, gone = self._clock() - self._room.kept_for, 0
        while still_wanted():
            async with self._database.transaction() as session:
                dropped, _ = await drop_oldest(session, most=_AT_ONCE, before=before)
            if not dropped:
                break
            gone += dropped
        if gone:
            log.info("feed.unclaimed_expired", count=gone)
        return gone

    async def keep_tidy(self) -> None:
        """Until cancelled."""
        while still_wanted():
            try:
                await self.drop_old()
                await self.make_room()
            except SQLAlchemyError:
                log.exception("feed.unclaimed_not_tidied")
            await pause(_LOOK_EVERY_S)

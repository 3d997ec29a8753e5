"""The time all nodes share. On PostgreSQL it is the database's; on SQLite, one machine, this process's own.

Deadlines are rows that every node compares with its clock: one node an hour ahead would end everybody's offers and
calls. So nobody asks the machine for the time of day. It is measured now and then, and the monotonic clock, which no
operator and no NTP moves, counts on from there.
"""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from lifetime import pause, running, still_wanted
from records.database import Database

_MEASURE_S = 5.0
_EXACT = timedelta(milliseconds=20)
"""What scheduling may cost beside the round trip: a smaller difference is no reason to correct."""
_ASLEEP = timedelta(seconds=1)
"""How far the machine's time of day and ours may drift apart before it has slept, or somebody has set it."""
_SLOW_S = 1.0

log = structlog.get_logger()


def utc_now() -> datetime:
    """The time of day as this machine has it; for whoever has nobody better to ask."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Measured:
    """It was `time` half a `round_trip_s` before the monotonic clock stood at `at`."""

    time: datetime
    at: float
    round_trip_s: float = 0.0


Source = Callable[[], Awaitable[Measured]]


class ClusterClock:
    """Callable: the time, aware. It never jumps but for a correction, which is logged."""

    def __init__(
        self, source: Source, *, tolerance: timedelta, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._source = source
        self._tolerance = tolerance
        self._monotonic = monotonic
        self._zero: datetime | None = None
        """The time when the monotonic clock stood at 0."""

    def __call__(self) -> datetime:
        """Now. Measured once at least, before."""
        if self._zero is None:
            raise RuntimeError("the clock was asked before it was set")
        return self._zero + timedelta(seconds=self._monotonic())

    async def run(self) -> None:
        """Measure again and again, until cancelled; while the database is away the time goes on."""
        while still_wanted():
            await pause(_MEASURE_S)
            try:
                await self.measure()
            except (SQLAlchemyError, OSError) as error:
                log.warning("clock.not_measured", error=type(error).__name__)

    async def measure(self) -> None:
        """Set the clock, or correct it by what the round trip cannot explain."""
        measured = await self._source()
        half = timedelta(seconds=measured.round_trip_s / 2)
        zero = measured.time + half - timedelta(seconds=measured.at)
        if self._zero is None:
            self._zero = zero
            return
        correction = zero - self._zero
        if measured.round_trip_s <= _SLOW_S and abs(correction) > half + self._tolerance:
            log.warning("clock.corrected", by_s=round(correction.total_seconds(), 3))
            self._zero = zero


@asynccontextmanager
async def open_clock(
    database: Database, *, wall: Callable[[], datetime] = utc_now
) -> AsyncIterator[ClusterClock]:  # fmt: skip
    """The clock of this process, set. `wall` is the machine's, believed on SQLite only."""
    clock = _clock(database, wall)
    await clock.measure()
    async with running(clock.run()):
        yield clock


async def cluster_time(database: Database) -> datetime:
    """The time all nodes share, once: for a command that is done in a moment."""
    clock = _clock(database, utc_now)
    await clock.measure()
    return clock()


def _clock(database: Database, wall: Callable[[], datetime]) -> ClusterClock:
    if database.engine.dialect.name != "postgresql":

        async def ours() -> Measured:
            return Measured(wall(), time.monotonic())

        return ClusterClock(ours, tolerance=_ASLEEP)

    async def theirs() -> Measured:
        async with database.reading() as session:
            await session.execute(select(1))  # what it takes to get a connection is no part of the round trip
            asked = time.monotonic()
            told = await session.scalar(select(func.clock_timestamp()))
            at = time.monotonic()
        if told is None:
            raise OSError("the database has no time")
        return Measured(told.astimezone(UTC), at, at - asked)

    return ClusterClock(theirs, tolerance=_EXACT)

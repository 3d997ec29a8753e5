"""The time all nodes share: what this machine thinks the time is does not matter on PostgreSQL."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from records.clock import ClusterClock, Measured, cluster_time, open_clock, utc_now
from records.database import Database

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def _wrong() -> datetime:
    return utc_now() + HOUR


async def _database_time(db: Database) -> datetime:
    async with db.reading() as session:
        told: datetime | None = await session.scalar(select(func.clock_timestamp()))
    assert told is not None
    return told


async def test_the_time_is_the_databases_and_where_there_is_one_machine_its_own(db: Database) -> None:
    async with open_clock(db, wall=_wrong) as clock:
        if db.engine.dialect.name == "postgresql":
            before, now, after = await _database_time(db), clock(), await _database_time(db)
            assert before - timedelta(seconds=1) < now < after + timedelta(seconds=1)
            assert abs(await cluster_time(db) - now) < timedelta(seconds=5)
        else:
            assert abs(clock() - _wrong()) < timedelta(seconds=5)
        assert clock() <= clock()


class Machine:
    """A monotonic clock and a source of time, both moved by the test."""

    def __init__(self) -> None:
        self.monotonic, self.told = 100.0, NOON
        self.round_trip_s = 0.0

    async def source(self) -> Measured:
        return Measured(self.told, self.monotonic, self.round_trip_s)

    def passes(self, seconds: float, *, asleep_s: float = 0.0) -> None:
        self.monotonic += seconds
        self.told += timedelta(seconds=seconds + asleep_s)


@pytest.fixture
def machine() -> Iterator[Machine]:
    yield Machine()


async def _set(machine: Machine, *, tolerance_s: float) -> ClusterClock:
    clock = ClusterClock(machine.source, tolerance=timedelta(seconds=tolerance_s), monotonic=lambda: machine.monotonic)
    await clock.measure()
    return clock


async def test_between_measurements_the_monotonic_clock_counts(machine: Machine) -> None:
    clock = await _set(machine, tolerance_s=0.02)
    machine.told += HOUR  # somebody sets the clock; nobody asks it
    machine.monotonic += 30
    assert clock() == NOON + timedelta(seconds=30)


async def test_what_the_round_trip_explains_is_not_corrected(machine: Machine) -> None:
    clock = await _set(machine, tolerance_s=0.02)
    machine.passes(5)
    machine.round_trip_s = 0.4
    machine.told -= timedelta(seconds=0.2)
    await clock.measure()
    assert clock() == NOON + timedelta(seconds=5)
    machine.told -= timedelta(seconds=0.5)
    await clock.measure()
    assert clock() == NOON + timedelta(seconds=4.5)


async def test_an_answer_that_took_too_long_says_nothing(machine: Machine) -> None:
    clock = await _set(machine, tolerance_s=0.02)
    machine.round_trip_s, machine.told = 5.0, NOON - HOUR
    await clock.measure()
    assert clock() == NOON


async def test_a_machine_that_has_slept_is_noticed(machine: Machine) -> None:
    clock = await _set(machine, tolerance_s=1.0)
    machine.passes(5, asleep_s=0.5)
    await clock.measure()
    assert clock() == NOON + timedelta(seconds=5)
    machine.passes(5, asleep_s=600)
    await clock.measure()
    assert clock() == machine.told


async def test_a_clock_that_was_never_set_gives_no_time(machine: Machine) -> None:
    with pytest.raises(RuntimeError):
        ClusterClock(machine.source, tolerance=HOUR)()

"""Runs the jobs that take long and reach outside SQL: decoding, sending files away, removing them.

What such work has come to is written in the transaction that ends its job, so it counts once, and only for whoever
still has the lease. A kill in between does it again.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from records.beat import keep_doing
from records.database import Database
from records.jobs import finish_job, postpone_job, take_due_job
from records.leased import Clock, LeaseLost, while_leased
from records.tables import JobRow
from summary.jobs import give_back

LEASE = timedelta(seconds=30)
MOST_ATTEMPTS = 20
_LONGEST_PAUSE_S = 3_600.0


@dataclass(frozen=True, slots=True)
class Again:
    """Not done, for this reason in one word: to be tried later, and given up after `most` times; None: never."""

    error: str
    most: int | None = MOST_ATTEMPTS


Settled = datetime | Again | None
"""None when the job is done; a moment when it is to be looked at again, which was no attempt."""
Keep = Callable[[AsyncSession, datetime], Coroutine[Any, Any, Settled]]
"""Writes what the work has come to."""


class Work(Protocol):
    """What one kind of job does."""

    async def __call__(self, job: JobRow) -> Keep:
        """The work itself, outside any transaction. Cancelled when the lease is lost or this process ends."""

    async def stumbled(self, session: AsyncSession, job: JobRow, *, given_up: bool, now: datetime) -> None:
        """It broke off as nobody has foreseen: say so where people look, in the transaction that says it of the job.

        `given_up`: it is not tried again by itself.
        """


log = structlog.get_logger()


async def run_long_jobs(
    database: Database, works: Mapping[str, Work], *, lane: str, clock: Clock, poll_s: float = 1.0
) -> None:
    """Work until cancelled, one job of the lane at a time; `works` has one for each kind of job in it."""
    step = partial(run_due_long_job, database, works, lane=lane, clock=clock)
    await keep_doing(step, name=lane, wake=asyncio.Event(), poll_s=poll_s)


async def run_due_long_job(database: Database, works: Mapping[str, Work], *, lane: str, clock: Clock) -> bool:
    """Do one job that is due; False when there is none."""
    job = await take_due_job(database, now=clock(), lease=LEASE, lane=lane)
    if job is None:
        return False
    try:
        keep = await while_leased(database, job, works[job.kind](job), lease=LEASE, clock=clock)
        await _settle(database, job, keep, clock)
    except LeaseLost:
        log.info("job.lease_lost", kind=job.kind, key=job.key)
    except Exception as error:  # the ladder of background tasks, as in `summary.jobs`
        log.exception("job.failed", kind=job.kind, key=job.key, attempt=job.attempts)
        await _break_off(database, job, works.get(job.kind), type(error).__name__, clock)
    return True


async def _settle(database: Database, job: JobRow, keep: Keep, clock: Clock) -> None:
    async with database.transaction() as session:
        now = clock()
        settled = await keep(session, now)
        if settled is None:
            ours = await finish_job(session, job, now=now)
        elif isinstance(settled, Again):
            ours = await _give_back(session, job, settled, now)
        else:
            ours = await postpone_job(session, job, run_at=settled)
        if not ours:
            raise LeaseLost


async def _break_off(database: Database, job: JobRow, work: Work | None, error: str, clock: Clock) -> None:
    try:
        await _tell(database, job, work, error, clock)
    except LeaseLost:
        log.info("job.lease_lost", kind=job.kind, key=job.key)
    except Exception:  # likewise: what cannot even be told is given back all the same
        log.exception("job.not_told", kind=job.kind, key=job.key)
        async with database.transaction() as session:
            await _give_back(session, job, Again(error), clock())


async def _tell(database: Database, job: JobRow, work: Work | None, error: str, clock: Clock) -> None:
    async with database.transaction() as session:
        now = clock()
        if work is not None:
            await work.stumbled(session, job, given_up=job.attempts >= MOST_ATTEMPTS, now=now)
        if not await _give_back(session, job, Again(error), now):
            raise LeaseLost


async def _give_back(session: AsyncSession, job: JobRow, again: Again, now: datetime) -> bool:
    return await give_back(session, job, again.error, now, most=again.most, longest_s=_LONGEST_PAUSE_S)

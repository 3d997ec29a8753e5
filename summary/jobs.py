"""Runs the jobs: takes what is due, does it, settles it in the same transaction. A kill in between does it again.

A handler works inside the transaction that marks the job done, so what it writes happens once; it must be quick, and
must not reach outside SQL.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from records.beat import keep_doing
from records.database import Database
from records.jobs import fail_job, finish_job, postpone_job, retry_job, take_due_job
from records.leased import Clock, LeaseLost
from records.tables import JobRow
from summary.drafting import ensure_draft, redraft
from summary.recordings import finalise_recording
from summary.wrap_up import find_call

MAX_ATTEMPTS = 10
LEASE = timedelta(seconds=30)
_LONGEST_PAUSE_S = 300.0

Handler = Callable[[AsyncSession, JobRow, datetime], Awaitable[datetime | None]]
"""Gives None when the work is done, or when to look again because it is not time yet."""

log = structlog.get_logger()


async def draft_call_summary(
    session: AsyncSession, job: JobRow, now: datetime, *, by_model: bool = False
) -> datetime | None:
    """Draft the summary of an ended call, unless notes have done so already."""
    await ensure_draft(session, await find_call(session, job.key), now=now, by_model=by_model)
    return None


async def _redraft(session: AsyncSession, job: JobRow, now: datetime, *, by_model: bool) -> datetime | None:
    """Draft it anew: what was said has been written down."""
    await redraft(session, await find_call(session, str(job.payload["call_id"])), now=now, by_model=by_model)
    return None


def handlers(*, by_model: bool) -> Mapping[str, Handler]:
    """What the jobs do. `by_model`: a language model is asked for each draft, too."""
    return {
        "draft_summary": partial(draft_call_summary, by_model=by_model),
        "redraft_summary": partial(_redraft, by_model=by_model),
        "finalise_recording": finalise_recording,
    }


HANDLERS: Mapping[str, Handler] = handlers(by_model=False)


async def run_jobs(
    database: Database, handlers: Mapping[str, Handler], *, clock: Clock, wake: asyncio.Event, poll_s: float = 1.0
) -> None:
    """Work until cancelled. `wake` set means that there may be something to do; without it we look every `poll_s`."""
    step = partial(run_due_job, database, handlers, clock=clock)
    await keep_doing(step, name="jobs", wake=wake, poll_s=poll_s)


async def run_due_job(database: Database, handlers: Mapping[str, Handler], *, clock: Clock) -> bool:
    """Do one job that is due; False when there is none."""
    job = await take_due_job(database, now=clock(), lease=LEASE)
    if job is None:
        return False
    try:
        async with asyncio.timeout(LEASE.total_seconds()):
            await _do(database, handlers, job, clock)
    except LeaseLost:
        log.info("job.lease_lost", kind=job.kind, key=job.key)
    except Exception as error:
        # The ladder of background tasks: no job takes the others with it. The row keeps the kind of error only,
        # since the words may hold a customer's; the log has the rest.
        log.exception("job.failed", kind=job.kind, key=job.key, attempt=job.attempts)
        await _settle_failure(database, job, type(error).__name__, clock())
    return True


async def _do(database: Database, handlers: Mapping[str, Handler], job: JobRow, clock: Clock) -> None:
    handler = handlers.get(job.kind)
    if handler is None:
        raise LookupError(f"nobody here does {job.kind}")
    async with database.transaction() as session:
        later = await handler(session, job, clock())
        if later is None:
            ours = await finish_job(session, job, now=clock())
        else:
            ours = await postpone_job(session, job, run_at=later)
        if not ours:
            raise LeaseLost


async def _settle_failure(database: Database, job: JobRow, error: str, now: datetime) -> None:
    async with database.transaction() as session:
        await give_back(session, job, error, now, most=MAX_ATTEMPTS, longest_s=_LONGEST_PAUSE_S)


async def give_back(
    session: AsyncSession, job: JobRow, error: str, now: datetime, *, most: int | None, longest_s: float
) -> bool:  # fmt: skip
    """Try it again later; after `most` times it is given up. False when the lease went to somebody else meanwhile."""
    if most is not None and job.attempts >= most:
        return await fail_job(session, job, error=error, now=now)
    return await retry_job(session, job, run_at=now + _pause(job.attempts, longest_s), error=error)


def _pause(attempts: int, longest_s: float) -> timedelta:
    longest = min(2.0 ** min(attempts - 1, 30), longest_s)
    return timedelta(seconds=longest * random.uniform(0.5, 1))  # noqa: S311 (jitter, no secret)

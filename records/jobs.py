"""Work that must not be lost: rows, leased one at a time, with a fencing number against whoever lost the lease."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, exists, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from records.database import Database
from records.tables import JobRow

_NOW = bindparam("now", type_=JobRow.run_at.type)
_LOOK = select(
    exists()
    .where(
        JobRow.done_at.is_(None), JobRow.failed_at.is_(None), JobRow.run_at <= _NOW, JobRow.lane == bindparam("lane")
    )
    .where(or_(JobRow.leased_until.is_(None), JobRow.leased_until <= _NOW))
)


async def enqueue_job(
    session: AsyncSession, *, kind: str, key: str, payload: dict[str, Any], run_at: datetime, lane: str = ""
) -> None:
    """Ask for work in this transaction; the same (`kind`, `key`) again is the same work."""
    known = await session.scalar(select(JobRow.id).where(JobRow.kind == kind, JobRow.key == key))
    if known is not None:
        return
    with suppress(IntegrityError):  # somebody else asked for it since we looked
        async with session.begin_nested():
            session.add(
                JobRow(kind=kind, key=key, payload=payload, run_at=run_at, attempts=0, lease_number=0, lane=lane)
            )


async def job_due(database: Database, *, now: datetime, lane: str = "") -> bool:
    """Whether there may be a job to take: asked often, and mostly there is none."""
    ((found,),) = await database.look(_LOOK, {"now": now, "lane": lane})
    return bool(found)


async def lease_due_job(
    session: AsyncSession, *, now: datetime, lease: timedelta, lane: str = ""
) -> JobRow | None:  # fmt: skip
    """Take the oldest job of the lane that is due; its `lease_number` is the right to settle it."""
    row = JobRow
    due = (
        select(row)
        .where(row.done_at.is_(None), row.failed_at.is_(None), row.run_at <= now, row.lane == lane)
        .where(or_(row.leased_until.is_(None), row.leased_until <= now))
        .order_by(row.run_at, row.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    job = await session.scalar(due)
    if job is not None:
        job.leased_until = now + lease
        job.lease_number += 1
        job.attempts += 1
    return job


async def take_due_job(database: Database, *, now: datetime, lease: timedelta, lane: str = "") -> JobRow | None:
    """Take one if there is any: nothing is written to find out that there is none."""
    if not await job_due(database, now=now, lane=lane):
        return None
    async with database.transaction() as session:
        return await lease_due_job(session, now=now, lease=lease, lane=lane)


async def renew_lease(session: AsyncSession, job: JobRow, *, until: datetime) -> bool:
    """Still at it; False when the lease went to somebody else meanwhile."""
    row = JobRow
    renewed = await session.execute(
        update(row)
        .where(row.id == job.id, row.lease_number == job.lease_number, row.done_at.is_(None), row.failed_at.is_(None))
        .values(leased_until=until)
        .returning(row.id)
    )
    return renewed.first() is not None


async def finish_job(session: AsyncSession, job: JobRow, *, now: datetime) -> bool:
    """Done; False when the lease went to somebody else meanwhile, and then nothing is written."""
    return await _settle(session, job, done_at=now, last_error=None)


async def retry_job(session: AsyncSession, job: JobRow, *, run_at: datetime, error: str | None) -> bool:
    """Again at `run_at`."""
    return await _settle(session, job, run_at=run_at, last_error=error)


async def postpone_job(session: AsyncSession, job: JobRow, *, run_at: datetime) -> bool:
    """Not ready yet: again at `run_at`, and this time was no attempt."""
    return await _settle(session, job, run_at=run_at, attempts=JobRow.attempts - 1, last_error=None)


async def fail_job(session: AsyncSession, job: JobRow, *, error: str, now: datetime) -> bool:
    """Given up, visibly."""
    return await _settle(session, job, failed_at=now, last_error=error)


async def failed_jobs(session: AsyncSession) -> Sequence[JobRow]:
    """The work that was given up, oldest first."""
    found = await session.scalars(select(JobRow).where(JobRow.failed_at.is_not(None)).order_by(JobRow.failed_at))
    return found.all()


async def revive_job(session: AsyncSession, job_id: str, *, now: datetime) -> bool:
    """Try again what was given up; False when there is no such failed job."""
    row = JobRow
    revived = await session.execute(
        update(row)
        .where(row.id == job_id, row.failed_at.is_not(None))
        .values(failed_at=None, attempts=0, run_at=now, leased_until=None)
        .returning(row.id)
    )
    return revived.first() is not None


async def _settle(session: AsyncSession, job: JobRow, **values: Any) -> bool:  # noqa: ANN401 (columns of the row)
    row = JobRow
    settled = await session.execute(
        update(row)
        .where(row.id == job.id, row.lease_number == job.lease_number)
        .values(leased_until=None, **values)
        .returning(row.id)
    )
    return settled.first() is not None

"""Trying work again that was given up, by a person's word: the audit hears of it first, and the page says it waits.

Only what was given up: whatever else is there is done by itself.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from cases.claims.pack.work import KIND as CLAIM_PACK
from records.audit import append_audit
from records.claims import find_pack
from records.database import Database
from records.jobs import failed_jobs, revive_job
from records.recording_files import BIND, change_file
from records.tables import FileState, JobRow


async def retry_given_up(
    database: Database, *, job_ids: Sequence[str] | None = None, actor: str, now: datetime
) -> int:  # fmt: skip
    """From the beginning; `job_ids` None: all of them. How many there were."""
    asked = list(job_ids) if job_ids is not None else "all"
    await append_audit(database, actor=actor, action="job.retry", subject="jobs", detail={"jobs": asked}, now=now)
    async with database.transaction() as session:
        given_up = [job for job in await failed_jobs(session) if job_ids is None or job.id in job_ids]
        revived = 0
        for job in given_up:
            if await revive_job(session, job.id, now=now):
                await _expect(session, job)
                revived += 1
    return revived


async def _expect(session: AsyncSession, job: JobRow) -> None:
    """What said that there is none says now that it is being made."""
    if job.kind == BIND:
        await change_file(session, job.key, state=FileState.WAITING, reasons=[])
    elif job.kind == CLAIM_PACK and (pack := await find_pack(session, job.key)) is not None:
        pack.state, pack.error = "asked", None

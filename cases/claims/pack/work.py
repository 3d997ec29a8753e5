"""Makes claim packs, one after the other: jobs of a lane of their own, since each takes seconds.

A pack that was asked for is made or has failed, visibly; killed in between it is made again, under the same name. The
lease is short and renewed while the pack is made: what a killed node leaves behind waits for seconds, and not for as
long as the slowest pack may take.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import structlog

from cases.alerting.rules import RuleBook
from cases.claims.pack.binder import Binder, NotMade
from cases.claims.pack.content import Made, PackContent
from cases.claims.pack.gathering import gather_pack
from cases.claims.sender import NOBODY, Sender
from records.beat import keep_doing
from records.cases import add_case_entry
from records.claims import find_pack
from records.database import Database
from records.evidence import list_of_case
from records.jobs import fail_job, finish_job, retry_job, take_due_job
from records.leased import LeaseLost, while_leased
from records.tables import EvidenceRow, JobRow

LANE = "claim_packs"
KIND = "claim_pack"
LEASE = timedelta(seconds=10)
MAX_ATTEMPTS = 3
MOST_TAKEN = 10
"""A pack at which its node has died so often is not tried again by itself: it might be the pack."""
_AGAIN = timedelta(seconds=10)
_UNEXPECTED = "failed"
_BROKE_OFF = "broke_off"

Clock = Callable[[], datetime]
log = structlog.get_logger()


async def make_packs(
    database: Database, binder: Binder, rules: RuleBook, *, clock: Clock, wake: asyncio.Event,
    sender: Sender = NOBODY, poll_s: float = 1.0,
) -> None:  # fmt: skip
    """Work until cancelled, one pack at a time."""
    step = partial(make_due_pack, database, binder, rules, clock=clock, sender=sender)
    await keep_doing(step, name="claim_packs", wake=wake, poll_s=poll_s)


async def make_due_pack(
    database: Database, binder: Binder, rules: RuleBook, *, clock: Clock, sender: Sender = NOBODY
) -> bool:  # fmt: skip
    """Make one pack that waits for it; False when there is none."""
    job = await take_due_job(database, now=clock(), lease=LEASE, lane=LANE)
    if job is None:
        return False
    if job.attempts > MOST_TAKEN:
        log.error("pack.failed", pack_id=job.key, code=_BROKE_OFF, attempt=job.attempts)
        await _failed(database, job, _BROKE_OFF, clock())
        return True
    try:
        made = await while_leased(
            database, job, _bind(database, binder, rules, sender, job.key), lease=LEASE, clock=clock
        )
    except LeaseLost:
        log.info("pack.lease_lost", pack_id=job.key)
    except (NotMade, OSError) as error:
        code = error.code if isinstance(error, NotMade) else "no_room"
        log.warning("pack.failed", pack_id=job.key, code=code, attempt=job.attempts)
        await _failed(database, job, code, clock())
    except Exception:
        # The ladder of background tasks: no pack takes the node with it.
        log.exception("pack.failed", pack_id=job.key, code=_UNEXPECTED, attempt=job.attempts)
        await _failed(database, job, _UNEXPECTED, clock())
    else:
        await _made(database, job, made, clock())
    return True


async def _bind(database: Database, binder: Binder, rules: RuleBook, sender: Sender, pack_id: str) -> Made:
    content, evidence = await gather(database, pack_id, rules, sender)
    return await binder.bind(content, evidence)


async def gather(
    database: Database, pack_id: str, rules: RuleBook, sender: Sender = NOBODY
) -> tuple[PackContent, dict[str, EvidenceRow]]:
    """What a pack is made from, and the files in it. Raises NotMade."""
    async with database.reading() as session:
        pack = await find_pack(session, pack_id)
        if pack is None:
            raise NotMade("gone")
        rows = {row.id: row for row in await list_of_case(session, pack.case_id)}
        return await gather_pack(session, pack, rules, sender), rows


async def _made(database: Database, job: JobRow, made: Made, now: datetime) -> None:
    async with database.transaction() as session:
        pack = await find_pack(session, job.key)
        if pack is None or not await finish_job(session, job, now=now):
            return
        pack.state, pack.made_at, pack.files = "made", now, [each.model_dump() for each in made.files]
        pack.pdf_sha256, pack.pdf_size = made.pdf_sha256, made.pdf_size
        pack.zip_sha256, pack.zip_size = made.zip_sha256, made.zip_size
        data = {"pack_id": pack.id, "sha256": made.zip_sha256, "whom": pack.whom}
        await add_case_entry(session, pack.case_id, kind="claim_pack_made", key=pack.id, data=data, now=now)


async def _failed(database: Database, job: JobRow, code: str, now: datetime) -> None:
    async with database.transaction() as session:
        if job.attempts < MAX_ATTEMPTS and code != "gone":
            await retry_job(session, job, run_at=now + _AGAIN, error=code)
            return
        pack = await find_pack(session, job.key)
        if await fail_job(session, job, error=code, now=now) and pack is not None:
            pack.state, pack.error = "failed", code

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

from cases.claims.pack.binder import Binder, NotMade
from cases.claims.pack.content import Made, PackContent
from cases.claims.pack.gathering import gather_pack
from cases.claims.pack.sheet import languages
from cases.claims.views import PackView
from cases.claims.words import Whom
from cases.rules import RuleBook
from records.audit import append_audit
from records.beat import keep_doing
from records.cases import add_case_entry, find_case
from records.claims import ask_for_pack, find_pack
from records.database import Database
from records.evidence import list_of_case
from records.jobs import enqueue_job, fail_job, finish_job, retry_job, take_due_job
from records.leased import LeaseLost, while_leased
from records.tables import EvidenceRow, JobRow
from records.users import find_user
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode

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


async def order_pack(
    database: Database, reference: str, *, whom: Whom, language: str, user_id: str, now: datetime
) -> PackView:
    """Ask for a pack; who asked stands in the audit before anything is made. Raises SignalError: `case_not_found`;
    `invalid_field` for a language there are no words in.
    """
    if language not in await asyncio.to_thread(languages):
        raise SignalError(ErrorCode.INVALID_FIELD, "There are no words for a pack in this language.")
    async with database.reading() as session:
        case = await find_case(session, reference)
        user = await find_user(session, user_id)
    if case is None:
        raise SignalError(ErrorCode.CASE_NOT_FOUND, "There is no case with this reference.")
    await append_audit(
        database, actor=f"user:{user_id}", action="claim_pack.asked", subject=f"case:{case.id}",
        detail={"whom": whom, "language": language}, now=now,
    )  # fmt: skip
    async with database.transaction() as session:
        row = await ask_for_pack(session, case.id, whom=whom, language=language, user_id=user_id, now=now)
        await enqueue_job(session, kind=KIND, key=row.id, payload={}, run_at=now, lane=LANE)
    return PackView(
        id=row.id, whom=whom, language=language, state=row.state, asked_at=now, by_name=user.name if user else "",
        files=0, pdf_sha256=None, zip_sha256=None, zip_size=None,
    )  # fmt: skip


async def make_packs(
    database: Database, binder: Binder, rules: RuleBook, *, clock: Clock, wake: asyncio.Event, poll_s: float = 1.0
) -> None:
    """Work until cancelled, one pack at a time."""
    step = partial(make_due_pack, database, binder, rules, clock=clock)
    await keep_doing(step, name="claim_packs", wake=wake, poll_s=poll_s)


async def make_due_pack(database: Database, binder: Binder, rules: RuleBook, *, clock: Clock) -> bool:
    """Make one pack that waits for it; False when there is none."""
    job = await take_due_job(database, now=clock(), lease=LEASE, lane=LANE)
    if job is None:
        return False
    if job.attempts > MOST_TAKEN:
        log.error("pack.failed", pack_id=job.key, code=_BROKE_OFF, attempt=job.attempts)
        await _failed(database, job, _BROKE_OFF, clock())
        return True
    try:
        made = await while_leased(database, job, _bind(database, binder, rules, job.key), lease=LEASE, clock=clock)
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


async def _bind(database: Database, binder: Binder, rules: RuleBook, pack_id: str) -> Made:
    content, evidence = await gather(database, pack_id, rules)
    return await binder.bind(content, evidence)


async def gather(database: Database, pack_id: str, rules: RuleBook) -> tuple[PackContent, dict[str, EvidenceRow]]:
    """What a pack is made from, and the files in it. Raises NotMade."""
    async with database.reading() as session:
        pack = await find_pack(session, pack_id)
        if pack is None:
            raise NotMade("gone")
        rows = {row.id: row for row in await list_of_case(session, pack.case_id)}
        return await gather_pack(session, pack, rules), rows


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

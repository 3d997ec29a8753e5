"""The jobs of an ended call: done once in effect, whatever dies in between."""

import asyncio
from datetime import datetime, timedelta

from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncSession

from records.database import Database
from records.jobs import enqueue_job, failed_jobs, finish_job, lease_due_job, revive_job
from records.media_workers import register_worker, retire_workers
from records.recording_files import BIND
from records.tables import JobRow, PartRow, RecordingFileRow
from signaling.domain import events as e
from signaling.protocol.words import PartState
from summary.jobs import HANDLERS, MAX_ATTEMPTS, draft_call_summary, run_due_job, run_jobs
from summary.recordings import DEADLINE, FINISHED_WITHIN
from summary.wrap_up import read_summary
from tests.integration.summary.ended_call import NOW, add_part, ended_call, talk
from tests.unit.signaling.story import START


async def _drain(db: Database, now: datetime) -> None:
    while await run_due_job(db, HANDLERS, clock=lambda: now):
        pass


async def _asked_for(db: Database) -> list[str]:
    """The recordings of which one file is to be made."""
    async with db.reading() as session:
        return list(await session.scalars(select(JobRow.key).where(JobRow.kind == BIND)))


async def test_the_end_of_a_call_drafts_its_summary_by_itself(db: Database) -> None:
    await ended_call(db)
    drafted = asyncio.Event()

    async def draft_and_tell(session: AsyncSession, job: JobRow, now: datetime) -> datetime | None:
        await draft_call_summary(session, job, now)
        event.listen(session.sync_session, "after_commit", lambda _: drafted.set())
        return None

    handlers = {**HANDLERS, "draft_summary": draft_and_tell}
    task = asyncio.ensure_future(run_jobs(db, handlers, clock=lambda: NOW, wake=asyncio.Event(), poll_s=0.02))
    async with asyncio.timeout(30):
        await drafted.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    view = await read_summary(db, "call")
    assert view.draft is not None
    assert [s.text for s in view.draft.situation if s.sources[0].kind == "tracking_event"] == ["Held by customs"]


async def test_a_recordings_file_is_asked_for_when_all_its_parts_have_ended_and_once(db: Database) -> None:
    await ended_call(db, recorded=True)
    await add_part(db, "cu", PartState.WRITING)
    await add_part(db, "ag", PartState.COMPLETE)
    await _drain(db, START + timedelta(seconds=5))
    assert await _asked_for(db) == []
    async with db.transaction() as session:
        (await session.get_one(PartRow, "part-cu")).state = PartState.COMPLETE
    await _drain(db, START + timedelta(seconds=7))
    assert await _asked_for(db) == ["rec"]
    async with db.reading() as session:
        assert (await session.get_one(RecordingFileRow, "rec")).state == "waiting"


async def test_a_writer_that_stays_silent_leaves_a_part_that_says_partial(db: Database) -> None:
    await ended_call(db, recorded=True)
    await add_part(db, "cu", PartState.WRITING)
    await _drain(db, START + DEADLINE + timedelta(seconds=1))
    assert await _asked_for(db) == ["rec"]
    async with db.reading() as session:
        part = await session.get_one(PartRow, "part-cu")
    assert (part.state, part.reason) == (PartState.PARTIAL, "writer_silent")


async def test_a_part_that_a_living_recorder_finishes_for_minutes_is_waited_for_and_one_of_a_dead_one_is_not(
    db: Database,
) -> None:
    await ended_call(db, recorded=True)
    await add_part(db, "cu", PartState.WRITING)
    number = await register_worker(db, line="a", alone=False, now=START)
    async with db.transaction() as session:
        (await session.get_one(PartRow, "part-cu")).worker = number
    await _drain(db, START + 10 * DEADLINE)
    assert await _asked_for(db) == []
    async with db.transaction() as session:
        assert (await session.get_one(PartRow, "part-cu")).state is PartState.WRITING
        await retire_workers(session, [number], now=START)
    await _drain(db, START + 11 * DEADLINE)
    assert await _asked_for(db) == ["rec"]


async def test_nobody_is_waited_for_for_ever(db: Database) -> None:
    await ended_call(db, recorded=True)
    await add_part(db, "cu", PartState.WRITING)
    number = await register_worker(db, line="a", alone=False, now=START)
    async with db.transaction() as session:
        (await session.get_one(PartRow, "part-cu")).worker = number
    await _drain(db, START + FINISHED_WITHIN + timedelta(seconds=2))
    assert await _asked_for(db) == ["rec"]


async def test_of_a_discarded_recording_no_file_is_made(db: Database) -> None:
    await ended_call(db, recorded=True)
    await add_part(db, "cu", PartState.COMPLETE)
    await talk(db, e.ConsentWithdrawn("cu", True, "es", "w", "h"))
    await _drain(db, NOW)
    assert await _asked_for(db) == []


async def _fails(session: AsyncSession, job: JobRow, now: datetime) -> datetime | None:
    await enqueue_job(session, kind="left behind", key="x", payload={}, run_at=now + timedelta(days=9))
    raise ZeroDivisionError


async def test_a_job_that_keeps_failing_is_given_up_visibly_and_can_be_revived(db: Database) -> None:
    async with db.transaction() as session:
        await enqueue_job(session, kind="k", key="1", payload={}, run_at=NOW)
        await enqueue_job(session, kind="k", key="1", payload={}, run_at=NOW)
    for hour in range(MAX_ATTEMPTS):
        assert await run_due_job(db, {"k": _fails}, clock=lambda hour=hour: NOW + timedelta(hours=hour))  # type: ignore[misc]
    assert not await run_due_job(db, {"k": _fails}, clock=lambda: NOW + timedelta(days=8))
    async with db.transaction() as session:
        (job,) = await failed_jobs(session)
        assert (job.attempts, job.last_error) == (MAX_ATTEMPTS, "ZeroDivisionError")
        assert list(await session.scalars(select(JobRow.kind))) == ["k"]
        assert await revive_job(session, job.id, now=NOW)
    assert await run_due_job(db, {"k": _fails}, clock=lambda: NOW)


async def test_whoever_lost_the_lease_settles_nothing(db: Database) -> None:
    async with db.transaction() as session:
        await enqueue_job(session, kind="k", key="1", payload={}, run_at=NOW)
    lease = timedelta(seconds=30)
    async with db.transaction() as session:
        slow = await lease_due_job(session, now=NOW, lease=lease)
    async with db.transaction() as session:
        assert await lease_due_job(session, now=NOW, lease=lease) is None
    async with db.transaction() as session:
        quick = await lease_due_job(session, now=NOW + lease, lease=lease)
    assert slow is not None
    assert quick is not None
    async with db.transaction() as session:
        assert not await finish_job(session, slow, now=NOW)
        assert await finish_job(session, quick, now=NOW)

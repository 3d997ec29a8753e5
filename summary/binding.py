"""Has one file made of each recording, keeps what came of it, and tells the world; once in effect."""

from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from records.database import Database
from records.jobs import enqueue_job
from records.outbox import enqueue_event
from records.recording_files import (
    KEEPING,
    MOVE,
    change_file,
    flaws_of,
    is_discarded,
    lock_recording,
    parts_to_mix,
)
from records.tables import CaseRow, FilePlace, FileState, JobRow, RecordingFileRow
from signaling.protocol.words import RecordingState
from summary.discarded import remove_discarded, unless_discarded
from summary.gathering import recordings_of
from summary.long_jobs import MOST_ATTEMPTS, Again, Keep, Settled
from summary.recording_ports import Bindery, Bound, Depot, Gap
from summary.wrap_up import find_call

UNFORESEEN = "broke_off"
"""Why there is no file, where only the log knows more."""


class Binding:
    """The work of `bind_recording` (`summary.long_jobs.Work`)."""

    def __init__(self, database: Database, bindery: Bindery, depot: Depot) -> None:
        self._database = database
        self._bindery = bindery
        self._depot = depot

    async def __call__(self, job: JobRow) -> Keep:
        """Whatever comes of it, the row says it."""
        recording_id = job.key
        async with self._database.reading() as session:
            discarded = await is_discarded(session, recording_id)
            parts = await parts_to_mix(session, recording_id)
            flaws = await flaws_of(session, recording_id)
        if discarded:
            return await remove_discarded(self._depot, recording_id)
        if not parts:
            return partial(_keep_nothing, recording_id, flaws or ["nothing_recorded"])
        binding = self._bindery.bind(recording_id, parts, attempt=job.lease_number)
        bound = await unless_discarded(self._database, recording_id, binding)
        if bound is None:
            return await remove_discarded(self._depot, recording_id)
        return partial(self._keep, job, sorted({*flaws, *(part.flaw for part in parts if part.flaw)}), bound)

    async def stumbled(self, session: AsyncSession, job: JobRow, *, given_up: bool, now: datetime) -> None:
        """See `Work`. A recording that was discarded meanwhile has a job of its own that removes its files."""
        if (await lock_recording(session, job.key)).state is RecordingState.DISCARDED:
            return
        await change_file(session, job.key, state=FileState.FAILED, reasons=[UNFORESEEN])
        if given_up:
            await _announce(session, job.key, now)

    async def _keep(self, job: JobRow, flaws: list[str], bound: Bound, session: AsyncSession, now: datetime) -> Settled:
        recording_id = job.key
        if (await lock_recording(session, recording_id)).state is RecordingState.DISCARDED:
            return now  # again, at once: what was made meanwhile is removed then
        if bound.failed is not None:
            await change_file(session, recording_id, state=FileState.FAILED, reasons=[bound.failed])
            if job.attempts >= MOST_ATTEMPTS:
                await _announce(session, recording_id, now)
            return Again(bound.failed)
        reasons = [*flaws, *(["part_unreadable"] if bound.unreadable else [])]
        await change_file(
            session, recording_id, state=FileState.PARTIAL if reasons else FileState.READY, reasons=reasons,
            epoch=bound.epoch, seconds=round(bound.seconds, 3), bytes_written=bound.bytes_written, sha256=bound.sha256,
            gaps=[_gap(gap) for gap in bound.gaps], place=FilePlace.FOLDER, made_at=now,
        )  # fmt: skip
        await _announce(session, recording_id, now)
        if self._depot.moves:
            await enqueue_job(session, kind=MOVE, key=recording_id, payload={}, run_at=now, lane=KEEPING)
        return None


async def _keep_nothing(recording_id: str, reasons: list[str], session: AsyncSession, now: datetime) -> Settled:
    """Nobody's voice came as far as the disk."""
    if (await lock_recording(session, recording_id)).state is RecordingState.DISCARDED:
        return now
    await change_file(session, recording_id, state=FileState.FAILED, reasons=reasons)
    await _announce(session, recording_id, now)
    return None


async def _announce(session: AsyncSession, recording_id: str, now: datetime) -> None:
    """`recording.ready` with its parts and its file, or why there is none: each of the two at most once. Whoever was
    told that there is none is told again when another try has made it after all.
    """
    file = await session.get_one(RecordingFileRow, recording_id, populate_existing=True)
    call = await find_call(session, (await lock_recording(session, recording_id)).call_id)
    case = await session.get_one(CaseRow, call.case_id)
    recording = next(each for each in await recordings_of(session, call.id) if each.id == recording_id)
    data = {
        "call_id": call.id, "case_reference": case.reference, "recording": recording.model_dump(mode="json"),
        "file": _facts(file),
    }  # fmt: skip
    payload = {"type": "recording.ready", "timestamp": now.isoformat(), "data": data}
    key = f"{recording_id}:failed" if file.state is FileState.FAILED else recording_id
    await enqueue_event(session, type="recording.ready", key=key, payload=payload, now=now)


def _facts(file: RecordingFileRow) -> dict[str, Any]:
    return {
        "state": file.state, "reasons": file.reasons, "seconds": file.seconds, "bytes_written": file.bytes_written,
        "sha256": file.sha256, "epoch": file.epoch.isoformat() if file.epoch else None,
    }  # fmt: skip


def _gap(gap: Gap) -> dict[str, Any]:
    return {"side": gap.side, "from_s": round(gap.start_s, 3), "to_s": round(gap.end_s, 3), "why": gap.why}

"""Finalises the recordings of an ended call: waits until every part has ended, then tells the world what there is."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from records.outbox import enqueue_event
from records.tables import CaseRow, JobRow, PartRow
from records.transcripts import ask_for_transcript
from signaling.protocol.words import PartState, RecordingState
from summary.facts import RecordingFacts
from summary.gathering import recordings_of
from summary.wrap_up import find_call

DEADLINE = timedelta(seconds=60)
"""How long after its end a part may still be written; a writer silent for longer is dead."""
_LOOK_AGAIN = timedelta(seconds=1)


async def finalise_recording(session: AsyncSession, job: JobRow, now: datetime) -> datetime | None:
    """One `recording.ready` for each recording that is there; what was discarded is not announced."""
    for recording in await recordings_of(session, job.key):
        if recording.state is RecordingState.DISCARDED:
            continue
        if _still_writing(recording):
            if now < (recording.stopped_at or now) + DEADLINE:
                return now + _LOOK_AGAIN
            await _give_up_writers(session, recording.id, now)
    for recording in await recordings_of(session, job.key):
        if recording.state is RecordingState.STOPPED and recording.parts:
            await _announce(session, job.key, recording, now)
    await ask_for_transcript(session, job.key, now=now)
    return None


def _still_writing(recording: RecordingFacts) -> bool:
    return recording.state is RecordingState.OPEN or any(part.state is PartState.WRITING for part in recording.parts)


async def _give_up_writers(session: AsyncSession, recording_id: str, now: datetime) -> None:
    row = PartRow
    silent = (row.recording_id == recording_id, row.state == PartState.WRITING)
    await session.execute(
        update(row).where(*silent).values(state=PartState.PARTIAL, reason="writer_silent", ended_at=now)
    )


async def _announce(session: AsyncSession, call_id: str, recording: RecordingFacts, now: datetime) -> None:
    case = await session.get_one(CaseRow, (await find_call(session, call_id)).case_id)
    data = {"call_id": call_id, "case_reference": case.reference, "recording": recording.model_dump(mode="json")}
    payload = {"type": "recording.ready", "timestamp": now.isoformat(), "data": data}
    await enqueue_event(session, type="recording.ready", key=recording.id, payload=payload, now=now)

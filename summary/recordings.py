"""Finalises the recordings of an ended call: waits until every part has ended, then asks for the file of each."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from records.media_workers import writer_lives
from records.recording_files import expect_file
from records.tables import JobRow, PartRow
from records.transcripts import ask_for_transcript
from signaling.protocol.words import PartState, RecordingState
from summary.facts import RecordingFacts
from summary.gathering import recordings_of

DEADLINE = timedelta(seconds=60)
"""How long after its end a part may still be written by nobody who lives; a writer silent for longer is dead."""
FINISHED_WITHIN = timedelta(hours=1)
"""The same of a recorder that nobody has given up. It finishes one leg after the other: an hour of packets of 20 ms
took a minute of a busy machine, and hundreds may have ended together.
"""
_LOOK_AGAIN = timedelta(seconds=1)


async def finalise_recording(session: AsyncSession, job: JobRow, now: datetime) -> datetime | None:
    """One file for each recording that is there (`summary.binding`); what was discarded gets none."""
    for recording in await recordings_of(session, job.key):
        if recording.state is RecordingState.DISCARDED:
            continue
        if _still_writing(recording):
            patience = FINISHED_WITHIN if await writer_lives(session, recording.id) else DEADLINE
            if now < (recording.stopped_at or now) + patience:
                return now + _LOOK_AGAIN
            await _give_up_writers(session, recording.id, now)
    for recording in await recordings_of(session, job.key):
        if recording.state is RecordingState.STOPPED and recording.parts:
            await expect_file(session, recording.id, now=now)
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

"""The deletion of one call, as one transaction: all of its words and the keys of its recordings, or nothing."""

from datetime import datetime

from sqlalchemy import select, update

from records.audit import append_audit
from records.consents import expire_given, take_turn
from records.database import Database
from records.erasing.holds import is_held, lock_case
from records.erasing.words import count_recordings, forget_words
from records.recording_keys import forget_keys
from records.tables import CallRow, ErasureRow, RecordingRow
from signaling.protocol.words import Purpose, RecordingState


async def forget_call(database: Database, erasure_id: str, *, now: datetime) -> bool:
    """False: a hold was placed meanwhile, or somebody else has done it. The audit row stands before the deed."""
    async with database.reading() as session:
        erasure = await session.get_one(ErasureRow, erasure_id)
    await append_audit(
        database, actor=erasure.asked_by, action="call.erase", subject=f"call:{erasure.call_id}",
        detail={"erasure_id": erasure_id, "because": erasure.because}, now=now,
    )  # fmt: skip
    async with database.transaction() as session:
        await take_turn(session)  # before any row of a recording is touched
        row = await session.scalar(select(ErasureRow).where(ErasureRow.id == erasure_id).with_for_update())
        call = await session.get_one(CallRow, erasure.call_id)
        await lock_case(session, call.case_id)
        if row is None or row.forgotten_at is not None or await is_held(session, call.case_id):
            return False
        there = (RecordingRow.call_id == call.id, RecordingRow.state != RecordingState.DISCARDED)
        counts = await count_recordings(session, *there)
        for request_id in await session.scalars(select(RecordingRow.request_id).where(*there).distinct()):
            await expire_given(session, request_id, tuple(Purpose), "recording_discarded", now=now)
        await forget_keys(session, *there)
        discarded = {"state": RecordingState.DISCARDED, "stopped_because": "erased"}
        await session.execute(update(RecordingRow).where(*there).values(**discarded))
        row.counts = {**counts, **await forget_words(session, call.id, now=now)}
        row.forgotten_at = now
    return True

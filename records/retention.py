"""On its day a recording is deleted: the row says so, the recorder removes the files, the audit keeps the proof.

Not where its case is under a legal hold: it goes once that is lifted.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, select, update

from records.audit import append_audit
from records.consents import expire_given, take_turn
from records.database import Database
from records.erasing.holds import is_held, lock_case
from records.erasing.wishes import note_forgotten
from records.one_by_one import one_by_one
from records.recording_keys import forget_keys
from records.tables import CallRow, LegalHoldRow, PartRow, RecordingRow
from records.transcripts import forget_transcripts
from signaling.protocol.words import Purpose, RecordingState

_ACTOR = "system:retention"


async def expire_recordings(database: Database, *, now: datetime) -> int:
    """Discard what has reached its `delete_on`; how many there were. One that cannot be is told of, and tried again the
    next time. Raises SQLAlchemyError when the database is away.
    """
    held = exists().where(LegalHoldRow.case_id == CallRow.case_id, LegalHoldRow.lifted_at.is_(None))
    async with database.reading() as session:
        query = select(RecordingRow, CallRow.case_id).join(CallRow, CallRow.id == RecordingRow.call_id)
        found = (await session.execute(query.where(*_due(now), ~held))).all()
    due = {recording.id: (recording, case_id) for recording, case_id in found}
    return await one_by_one(
        database, due, lambda of: _expire(database, *due[of], now=now), failed="retention.not_deleted"
    )  # fmt: skip


async def _expire(database: Database, recording: RecordingRow, case_id: str, *, now: datetime) -> bool:
    """False: a hold was placed since we looked. The audit row stands before the deed."""
    await append_audit(
        database, actor=_ACTOR, action="recording.expire", subject=f"call:{recording.call_id}",
        detail={"recording_id": recording.id, "parts": await _hashes(database, recording.id)}, now=now,
    )  # fmt: skip
    row = RecordingRow
    this = (row.id == recording.id, *_due(now))
    async with database.transaction() as session:
        await take_turn(session)
        await lock_case(session, case_id)
        if await is_held(session, case_id):
            return False
        if await session.scalar(select(row.id).where(*this)) is not None:
            await expire_given(session, recording.request_id, tuple(Purpose), "recording_discarded", now=now)
        await note_forgotten(session, *this, by=_ACTOR, because="its last day has come", now=now)
        await forget_keys(session, *this)
        await forget_transcripts(session, *this, because=None, now=now)
        discarded = {"state": RecordingState.DISCARDED, "stopped_because": "retention"}
        await session.execute(update(row).where(*this).values(**discarded))
    return True


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return RecordingRow.state != RecordingState.DISCARDED, RecordingRow.delete_on <= now


async def _hashes(database: Database, recording_id: str) -> list[str | None]:
    """The certificate's core: what exactly was deleted, as the SHA-256 of each part."""
    async with database.reading() as session:
        parts = await session.scalars(select(PartRow.sha256).where(PartRow.recording_id == recording_id))
        return list(parts)

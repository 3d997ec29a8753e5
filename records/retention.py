"""On its day a recording is deleted: the row says so, the recorder removes the files, the audit keeps the proof."""

from datetime import datetime

from sqlalchemy import select, update

from records.audit import append_audit
from records.consents import expire_given, take_turn
from records.database import Database
from records.recording_keys import forget_keys
from records.tables import PartRow, RecordingRow
from records.transcripts import forget_transcripts
from signaling.protocol.words import Purpose, RecordingState


async def expire_recordings(database: Database, *, now: datetime) -> int:
    """Discard what has reached its `delete_on`; how many there were. The audit row stands before the deed."""
    row = RecordingRow
    due = (row.state != RecordingState.DISCARDED, row.delete_on <= now)
    async with database.reading() as session:
        recordings = (await session.scalars(select(row).where(*due))).all()
    for recording in recordings:
        await append_audit(
            database, actor="system:retention", action="recording.expire", subject=f"call:{recording.call_id}",
            detail={"recording_id": recording.id, "parts": await _hashes(database, recording.id)}, now=now,
        )  # fmt: skip
        async with database.transaction() as session:
            await take_turn(session)
            if await session.scalar(select(row.id).where(row.id == recording.id, *due)) is not None:
                await expire_given(session, recording.request_id, tuple(Purpose), "recording_discarded", now=now)
            await forget_keys(session, row.id == recording.id, *due)
            await forget_transcripts(session, row.id == recording.id, *due, because=None, now=now)
            await session.execute(
                update(row)
                .where(row.id == recording.id, *due)
                .values(state=RecordingState.DISCARDED, stopped_because="retention")
            )
    return len(recordings)


async def _hashes(database: Database, recording_id: str) -> list[str | None]:
    """The certificate's core: what exactly was deleted, as the SHA-256 of each part."""
    async with database.reading() as session:
        parts = await session.scalars(select(PartRow.sha256).where(PartRow.recording_id == recording_id))
        return list(parts)

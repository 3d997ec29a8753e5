"""Asking for a deletion, and noting down one that has just been made. Commits nothing by itself."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from records.erasing.holds import is_held
from records.erasing.words import count_recordings
from records.tables import CallRow, CommitmentRow, ErasureRow, ErasureScope, RecordingRow
from signaling.protocol.words import CallState


class NotErased(Exception):  # noqa: N818 (an answer, not a fault)
    """Why nothing of it is deleted, in words for whoever asked."""


async def ask_to_erase(session: AsyncSession, call_id: str, *, by: str, because: str, now: datetime) -> None:
    """Have every word of this call deleted, and its recordings; asked twice, done once. Raises NotErased."""
    call = await session.get(CallRow, call_id)
    if call is None:
        raise NotErased("There is no such call.")
    if await is_held(session, call.case_id):
        raise NotErased("Its case is under a legal hold.")
    if call.state is not CallState.CLOSED:
        raise NotErased("It is not over and written up yet.")
    promise = exists().where(CommitmentRow.call_id == call_id, CommitmentRow.state == "open")
    if await session.scalar(select(promise)):
        raise NotErased("Something that was promised in it is open: settle that first.")
    subject = f"call:{call_id}"
    if await session.scalar(select(ErasureRow.id).where(ErasureRow.subject == subject)) is None:
        session.add(
            ErasureRow(
                subject=subject, scope=ErasureScope.CALL, call_id=call_id, asked_by=by, because=because, asked_at=now,
                counts={},
            )
        )  # fmt: skip
        await session.flush()


async def note_forgotten(
    session: AsyncSession, *these: ColumnElement[bool], by: str, because: str, now: datetime
) -> None:
    """These recordings go in this transaction. Before their words are deleted: what there was is counted here."""
    doomed = (await session.execute(select(RecordingRow.id, RecordingRow.call_id).where(*these))).all()
    for recording_id, call_id in doomed:
        subject = f"recording:{recording_id}"
        if await session.scalar(select(ErasureRow.id).where(ErasureRow.subject == subject)) is not None:
            continue
        counts = await count_recordings(session, RecordingRow.id == recording_id)
        session.add(
            ErasureRow(
                subject=subject, scope=ErasureScope.RECORDING, call_id=call_id, recording_id=recording_id, asked_by=by,
                because=because, asked_at=now, forgotten_at=now, counts=counts,
            )
        )  # fmt: skip
    await session.flush()

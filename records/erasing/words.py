"""What goes when the words of a call are deleted: each class of data with how many rows it had, and which.

The hash is that of the rows' ids and never of their words: whoever has it could try out what somebody said.
What stays: who was in the call and when, what they agreed to (the ledger), and files on the case, which are the case's.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from records.search import index_call
from records.tables import (
    CallRow,
    CaseEntryRow,
    CommitmentRow,
    CredentialRow,
    DeliveryRow,
    MessageRow,
    OutboxRow,
    ParticipantRow,
    PartRow,
    RecordingRow,
    SummaryEditRow,
    SummaryRow,
    TranscriptRow,
    UtteranceRow,
)
from records.tables.base import Base

Counts = dict[str, Any]
_LINKS = ("copy", "call_link")
"""Doors to what is gone. The receipt of consent stays: what it shows does."""


async def forget_words(session: AsyncSession, call_id: str, *, now: datetime) -> Counts:
    """Every word of this call is in no row from this commit on. What there was of each class."""
    counts = {
        "transcript": await _delete(session, UtteranceRow, UtteranceRow.id, UtteranceRow.call_id == call_id),
        "summary_edits": await _delete(session, SummaryEditRow, SummaryEditRow.id, SummaryEditRow.call_id == call_id),
        "summary": await _delete(session, SummaryRow, SummaryRow.call_id, SummaryRow.call_id == call_id),
        "texts": await _delete(session, MessageRow, MessageRow.id, MessageRow.call_id == call_id),
        "case_entries": await _empty_entries(session, call_id),
        "notes": await _empty_notes(session, call_id),
        "promises": await _empty_promises(session, call_id),
        "links": await _delete_links(session, call_id),
        "events": await _delete_events(session, call_id),
    }
    await session.execute(delete(TranscriptRow).where(TranscriptRow.call_id == call_id))
    await index_call(session, call_id)
    return counts


async def count_recordings(session: AsyncSession, *these: ColumnElement[bool]) -> Counts:
    """Of these recordings: their parts, by the SHA-256 of what was played, and what was written down of them."""
    parts = select(PartRow.id, PartRow.sha256).join(RecordingRow, RecordingRow.id == PartRow.recording_id).where(*these)
    found = (await session.execute(parts)).all()
    said = select(UtteranceRow.id).where(UtteranceRow.part_id.in_([part_id for part_id, _ in found]))
    return {
        "parts": _counted(sha256 or part_id for part_id, sha256 in found),
        "transcript": _counted(await session.scalars(said)),
    }


async def _delete(session: AsyncSession, table: type[Base], key: Any, *these: ColumnElement[bool]) -> Counts:  # noqa: ANN401 (a column of it)
    found = (await session.scalars(select(key).where(*these))).all()
    await session.execute(delete(table).where(*these))
    return _counted(found)


async def _empty_notes(session: AsyncSession, call_id: str) -> Counts:
    row = CallRow
    written = or_(row.notes.is_not(None), row.asked_because.is_not(None))
    emptied = update(row).where(row.id == call_id, written).values(notes=None, asked_because=None)
    return _counted(await session.scalars(emptied.returning(row.id)))


async def _empty_promises(session: AsyncSession, call_id: str) -> Counts:
    """That something was promised, for when, and whether it was kept stays; the words do not."""
    row = CommitmentRow
    emptied = update(row).where(row.call_id == call_id).values(note="", contact="", reason=None, moves=[])
    return _counted(await session.scalars(emptied.returning(row.id)))


async def _empty_entries(session: AsyncSession, call_id: str) -> Counts:
    """The case's own copy of the summary: that there was one, and how the call ended, stays on the timeline."""
    row = CaseEntryRow
    entries = (await session.scalars(select(row).where(row.kind == "summary", row.key == call_id))).all()
    for entry in entries:
        entry.data = {"call_id": call_id, "outcome": entry.data.get("outcome"), "erased": True}
    await session.flush()
    return _counted(entry.id for entry in entries)


async def _delete_links(session: AsyncSession, call_id: str) -> Counts:
    row, people = CredentialRow, select(ParticipantRow.id).where(ParticipantRow.call_id == call_id)
    ours = row.kind.in_(_LINKS) & or_(row.participant_id.in_(people), row.name == call_id)
    return await _delete(session, row, row.sha256, ours)


async def _delete_events(session: AsyncSession, call_id: str) -> Counts:
    """Also those on their way: what nobody has got yet, nobody gets."""
    row, told = OutboxRow, OutboxRow.payload["data"]["call_id"].as_string()
    ids = (await session.scalars(select(row.id).where(or_(row.key == call_id, told == call_id)))).all()
    await session.execute(delete(DeliveryRow).where(DeliveryRow.event_id.in_(ids)))
    await session.execute(delete(row).where(row.id.in_(ids)))
    return _counted(ids)


def _counted(ids: Iterable[str]) -> Counts:
    listed = sorted(ids)
    return {"rows": len(listed), "sha256": hashlib.sha256("\n".join(listed).encode()).hexdigest()}

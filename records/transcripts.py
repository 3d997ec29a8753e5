"""Transcripts: what may be written down, what was, and what goes with its recording or with somebody's consent.

Nothing is written that not everybody of its recording has agreed to at that moment: each write holds the recording's
row, as whoever takes consent back or discards does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from records.calls import load_call
from records.jobs import enqueue_job
from records.quotations import forget_quotations
from records.search import index_call
from records.tables import ParticipantRow, PartRow, RecordingRow, TranscriptRow, UtteranceRow
from signaling.domain.consent import transcript_of
from signaling.protocol.words import NoTranscript, PartState, RecordingState, Role, TranscriptState

JOB = "transcribe"
LANE = "transcripts"
_KEPT = (
    RecordingRow.state == RecordingState.STOPPED,
    PartRow.state.in_((PartState.COMPLETE, PartState.PARTIAL)),
    PartRow.bytes_written > 0,
)


@dataclass(frozen=True, slots=True)
class Track:
    """One voice in one part. `began_at` is its second 0."""

    part_id: str
    recording_id: str
    participant_id: str
    number: int
    role: Role
    language: str
    began_at: datetime
    seconds: float


@dataclass(frozen=True, slots=True)
class Utterance:
    """One stretch of speech, in seconds of its track."""

    start_s: float
    end_s: float
    text: str
    language: str
    confidence: float | None = None


async def ask_for_transcript(session: AsyncSession, call_id: str, *, now: datetime) -> None:
    """Have written down what was recorded of this call, if anything was; asked twice, done once."""
    seconds = await session.scalar(
        select(func.sum(PartRow.seconds))
        .join(RecordingRow, RecordingRow.id == PartRow.recording_id)
        .where(RecordingRow.call_id == call_id, *_KEPT)
    )
    if seconds is None or await session.get(TranscriptRow, call_id) is not None:
        return
    session.add(
        TranscriptRow(
            call_id=call_id, state=TranscriptState.WAITING, reason=NoTranscript.WAITING_FOR_MODEL, total_s=seconds,
            heard_s=0.0, parts_done=[], missing=[], asked_at=now, changed_at=now,
        )
    )  # fmt: skip
    await session.flush()
    await enqueue_job(session, kind=JOB, key=call_id, payload={}, run_at=now, lane=LANE)


async def list_tracks(session: AsyncSession, call_id: str) -> list[Track]:
    """The voices that may be written down: of recordings to whose transcript everybody has agreed, and still does."""
    call = await load_call(session, call_id)
    if call is None:
        return []
    rows = await session.execute(
        select(PartRow, ParticipantRow.role, ParticipantRow.language)
        .join(RecordingRow, RecordingRow.id == PartRow.recording_id)
        .join(ParticipantRow, ParticipantRow.id == PartRow.participant_id)
        .where(RecordingRow.call_id == call_id, *_KEPT)
        .order_by(RecordingRow.opened_at, PartRow.participant_id, PartRow.number)
    )
    return [
        Track(
            part_id=part.id, recording_id=part.recording_id, participant_id=part.participant_id, number=part.number,
            role=role, language=language, began_at=part.epoch or part.opened_at, seconds=part.seconds,
        )
        for part, role, language in rows
        if transcript_of(call, part.recording_id)
    ]  # fmt: skip


async def begin_transcript(
    session: AsyncSession, call_id: str, *, engine: str, model: str, total_s: float, now: datetime
) -> frozenset[str]:
    """It is being written down by this engine. Which parts have been already: whoever began before was ended."""
    row = await session.get(TranscriptRow, call_id)
    if row is None:  # went with an earlier recording of the call
        row = TranscriptRow(call_id=call_id, heard_s=0.0, parts_done=[], missing=[], asked_at=now)
        session.add(row)
    elif (row.engine, row.model) != (engine, model):
        await session.execute(delete(UtteranceRow).where(UtteranceRow.call_id == call_id))
        row.parts_done, row.missing, row.heard_s = [], [], 0.0
        await index_call(session, call_id)
    row.state, row.reason, row.engine, row.model = TranscriptState.WORKING, None, engine, model
    row.total_s, row.changed_at = total_s, now
    await session.flush()
    return frozenset(row.parts_done)


async def tell_progress(session: AsyncSession, call_id: str, *, heard_s: float, now: datetime) -> None:
    """So much has been listened to; never less than was told before."""
    row = TranscriptRow
    await session.execute(
        update(row)
        .where(row.call_id == call_id, row.state == TranscriptState.WORKING, row.heard_s < heard_s)
        .values(heard_s=heard_s, changed_at=now)
    )


async def is_withheld(session: AsyncSession, recording_id: str) -> bool:
    """Whether it may not be written down any more: it is not kept, or somebody has taken their consent back."""
    kept = select(RecordingRow.call_id).where(
        RecordingRow.id == recording_id, RecordingRow.state == RecordingState.STOPPED
    )
    call_id = await session.scalar(kept)
    call = await load_call(session, call_id) if call_id is not None else None
    return call is None or not transcript_of(call, recording_id)


async def store_track(
    session: AsyncSession, call_id: str, track: Track, said: Sequence[Utterance], *, missing: str | None, now: datetime
) -> bool:
    """What was said in this track, or the code of why nothing is known of it; False: it may not be kept any more."""
    kept = select(RecordingRow.id).where(
        RecordingRow.id == track.recording_id, RecordingRow.state == RecordingState.STOPPED
    )
    held = await session.scalar(kept.with_for_update())
    call = await load_call(session, call_id)
    if held is None or call is None or not transcript_of(call, track.recording_id):
        return False
    await session.execute(delete(UtteranceRow).where(UtteranceRow.part_id == track.part_id))
    session.add_all(_row(call_id, track, one) for one in said)
    row = await session.get_one(TranscriptRow, call_id)
    row.parts_done = [*(part for part in row.parts_done if part != track.part_id), track.part_id]
    if missing is not None:
        told = {"part_id": track.part_id, "participant_id": track.participant_id, "why": missing}
        row.missing = [*(one for one in row.missing if one["part_id"] != track.part_id), told]
    row.changed_at = now
    await index_call(session, call_id)
    return True


async def finish_transcript(session: AsyncSession, call_id: str, *, now: datetime) -> None:
    """Every track has been listened to. Without a word: nobody spoke, or nothing could be made out of any track."""
    row = await session.get_one(TranscriptRow, call_id)
    said = await session.scalar(select(func.count()).select_from(UtteranceRow).where(UtteranceRow.call_id == call_id))
    row.heard_s, row.changed_at, row.error = row.total_s, now, None
    if said:
        row.state, row.reason = TranscriptState.MADE, None
        await _have_drafted_anew(session, call_id, now=now)
    elif row.parts_done and len(row.missing) == len(row.parts_done):
        row.state, row.reason = TranscriptState.NONE, NoTranscript.ENGINE_FAILED
        row.error = str(row.missing[0]["why"])
    else:
        row.state, row.reason = TranscriptState.NONE, NoTranscript.NO_SPEECH


async def _have_drafted_anew(session: AsyncSession, call_id: str, *, now: datetime) -> None:
    """The summary takes in what was said; once for each time it was written down."""
    key = f"{call_id}:{now.isoformat()}"
    await enqueue_job(session, kind="redraft_summary", key=key, payload={"call_id": call_id}, run_at=now)


async def settle_without(
    session: AsyncSession, call_id: str, reason: NoTranscript, *, error: str | None = None, now: datetime
) -> None:
    """There is none, or with `waiting_for_model` none yet, and why."""
    waits = reason is NoTranscript.WAITING_FOR_MODEL
    row = TranscriptRow
    await session.execute(
        update(row)
        .where(row.call_id == call_id)
        .values(
            state=TranscriptState.WAITING if waits else TranscriptState.NONE, reason=reason, error=error,
            changed_at=now,
        )
    )  # fmt: skip


async def forget_transcripts(
    session: AsyncSession, *these: ColumnElement[bool], because: NoTranscript | None, now: datetime
) -> None:
    """What was said in these recordings is nowhere from this commit on. `because` None: as if it had never been."""
    doomed = (
        await session.execute(select(RecordingRow.id, RecordingRow.call_id).where(*these).with_for_update())
    ).all()
    parts = select(PartRow.id).where(PartRow.recording_id.in_([recording_id for recording_id, _ in doomed]))
    if because is not None:  # on its last day a recording goes, and what was made of it stays
        await _forget_words(session, parts)
    await session.execute(delete(UtteranceRow).where(UtteranceRow.part_id.in_(parts)))
    for call_id in sorted({call_id for _, call_id in doomed}):
        row = await session.get(TranscriptRow, call_id, populate_existing=True)
        if row is None:
            continue
        left = await session.scalar(select(UtteranceRow.id).where(UtteranceRow.call_id == call_id).limit(1))
        if left is None and because is None:
            await session.delete(row)
        elif left is None:
            row.state, row.reason, row.error, row.changed_at = TranscriptState.NONE, because, None, now
        await index_call(session, call_id)


async def _forget_words(session: AsyncSession, parts: Select[str]) -> None:
    """Of the summaries that quote them."""
    doomed: dict[str, list[str]] = {}
    said = select(UtteranceRow.call_id, UtteranceRow.id).where(UtteranceRow.part_id.in_(parts))
    for call_id, utterance_id in await session.execute(said):
        doomed.setdefault(call_id, []).append(utterance_id)
    for call_id, utterance_ids in sorted(doomed.items()):
        await forget_quotations(session, call_id, utterance_ids)


def _row(call_id: str, track: Track, said: Utterance) -> UtteranceRow:
    columns: dict[str, Any] = {
        "call_id": call_id, "part_id": track.part_id, "participant_id": track.participant_id,
        "at": track.began_at + timedelta(seconds=said.start_s),
    }  # fmt: skip
    return UtteranceRow(
        **columns, start_s=said.start_s, end_s=said.end_s, language=said.language, confidence=said.confidence,
        text=said.text,
    )  # fmt: skip

"""The transcript of a call as it stands, with the stretches that were not recorded. Reads only."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from records.call_log import list_parts
from records.tables import ParticipantRow, PartRow, TranscriptRow, UtteranceRow
from records.transcript_record import (
    MissingRecord,
    SpeakerRecord,
    StretchRecord,
    TranscriptRecord,
    UtteranceRecord,
)
from signaling.protocol.words import PartState

ROUGH = frozenset({"pocketsphinx"})
"""Engines whose words are good for a first look only, and are never shown without that being said."""
_WORTH_TELLING_S = 0.5


async def read_transcript(session: AsyncSession, call_id: str) -> TranscriptRecord | None:
    """None when nothing of this call was recorded, or all of it is gone."""
    row = await session.get(TranscriptRow, call_id)
    if row is None:
        return None
    said = await session.scalars(
        select(UtteranceRow).where(UtteranceRow.call_id == call_id).order_by(UtteranceRow.at, UtteranceRow.id)
    )
    people = await session.scalars(
        select(ParticipantRow).where(ParticipantRow.call_id == call_id).order_by(ParticipantRow.role, ParticipantRow.id)
    )
    parts = [part for part in await list_parts(session, call_id) if part.state is not PartState.DISCARDED]
    return TranscriptRecord(
        call_id=call_id, state=row.state, reason=row.reason, error=row.error, engine=row.engine, model=row.model,
        rough=row.engine in ROUGH, heard_s=row.heard_s, total_s=row.total_s, changed_at=row.changed_at,
        speakers=tuple(SpeakerRecord(participant_id=one.id, role=one.role, name=one.name) for one in people),
        utterances=tuple(UtteranceRecord.model_validate(one) for one in said),
        stretches=(*_stretches(parts, row.parts_done), *_between(parts, row.parts_done)),
        missing=tuple(MissingRecord.model_validate(one) for one in row.missing),
    )  # fmt: skip


def _stretches(parts: Sequence[PartRow], done: Collection[str]) -> Iterator[StretchRecord]:
    """Within the parts that have been listened to."""
    for part in parts:
        if part.id not in done:
            continue
        for gap in part.gaps or ():
            seconds = gap["to_s"] - gap["from_s"]
            if gap["why"] in ("lost", "paused") and seconds >= _WORTH_TELLING_S:
                yield StretchRecord(
                    participant_id=part.participant_id, part_id=part.id,
                    at=_began(part) + timedelta(seconds=gap["from_s"]), seconds=seconds, why=gap["why"],
                )  # fmt: skip


def _between(parts: Sequence[PartRow], done: Collection[str]) -> Iterator[StretchRecord]:
    """From one part of a voice to its next, in the same recording: it had no line to the recorder, or its line ended in
    a pause, which is one until anybody is heard again.
    """
    for one, following in pairwise(part for part in parts if part.seconds > 0):
        same = (one.recording_id, one.participant_id) == (following.recording_id, following.participant_id)
        if not same or following.id not in done:
            continue
        ended, begins = _began(one) + timedelta(seconds=one.seconds), _began(following)
        paused = _pause_at_end(one)
        over = min((each for each in _heard_again(parts, one.recording_id) if paused and each > paused), default=ended)
        for at, until, why in ((ended, min(over, begins), "paused"), (over, begins, "away")):
            seconds = (until - at).total_seconds()
            if seconds >= _WORTH_TELLING_S:
                yield StretchRecord(
                    participant_id=following.participant_id, part_id=following.id, at=at, seconds=seconds, why=why
                )


def _pause_at_end(part: PartRow) -> datetime | None:
    """When the pause began in which its leg ended: one without length."""
    began = (gap["from_s"] for gap in part.gaps or () if gap["why"] == "paused" and gap["from_s"] == gap["to_s"])
    return next((_began(part) + timedelta(seconds=from_s) for from_s in began), None)


def _heard_again(parts: Sequence[PartRow], recording_id: str) -> Iterator[datetime]:
    """When somebody of this recording is recorded who was not before, as far as it ends a pause."""
    for part in parts:
        if part.recording_id == recording_id and part.seconds > 0:
            yield _began(part)
            for gap in part.gaps or ():
                if gap["why"] == "paused" and gap["from_s"] < gap["to_s"]:
                    yield _began(part) + timedelta(seconds=gap["to_s"])


def _began(part: PartRow) -> datetime:
    return part.epoch or part.opened_at

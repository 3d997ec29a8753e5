"""The transcript of a call as it stands, with the stretches that were not recorded. Reads only."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

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

_ROUGH = frozenset({"pocketsphinx"})
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
    heard = [part for part in await list_parts(session, call_id) if part.id in row.parts_done]
    return TranscriptRecord(
        call_id=call_id, state=row.state, reason=row.reason, error=row.error, engine=row.engine, model=row.model,
        rough=row.engine in _ROUGH, heard_s=row.heard_s, total_s=row.total_s, changed_at=row.changed_at,
        speakers=tuple(SpeakerRecord(participant_id=one.id, role=one.role, name=one.name) for one in people),
        utterances=tuple(UtteranceRecord.model_validate(one) for one in said), stretches=tuple(_stretches(heard)),
        missing=tuple(MissingRecord.model_validate(one) for one in row.missing),
    )  # fmt: skip


def _stretches(parts: Sequence[PartRow]) -> Iterator[StretchRecord]:
    for part in parts:
        if part.state is PartState.DISCARDED:
            continue
        began = part.epoch or part.opened_at
        for gap in part.gaps or ():
            seconds = gap["to_s"] - gap["from_s"]
            if gap["why"] in ("lost", "paused") and seconds >= _WORTH_TELLING_S:
                yield StretchRecord(
                    participant_id=part.participant_id, part_id=part.id,
                    at=began + timedelta(seconds=gap["from_s"]), seconds=seconds, why=gap["why"],
                )  # fmt: skip

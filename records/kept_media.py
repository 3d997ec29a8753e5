"""What is truly kept of whom in a recording: read from its finished files, not from what was agreed to."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from records.tables import ParticipantRow, PartRow, RecordingRow
from signaling.protocol.words import Medium, PartState, RecordingState

KeptOf = tuple[ParticipantRow, tuple[Medium, ...]]
"""A person, and what there is of them."""


def media_in(part: PartRow) -> tuple[Medium, ...]:
    """A leg always brings sound; the size of a picture is known where one is in the file, and nowhere else."""
    return (Medium.SOUND, Medium.PICTURE) if part.sizes else (Medium.SOUND,)


def is_kept() -> tuple[ColumnElement[bool], ...]:
    """Of a part, beside its recording: it has ended, and can be played."""
    ended = PartRow.state.in_((PartState.COMPLETE, PartState.PARTIAL))
    return (RecordingRow.state == RecordingState.STOPPED, ended, PartRow.bytes_written > 0)


async def list_kept(session: AsyncSession, recording_id: str) -> Sequence[KeptOf]:
    """Everybody of whom something is kept of this recording, who came first first."""
    rows = await session.execute(
        select(PartRow, ParticipantRow)
        .join(RecordingRow, RecordingRow.id == PartRow.recording_id)
        .join(ParticipantRow, ParticipantRow.id == PartRow.participant_id)
        .where(PartRow.recording_id == recording_id, *is_kept())
        .order_by(PartRow.opened_at, PartRow.number)
    )
    people: dict[str, ParticipantRow] = {}
    media: dict[str, set[Medium]] = {}
    for part, person in rows:
        people[person.id] = person
        media.setdefault(person.id, set()).update(media_in(part))
    return [(people[of], _in_order(found)) for of, found in media.items()]


async def is_being_finished(session: AsyncSession, recording_id: str) -> bool:
    """Whether what is kept of it may still become more."""
    writing = select(PartRow.id).where(PartRow.recording_id == recording_id, PartRow.state == PartState.WRITING)
    return await session.scalar(writing.limit(1)) is not None


def _in_order(media: Collection[Medium]) -> tuple[Medium, ...]:
    return tuple(medium for medium in Medium if medium in media)

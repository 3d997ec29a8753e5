"""The one file of each recording, as rows: what it is to be made of, what came of it, where it lies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from records.jobs import enqueue_job
from records.tables import FilePlace, FileState, JobRow, ParticipantRow, PartRow, RecordingFileRow, RecordingRow
from signaling.protocol.words import PartState, RecordingState, Role

BIND, MOVE, REMOVE = "bind_recording", "move_recording", "remove_recording"
"""The kinds of the jobs that see to it; their key is the recording's id."""
BINDING, KEEPING = "binding", "keeping"
"""Their lanes: files are made while others are being sent away, or cannot be."""

_AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
_PLAYED = (FileState.READY, FileState.PARTIAL)


@dataclass(frozen=True, slots=True)
class PartToMix:
    """A finished part: whose, where it is heard, when its second 0 was. `flaw`: why it is not whole; None: it is."""

    participant_id: str
    number: int
    side: Literal["left", "right"]
    epoch: datetime
    seconds: float
    gaps: tuple[tuple[float, float, str], ...]
    flaw: str | None


async def expect_file(session: AsyncSession, recording_id: str, *, now: datetime) -> None:
    """All parts have ended: from now on there is a row for their file, and somebody who makes it."""
    if await session.get(RecordingFileRow, recording_id) is None:
        session.add(
            RecordingFileRow(
                recording_id=recording_id, state=FileState.WAITING, reasons=[], seconds=0.0, bytes_written=0,
                place=FilePlace.FOLDER,
            )
        )  # fmt: skip
        await session.flush()
    await enqueue_job(session, kind=BIND, key=recording_id, payload={}, run_at=now, lane=BINDING)


async def parts_to_mix(session: AsyncSession, recording_id: str) -> tuple[PartToMix, ...]:
    """Whatever was written of it: staff on the left, the customer on the right."""
    row = PartRow
    found = await session.execute(
        select(row, ParticipantRow.role)
        .join(ParticipantRow, ParticipantRow.id == row.participant_id)
        .where(row.recording_id == recording_id, row.state.in_((PartState.COMPLETE, PartState.PARTIAL)))
        .where(row.bytes_written > 0, row.seconds > 0)
        .order_by(row.participant_id, row.number)
    )
    return tuple(_to_mix(part, role) for part, role in found)


def _to_mix(part: PartRow, role: Role) -> PartToMix:
    """A recorder that could not say when the first packet came leaves the time of its ticket: a moment too early."""
    flaw = part.reason or "partial" if part.state is PartState.PARTIAL else None
    return PartToMix(
        part.participant_id, part.number, "right" if role is Role.CUSTOMER else "left", part.epoch or part.opened_at,
        part.seconds, tuple((gap["from_s"], gap["to_s"], gap["why"]) for gap in part.gaps or ()),
        flaw if part.epoch else flaw or "time_unknown",
    )  # fmt: skip


async def flaws_of(session: AsyncSession, recording_id: str) -> list[str]:
    """Why parts of it are not whole, also those of which nothing was kept; each reason once."""
    row = PartRow
    found = await session.scalars(
        select(row.reason).where(row.recording_id == recording_id, row.state == PartState.PARTIAL).distinct()
    )
    return sorted(reason or "partial" for reason in found)


async def lock_recording(session: AsyncSession, recording_id: str) -> RecordingRow:
    """Nobody discards it until this transaction has ended, or somebody has: look at its state."""
    return (await session.scalars(select(RecordingRow).where(RecordingRow.id == recording_id).with_for_update())).one()


async def is_discarded(session: AsyncSession, recording_id: str) -> bool:
    """Whether it must not be there any more."""
    state = await session.scalar(select(RecordingRow.state).where(RecordingRow.id == recording_id))
    return state in (None, RecordingState.DISCARDED)


async def change_file(session: AsyncSession, recording_id: str, **values: Any) -> None:  # noqa: ANN401 (columns of the row)
    """Keep what came of it."""
    row = RecordingFileRow
    await session.execute(update(row).where(row.recording_id == recording_id).values(**values))


async def forget_files(session: AsyncSession, recording_ids: Sequence[str]) -> None:
    """These are being discarded: their files are removed wherever they lie, however often that has to be tried."""
    row = RecordingFileRow
    there = await session.scalars(select(row.recording_id).where(row.recording_id.in_(recording_ids)))
    for recording_id in there.all():
        await enqueue_job(session, kind=REMOVE, key=recording_id, payload={}, run_at=_AT_ONCE, lane=KEEPING)


async def remove_again(session: AsyncSession, recording_id: str) -> None:
    """Something of what was discarded is there after all. Who is about to say that all is gone is not heard."""
    await enqueue_job(session, kind=REMOVE, key=recording_id, payload={}, run_at=_AT_ONCE, lane=KEEPING)
    job = JobRow
    await session.execute(
        update(job)
        .where(job.kind == REMOVE, job.key == recording_id)
        .values(done_at=None, failed_at=None, leased_until=None, lease_number=job.lease_number + 1, run_at=_AT_ONCE)
    )
    await change_file(session, recording_id, state=FileState.WAITING)


async def list_files(session: AsyncSession, call_id: str) -> Sequence[RecordingFileRow]:
    """Of every recording of this call that has ended, in order; of discarded ones too."""
    rows = await session.scalars(
        select(RecordingFileRow)
        .join(RecordingRow, RecordingRow.id == RecordingFileRow.recording_id)
        .where(RecordingRow.call_id == call_id)
        .order_by(RecordingRow.opened_at, RecordingRow.id)
    )
    return rows.all()


async def find_playable_file(session: AsyncSession, call_id: str, recording_id: str | None) -> RecordingFileRow | None:
    """This one of the call, or its first, if it is there and has not been discarded."""
    row = RecordingFileRow
    query = (
        select(row)
        .join(RecordingRow, RecordingRow.id == row.recording_id)
        .where(RecordingRow.call_id == call_id, RecordingRow.state != RecordingState.DISCARDED, row.state.in_(_PLAYED))
        .order_by(RecordingRow.opened_at, RecordingRow.id)
        .limit(1)
    )
    found: RecordingFileRow | None = await session.scalar(
        query if recording_id is None else query.where(row.recording_id == recording_id)
    )
    return found

"""What the recorder asks and reports, answered from SQL; its ports, implemented without knowing it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, select, update

from records.credentials import hashed
from records.database import Database
from records.tables import LegTicketRow, PartRow, RecordingRow, new_id
from signaling.protocol.words import PartState, RecordingState

Standing = Literal["open", "stopped", "discarded"]
PartEnd = Literal["complete", "partial", "discarded"]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a used ticket allows: one leg, one part."""

    recording_id: str
    participant_id: str
    part_id: str
    part_number: int


class RecorderRecords:
    """The rows behind tickets, standing and parts. `refusal` makes the error for a ticket that opens nothing."""

    def __init__(self, database: Database, *, clock: Callable[[], datetime], refusal: Callable[[], Exception]) -> None:
        self._database = database
        self._clock = clock
        self._refusal = refusal

    async def claim(self, ticket: str) -> Claim:
        """Use up a ticket and write its part's row, in one transaction. Two who come with it: one gets in."""
        now, row = self._clock(), LegTicketRow
        open_recordings = select(RecordingRow.id).where(RecordingRow.state == RecordingState.OPEN)
        async with self._database.transaction() as session:
            claimed = await session.execute(
                update(row)
                .where(row.sha256 == hashed(ticket), row.claimed_at.is_(None), row.expires_at > now)
                .where(row.recording_id.in_(open_recordings))
                .values(claimed_at=now)
                .returning(row.recording_id, row.participant_id, row.part_number)
            )
            found = claimed.first()
            if found is None:
                raise self._refusal()
            claim = Claim(found.recording_id, found.participant_id, new_id(), found.part_number)
            session.add(
                PartRow(
                    id=claim.part_id, recording_id=claim.recording_id, participant_id=claim.participant_id,
                    number=claim.part_number, state=PartState.WRITING, bytes_written=0, seconds=0.0, opened_at=now,
                )
            )  # fmt: skip
        return claim

    async def standing(self, recording_ids: Collection[str]) -> Mapping[str, Standing]:
        """How these recordings stand in this moment; one that is not known is not in the answer."""
        row = RecordingRow
        async with self._database.reading() as session:
            found = await session.execute(select(row.id, row.state).where(row.id.in_(recording_ids)))
            return {recording_id: state.value for recording_id, state in found}

    async def opened(self, part_id: str, *, epoch: datetime) -> None:
        """Second 0 of the file lies at `epoch`."""
        await self._change(part_id, epoch=epoch)

    async def progress(self, part_id: str, *, bytes_written: int, seconds: float) -> None:
        """This much has reached the disk; no news of a part that has ended meanwhile."""
        still = PartRow.state == PartState.WRITING
        await self._change(part_id, still, bytes_written=bytes_written, seconds=seconds)

    async def ended(
        self, part_id: str, *, end: PartEnd, reason: str, bytes_written: int, seconds: float, sha256: str | None
    ) -> None:
        """The file is closed, or gone."""
        await self._change(
            part_id, state=PartState(end), reason=reason, bytes_written=bytes_written, seconds=seconds, sha256=sha256,
            ended_at=self._clock(),
        )  # fmt: skip

    async def unfinished(self) -> Sequence[Claim]:
        """Parts whose rows say that they are being written."""
        async with self._database.reading() as session:
            rows = await session.scalars(select(PartRow).where(PartRow.state == PartState.WRITING))
            return [_claim(row) for row in rows]

    async def to_discard(self) -> Sequence[Claim]:
        """Parts of discarded recordings that are neither gone nor still being written by a leg."""
        lies = (PartState.COMPLETE, PartState.PARTIAL)
        async with self._database.reading() as session:
            rows = await session.scalars(
                select(PartRow)
                .join(RecordingRow, RecordingRow.id == PartRow.recording_id)
                .where(RecordingRow.state == RecordingState.DISCARDED, PartRow.state.in_(lies))
            )
            return [_claim(row) for row in rows]

    async def _change(self, part_id: str, *only_if: ColumnElement[bool], **values: object) -> None:
        async with self._database.transaction() as session:
            await session.execute(update(PartRow).where(PartRow.id == part_id, *only_if).values(**values))


def _claim(row: PartRow) -> Claim:
    return Claim(row.recording_id, row.participant_id, row.id, row.number)

"""What the recorder asks and reports, answered from SQL; its ports, implemented without knowing it."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from records.credentials import hashed
from records.database import Database
from records.media_workers import orphaned, other_workers, retire_workers, standing, take_parts
from records.recorder_ports import Claim, Ending, Grant, Key, Progress, Standing
from records.recording_keys import LockedKey, find_key, keep_key
from records.tables import LegTicketRow, PartRow, RecordingRow, core, new_id
from signaling.protocol.words import PartState, RecordingState

Gone = Callable[[Collection[int]], Awaitable[Collection[int]]]


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes: the number of this worker's life. `gone` finds those of the others that are silent for too long, and
    `given_up` makes the error for one that was given up itself.
    """

    number: int
    gone: Gone
    given_up: Callable[[], Exception]


class RecorderRecords:
    """The rows behind tickets, standing, parts and keys. `refusal` makes the error for a ticket that opens nothing.
    Without a `writer` nothing is checked: for who only reads, and for tests of one recorder.
    """

    def __init__(
        self,
        database: Database,
        *,
        clock: Callable[[], datetime],
        refusal: Callable[[], Exception],
        writer: Writer | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._refusal = refusal
        self._writer = writer
        self._holds: dict[str, int] = {}
        """How often each recording had been held when it was last asked about."""

    async def claim(self, ticket: str) -> Claim:
        """Use up a ticket and write its part's row, in one transaction. Two who come with it: one gets in."""
        now, row = self._clock(), LegTicketRow
        open_recordings = select(RecordingRow.id).where(
            RecordingRow.state == RecordingState.OPEN, RecordingRow.asked_again_at.is_(None)
        )
        async with self._database.transaction() as session:
            await self._check(session, hold=True)
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
            number = max(found.part_number, await _next_number(session, found.recording_id, found.participant_id))
            stands = RecordingRow.picture & RecordingRow.picture_ended_at.is_(None)
            picture = await session.scalar(select(stands).where(RecordingRow.id == found.recording_id))
            claim = Claim(found.recording_id, found.participant_id, new_id(), number, picture=bool(picture))
            session.add(self._new_part(claim, now))
        return claim

    async def give_back(self, ticket: str, grant: Grant) -> None:
        """The ticket is good again, and its part was never there."""
        async with self._database.transaction() as session:
            await self._check(session, hold=True)
            await session.execute(delete(PartRow).where(PartRow.id == grant.part_id))
            row = LegTicketRow
            await session.execute(update(row).where(row.sha256 == hashed(ticket)).values(claimed_at=None))

    async def follow(self, part_id: str) -> Claim:
        """The part that comes after this one in the same leg; its row says that it is written."""
        async with self._database.transaction() as session:
            await self._check(session, hold=True)
            row = await session.get_one(PartRow, part_id)
            number = await _next_number(session, row.recording_id, row.participant_id)
            claim = Claim(row.recording_id, row.participant_id, new_id(), number)
            session.add(self._new_part(claim, self._clock()))
        return claim

    async def standing(self, recording_ids: Collection[str]) -> Mapping[str, Standing]:
        """How these recordings stand in this moment; one that is not known is not in the answer. A pause or a question
        that was over before anybody looked is told once: what came since the last answer may lie in it.
        """
        row = RecordingRow
        async with self._database.reading() as session:
            waits = or_(row.paused_at.is_not(None), row.asked_again_at.is_not(None))
            ended = row.picture_ended_at.is_not(None)
            found = (
                await session.execute(
                    select(row.id, row.state, waits, ended, row.holds).where(row.id.in_(recording_ids))
                )
            ).all()
            await self._check(session)
        before, self._holds = self._holds, {recording_id: holds for recording_id, *_, holds in found}
        return {
            recording_id: _standing(
                state, waiting=waiting or before.get(recording_id, holds) != holds, picture_ended=ended
            )
            for recording_id, state, waiting, ended, holds in found
        }

    async def opened(self, part_id: str, *, epoch: datetime) -> None:
        """Second 0 of the file lies at `epoch`."""
        await self._change(part_id, epoch=epoch)

    async def progress(self, grown: Sequence[Progress]) -> None:
        """This much of each has reached the disk; no news of a part that has ended meanwhile."""
        async with self._database.transaction() as session:
            await session.execute(
                _PROGRESS,
                [{"of": one.part_id, "bytes_written": one.bytes_written, "seconds": one.seconds} for one in grown],
            )

    async def ended(self, part_id: str, ending: Ending) -> None:
        """The file is closed, or gone. Of a part that others have taken only that it is gone: anything else raises the
        error of one that was given up, for whoever takes it for heard lets go of what they read.

        Who comes too late, and has seen nothing of it, takes nothing back of what is known.
        """
        only: list[ColumnElement[bool]] = []
        if ending.end != "discarded":
            only += [PartRow.worker == self._number] if self._writer is not None else []
            only += [PartRow.sha256.is_(None)] if ending.sha256 is None else []
        values = {"state": PartState(ending.end), "reason": ending.reason, "ended_at": self._clock(), **_found(ending)}
        async with self._database.transaction() as session:
            if ending.end != "discarded":
                await self._check(session, hold=True)
            if ending.earlier_s:  # moved while it is written, and not again when the end is told again
                writing = (PartRow.id == part_id, PartRow.state == PartState.WRITING)
                epoch = await session.scalar(select(PartRow.epoch).where(*writing).with_for_update())
                if epoch is not None:
                    values["epoch"] = epoch - timedelta(seconds=ending.earlier_s)
            await session.execute(update(PartRow).where(PartRow.id == part_id, *only).values(**values))

    async def untold(self, recording_id: str, participant_id: str, number: int) -> Claim | None:
        """This part, if it has ended and nobody could tell what is in it."""
        row = PartRow
        this = (row.recording_id == recording_id, row.participant_id == participant_id, row.number == number)
        async with self._database.reading() as session:
            found = await session.scalar(select(row).where(*this, *_UNTOLD))
            return None if found is None else _claim(found)

    async def found(self, part_id: str, ending: Ending) -> None:
        """What is in it after all. As what it ended, and why, stays."""
        async with self._database.transaction() as session:
            await self._check(session, hold=True)
            row = await session.scalar(select(PartRow).where(PartRow.id == part_id, *_UNTOLD).with_for_update())
            if row is None:
                return
            values = _found(ending)
            if row.epoch is not None:
                values["epoch"] = row.epoch - timedelta(seconds=ending.earlier_s)
            await session.execute(update(PartRow).where(PartRow.id == part_id).values(**values))

    async def find_key(self, recording_id: str) -> LockedKey | None:
        """The key this recording has."""
        return await find_key(self._database, recording_id)

    async def keep_key(self, recording_id: str, key: Key) -> LockedKey | None:
        """Keep a recording's first key. What it has then; None when it is discarded."""
        kept = LockedKey(key.master, key.locked)
        return await keep_key(self._database, recording_id, kept, now=self._clock())

    async def unfinished(self) -> Sequence[Claim]:
        """Parts of workers that are dead, or have been silent for too long: taken by us now, and told once."""
        if self._writer is None:
            return await self.being_written()
        async with self._database.reading() as session:
            await self._check(session)
            others = await other_workers(session, self._writer.number)
            left = await orphaned(session)
        gone = await self._writer.gone(others)
        if not gone and not left:
            return []
        async with self._database.transaction() as session:
            await self._check(session, hold=True)
            await retire_workers(session, gone, now=self._clock())
            return [_claim(row) for row in await take_parts(session, self._writer.number)]

    async def being_written(self) -> Sequence[Claim]:
        """Parts whose rows say that they are being written."""
        async with self._database.reading() as session:
            rows = await session.scalars(select(PartRow).where(PartRow.state == PartState.WRITING))
            return [_claim(row) for row in rows]

    async def superseded(self, part_ids: Collection[str]) -> Collection[str]:
        """Those of them whose voice has a later part."""
        row, later = PartRow, aliased(PartRow)
        same = (later.recording_id == row.recording_id, later.participant_id == row.participant_id)
        async with self._database.reading() as session:
            found = await session.scalars(
                select(row.id).where(row.id.in_(part_ids), exists().where(*same, later.number > row.number))
            )
            return set(found)

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

    @property
    def _number(self) -> int | None:
        return self._writer.number if self._writer else None

    def _new_part(self, claim: Claim, now: datetime) -> PartRow:
        return PartRow(
            id=claim.part_id, recording_id=claim.recording_id, participant_id=claim.participant_id,
            number=claim.part_number, state=PartState.WRITING, bytes_written=0, seconds=0.0, opened_at=now,
            worker=self._number,
        )  # fmt: skip

    async def _check(self, session: AsyncSession, *, hold: bool = False) -> None:
        if self._writer is not None and not await standing(session, self._writer.number, hold=hold):
            raise self._writer.given_up()

    async def _change(self, part_id: str, *only_if: ColumnElement[bool], **values: object) -> None:
        async with self._database.transaction() as session:
            await session.execute(update(PartRow).where(PartRow.id == part_id, *only_if).values(**values))


async def recording_of(session: AsyncSession, ticket: str) -> str | None:
    """Which recording a ticket is for, used or not; None when there is no such ticket."""
    row = LegTicketRow
    return await session.scalar(select(row.recording_id).where(row.sha256 == hashed(ticket)))


_PART = core(PartRow)
_PROGRESS = (
    update(_PART)
    .where(_PART.c.id == bindparam("of"), _PART.c.state == PartState.WRITING)
    .values(bytes_written=bindparam("bytes_written"), seconds=bindparam("seconds"))
)


_UNTOLD = (
    PartRow.state == PartState.PARTIAL,
    PartRow.sha256.is_(None),
    PartRow.recording_id.in_(select(RecordingRow.id).where(RecordingRow.state != RecordingState.DISCARDED)),
)


def _found(ending: Ending) -> dict[str, object]:
    """The columns that say what is in a part."""
    sizes = [{"from_s": start, "width": width, "height": height} for start, width, height in ending.sizes]
    return {
        "bytes_written": ending.bytes_written, "seconds": ending.seconds, "sha256": ending.sha256,
        "sizes": sizes or None, "media_type": ending.media_type,
        "gaps": [{"from_s": start, "to_s": end, "why": why} for start, end, why in ending.gaps],
    }  # fmt: skip


async def _next_number(session: AsyncSession, recording_id: str, participant_id: str) -> int:
    """One more than this person's parts have so far. Others of the recording wait: numbers are names of files."""
    recording, part = RecordingRow, PartRow
    await session.execute(select(recording.id).where(recording.id == recording_id).with_for_update())
    theirs = (part.recording_id == recording_id, part.participant_id == participant_id)
    return (await session.scalar(select(func.max(part.number)).where(*theirs)) or 0) + 1


def _claim(row: PartRow) -> Claim:
    return Claim(row.recording_id, row.participant_id, row.id, row.number)


def _standing(state: RecordingState, *, waiting: bool, picture_ended: bool) -> Standing:
    if state is not RecordingState.OPEN:
        return "discarded" if state is RecordingState.DISCARDED else "stopped"
    if waiting:
        return "paused"
    return "sound" if picture_ended else "open"

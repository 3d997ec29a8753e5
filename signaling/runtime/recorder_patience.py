"""Gives a recording up of which nothing reaches the disk for too long: whoever agreed to it is told, not left waiting.

It counts only while everybody is there and nobody wishes a pause: then it is the recorder that is missing.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import structlog
from sqlalchemy import Select, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from lifetime import pause, still_wanted
from records.database import Database
from records.tables import ParticipantRow, PartRow, RecordingRow
from signaling.domain import events as e
from signaling.protocol.errors import SignalError
from signaling.protocol.words import PartState, RecordingState, WhyNotRecorded
from signaling.runtime.announce import Announcer
from signaling.runtime.rooms import Rooms

_LOOK_S = 1.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Unwritten:
    recording_id: str
    call_id: str


class RecorderPatience:
    """One for each node; of several that lose patience at once, the first one counts."""

    def __init__(
        self, database: Database, announcer: Announcer, rooms: Rooms, *, patience_s: float, records: Callable[[], bool]
    ) -> None:  # fmt: skip
        self._records = records
        self._database = database
        self._announcer = announcer
        self._rooms = rooms
        self._patience_s = patience_s
        self._since: dict[_Unwritten, float] = {}

    async def run(self) -> None:
        """Until cancelled."""
        while still_wanted():
            try:
                if self._since or self._records():
                    await self.look()
            except (SQLAlchemyError, OSError):
                log.exception("recorder_patience.look_failed")
            except Exception:  # the ladder of background tasks: what is wrong with one call must not end the node
                log.exception("recorder_patience.look_given_up")
            await pause(_LOOK_S)

    async def look(self) -> None:
        """Give up what has not been written for too long."""
        now = asyncio.get_running_loop().time()
        self._since = {one: self._since.get(one, now) for one in await self._unwritten()}
        for one, since in self._since.items():
            if now - since >= self._patience_s:
                await self._give_up(one)

    async def _give_up(self, one: _Unwritten) -> None:
        log.error("recorder_patience.gave_up", recording_id=one.recording_id)
        try:
            await self._rooms.happen(one.call_id, e.RecordingFailed(one.recording_id, WhyNotRecorded.RECORDER_AWAY))
        except SignalError as error:  # it has ended meanwhile
            log.info("recorder_patience.settled_already", code=error.code)

    async def _unwritten(self) -> list[_Unwritten]:
        """Open recordings that should grow, of everybody, and do not."""
        recording = RecordingRow
        wanted = select(recording.id, recording.call_id).where(
            recording.state == RecordingState.OPEN, recording.paused_at.is_(None), recording.asked_again_at.is_(None)
        )
        async with self._database.reading() as session:
            open_now = (await session.execute(wanted)).all()
            if not open_now:
                return []
            calls = [call_id for _, call_id in open_now]
            here = await _counted(session, _people_here(calls))
            away = await _counted(session, _people_away(calls))
            written = await _counted(session, self._voices_written([recording_id for recording_id, _ in open_now]))
        return [
            _Unwritten(recording_id, call_id)
            for recording_id, call_id in open_now
            if not away.get(call_id) and written.get(recording_id, 0) < here.get(call_id, 0)
        ]

    def _voices_written(self, recording_ids: list[str]) -> Select[str, int]:
        part = PartRow
        growing = (part.state == PartState.WRITING, part.bytes_written > 0, part.id.not_in(self._announcer.stalled))
        return (
            select(part.recording_id, func.count(part.participant_id.distinct()))
            .where(part.recording_id.in_(recording_ids), *growing)
            .group_by(part.recording_id)
        )


def _people_here(call_ids: list[str]) -> Select[str, int]:
    return _people(call_ids).where(ParticipantRow.page_id.is_not(None))


def _people_away(call_ids: list[str]) -> Select[str, int]:
    return _people(call_ids).where(ParticipantRow.page_id.is_(None))


def _people(call_ids: list[str]) -> Select[str, int]:
    person = ParticipantRow
    counted = select(person.call_id, func.count(person.id)).group_by(person.call_id)
    return counted.where(person.call_id.in_(call_ids), person.left_at.is_(None))


async def _counted(session: AsyncSession, rows: Select[str, int]) -> Mapping[str, int]:
    return {of: count for of, count in await session.execute(rows)}  # noqa: C416 (rows, not pairs)

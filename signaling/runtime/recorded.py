"""What the recorder writes into its rows is echoed to the pages: the red dot follows bytes, not wishes."""

import asyncio
from collections.abc import Callable, Mapping

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from lifetime import pause, still_wanted
from records.database import Database
from records.tables import PartRow, RecordingRow
from signaling.protocol.words import PartState, RecordingState
from signaling.runtime.announce import Announcer
from signaling.runtime.rooms import Rooms

_LOOK_S = 0.5
_SILENT_FOR_S = 1.5
"""A writer reports four times a second. One that is killed, hangs, or gets no more sound is found by its silence."""

log = structlog.get_logger()


class RecorderEcho:
    """Looks at the parts of open recordings, and refreshes a call whenever `writing` of one of them has changed."""

    def __init__(
        self, database: Database, announcer: Announcer, rooms: Rooms, *, records: Callable[[], bool]
    ) -> None:  # fmt: skip
        self._database = database
        self._records = records
        self._announcer = announcer
        self._rooms = rooms
        self._known: dict[str, frozenset[str]] = {}
        self._grown: dict[str, tuple[float, float]] = {}
        """For each part the seconds it had, and when we first saw it have them."""

    async def run(self) -> None:
        """Until cancelled."""
        while still_wanted():
            try:
                if self._known or self._records():
                    await self.look()
            except (SQLAlchemyError, OSError):
                log.exception("recorded.look_failed")
            except Exception:  # the ladder of background tasks: what is wrong with one call must not end the node
                log.exception("recorded.look_given_up")
            await pause(_LOOK_S)

    async def look(self) -> None:
        """Compare what is being written with what was, and announce the difference."""
        written = await self._written()
        for call_id in written.keys() | self._known.keys():
            if written.get(call_id) != self._known.get(call_id):
                call = await self._rooms.look(call_id)
                if call is not None:
                    await self._announcer.refresh(call)
        self._known = written

    async def _written(self) -> dict[str, frozenset[str]]:
        """Participants whose part is growing, by call; calls that record nothing are not in it."""
        part, recording = PartRow, RecordingRow
        growing = (
            select(recording.call_id, part.participant_id, part.id, part.seconds)
            .join(part, part.recording_id == recording.id)
            .where(recording.state == RecordingState.OPEN, part.state == PartState.WRITING, part.bytes_written > 0)
        )
        async with self._database.reading() as session:
            rows = (await session.execute(growing)).all()
        self._announcer.stalled = self._silent({part_id: seconds for _, _, part_id, seconds in rows})
        found: dict[str, frozenset[str]] = {}
        for call_id, participant_id, part_id, _ in rows:
            if part_id not in self._announcer.stalled:
                found[call_id] = found.get(call_id, frozenset()) | {participant_id}
        return found

    def _silent(self, seconds: Mapping[str, float]) -> frozenset[str]:
        now, before = asyncio.get_running_loop().time(), self._grown
        self._grown = {
            part_id: before[part_id] if part_id in before and before[part_id][0] == length else (length, now)
            for part_id, length in seconds.items()
        }
        return frozenset(part_id for part_id, (_, since) in self._grown.items() if now - since >= _SILENT_FOR_S)

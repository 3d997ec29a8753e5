"""What the recorder writes into its rows is echoed to the pages: the red dot follows bytes, not wishes."""

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
log = structlog.get_logger()


class RecorderEcho:
    """Looks at the parts of open recordings, and refreshes a call whenever `writing` of one of them has changed."""

    def __init__(self, database: Database, announcer: Announcer, rooms: Rooms) -> None:
        self._database = database
        self._announcer = announcer
        self._rooms = rooms
        self._known: dict[str, frozenset[str]] = {}

    async def run(self) -> None:
        """Until cancelled."""
        while still_wanted():
            try:
                await self.look()
            except (SQLAlchemyError, OSError):
                log.exception("recorded.look_failed")
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
            select(recording.call_id, part.participant_id)
            .join(part, part.recording_id == recording.id)
            .where(recording.state == RecordingState.OPEN, part.state == PartState.WRITING, part.bytes_written > 0)
        )
        found: dict[str, frozenset[str]] = {}
        async with self._database.reading() as session:
            for call_id, participant_id in await session.execute(growing):
                found[call_id] = found.get(call_id, frozenset()) | {participant_id}
        return found

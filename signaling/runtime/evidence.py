"""What an agent asks to be shown in a call, what the customer says to it, and which files came: told to both pages."""

from sqlalchemy.ext.asyncio import AsyncSession

from records.database import Database
from records.evidence import answer_request, ask_for_evidence, latest_request, list_of_call, settle_open
from records.statements import open_in_call
from signaling.cluster.call_log import EVERYBODY
from signaling.domain.call import TALKING
from signaling.protocol import incoming as m
from signaling.protocol.codec import encode
from signaling.protocol.errors import SignalError
from signaling.protocol.evidence import EvidenceFile, EvidenceRequest
from signaling.protocol.outgoing import Evidence
from signaling.protocol.words import ErrorCode
from signaling.runtime.ports import Bus, Clock
from signaling.runtime.rooms import Rooms
from signaling.runtime.seating import Occupant


class EvidenceDesk:
    """Keeps nothing; the files themselves are none of its business."""

    def __init__(self, database: Database, rooms: Rooms, bus: Bus, *, clock: Clock) -> None:
        self._database = database
        self._rooms = rooms
        self._bus = bus
        self._clock = clock

    async def hear(self, call_id: str, by: Occupant, message: m.Incoming) -> None:
        """Write it down and tell everybody. Raises SignalError with `not_in_this_state` when it does not fit."""
        async with self._rooms.beside(call_id, by) as (session, call):
            if call.state not in TALKING:
                raise SignalError(ErrorCode.NOT_IN_THIS_STATE, "Nobody is there to show anything.")
            if not await self._written(session, call_id, by.participant_id, message):
                raise SignalError(ErrorCode.NOT_IN_THIS_STATE, "This is not asked for, or not any more.")
        await self.tell(call_id)

    async def tell(self, call_id: str) -> None:
        """Both pages see how it stands."""
        self._bus.say(call_id, EVERYBODY, encode(await self.seen(call_id)))

    async def seen(self, call_id: str) -> Evidence:
        """How it stands."""
        async with self._database.reading() as session:
            asked = await latest_request(session, call_id)
            rows = await list_of_call(session, call_id)
            stated = await open_in_call(session, call_id)
        return Evidence(
            request=EvidenceRequest.model_validate(asked, from_attributes=True) if asked else None,
            files=tuple(EvidenceFile.model_validate(row, from_attributes=True) for row in rows),
            statement=stated.id if stated else None,
        )

    async def _written(self, session: AsyncSession, call_id: str, me: str, message: m.Incoming) -> bool:
        now = self._clock()
        match message:
            case m.RequestEvidence(what=what):
                return await ask_for_evidence(session, call_id, me, what, now=now)
            case m.CancelEvidence():
                return await settle_open(session, call_id, "withdrawn", now=now)
            case m.AnswerEvidence(request_id=request_id, answer=answer):
                return await answer_request(session, call_id, request_id, me, answer, now=now)
            case _:
                return False

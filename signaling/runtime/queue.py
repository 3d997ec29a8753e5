"""Pairing the queue: reads who waits and who is free, asks the rules, and lets the call ring. Any node may run it."""

from datetime import datetime, timedelta

import structlog
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from records.database import Database
from records.tables import AgentRow, CallRow, OfferRow, ParticipantRow, UserRow, new_id
from signaling.domain import events as e
from signaling.domain.call import Call, Participant
from signaling.domain.errors import Refused
from signaling.domain.matching import IdleAgent, WaitingCall, match
from signaling.protocol.errors import SignalError
from signaling.protocol.words import AgentState, CallMode, CallState, ErrorCode, Role
from signaling.runtime.ports import Clock
from signaling.runtime.rooms import Rooms

_REST = timedelta(seconds=60)
"""An agent who declined a call is not rung for it again before this. Who missed one is rung once they are back."""

log = structlog.get_logger()


class Queue:
    """Offers waiting calls, and settles the offers."""

    def __init__(self, database: Database, rooms: Rooms, *, clock: Clock, ring_timeout: timedelta) -> None:
        self._database = database
        self._rooms = rooms
        self._clock = clock
        self._ring_timeout = ring_timeout

    async def pair(self) -> int:
        """Offer what can be offered now; gives the number of calls that ring. Losing a race is no error."""
        async with self._database.reading() as session:
            pairings = match(await _waiting(session, self._clock()), await _idle(session))
        rung = 0
        for pairing in pairings:
            event = e.Offered(new_id(), pairing.user_id, self._clock() + self._ring_timeout)
            try:
                await self._rooms.happen(pairing.call_id, event)
                rung += 1
            except SignalError as error:
                log.info("queue.not_offered", call_id=pairing.call_id, user_id=pairing.user_id, code=error.code)
        return rung

    async def accept(self, offer_id: str, *, user_id: str) -> Call:
        """The agent takes it: one transaction. Raises `offer_gone` when it is not theirs or not any more."""
        offer = await self._open_offer(offer_id, user_id)
        async with self._database.reading() as session:
            user = await session.get_one(UserRow, user_id)
            agent = Participant(new_id(), Role.AGENT, user.name, user.languages[0], user_id=user_id)
        try:
            return await self._rooms.happen(offer.call_id, e.OfferAccepted(offer_id, agent))
        except SignalError as error:
            if error.code is ErrorCode.NOT_IN_THIS_STATE:
                raise _gone() from error
            raise

    async def decline(self, offer_id: str, *, user_id: str) -> None:
        """The agent does not take it; the customer keeps the place."""
        offer = await self._open_offer(offer_id, user_id)
        await self._rooms.happen(offer.call_id, e.OfferClosed(offer_id, "declined"))

    async def expire(self) -> None:
        """End the ringing of offers whose time is up, and of those whose agent has begun a call of their own."""
        async with self._database.reading() as session:
            over = (
                select(OfferRow, AgentRow.state)
                .join(AgentRow, AgentRow.user_id == OfferRow.user_id)
                .where(OfferRow.outcome.is_(None))
                .where(or_(OfferRow.expires_at <= self._clock(), AgentRow.state != AgentState.RINGING))
            )
            offers = (await session.execute(over)).all()
        for offer, state in offers:
            closed = e.OfferClosed(offer.id, "expired" if state is AgentState.RINGING else "withdrawn")
            try:
                await self._rooms.happen(offer.call_id, closed)
            except SignalError as error:
                log.info("queue.offer_settled_already", offer_id=offer.id, code=error.code)

    async def _open_offer(self, offer_id: str, user_id: str) -> OfferRow:
        async with self._database.reading() as session:
            offer = await session.get(OfferRow, offer_id)
        if offer is None or offer.user_id != user_id or offer.outcome is not None:
            raise _gone()
        return offer


def _gone() -> SignalError:
    return Refused(ErrorCode.OFFER_GONE, "This offer is gone.")


async def _waiting(session: AsyncSession, now: datetime) -> list[WaitingCall]:
    """Calls in the queue whose customer is present and has clicked."""
    person = ParticipantRow
    rows = await session.scalars(
        select(CallRow)
        .join(person, person.call_id == CallRow.id)
        .where(person.role == Role.CUSTOMER, person.page_id.is_not(None))
        .where(CallRow.mode == CallMode.QUEUE, CallRow.state == CallState.WAITING, CallRow.waiting_since.is_not(None))
    )
    resting = await _resting(session, now)
    return [
        WaitingCall(row.id, row.language, row.priority, row.waiting_since, resting.get(row.id, frozenset()))
        for row in rows
        if row.waiting_since is not None
    ]


async def _resting(session: AsyncSession, now: datetime) -> dict[str, frozenset[str]]:
    lately = select(OfferRow.call_id, OfferRow.user_id).where(
        OfferRow.outcome == "declined", OfferRow.closed_at > now - _REST
    )
    found: dict[str, frozenset[str]] = {}
    for call_id, user_id in await session.execute(lately):
        found[call_id] = found.get(call_id, frozenset()) | {user_id}
    return found


async def _idle(session: AsyncSession) -> list[IdleAgent]:
    rows = await session.execute(
        select(UserRow.id, UserRow.languages, AgentRow.since)
        .join(AgentRow, AgentRow.user_id == UserRow.id)
        .where(AgentRow.state == AgentState.AVAILABLE, UserRow.disabled_at.is_(None))
    )
    return [IdleAgent(user_id, tuple(languages), since) for user_id, languages, since in rows]

"""Pairing the queue: reads who waits and who is free, asks the rules, and lets the call ring. Any node may run it."""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from records.calls import load_calls
from records.database import Database
from records.nodes import Fenced
from records.queue import claim, list_idle, list_queued, list_resting, may_pair, take_turn
from records.tables import AgentRow, OfferRow, UserRow, new_id
from signaling.domain import events as e
from signaling.domain.call import Call, Participant
from signaling.domain.errors import Refused
from signaling.domain.matching import Pairing, match
from signaling.protocol.errors import SignalError
from signaling.protocol.words import AgentState, CallState, ErrorCode, Role
from signaling.runtime.ports import Clock
from signaling.runtime.rooms import Happened, Rooms
from signaling.runtime.stumbles import AWAY, Stumbles

_REST = timedelta(seconds=60)
"""An agent who declined a call is not rung for it again before this. Who missed one is rung once they are back."""
_AT_ONCE = 20
"""Calls offered in one transaction: enough to be quick, few enough to let others write."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Here:
    """The calls and agents whose pages this node holds."""

    call_ids: Collection[str]
    user_ids: Collection[str]


class Queue:
    """Offers waiting calls, and settles the offers."""

    def __init__(
        self, database: Database, rooms: Rooms, *, clock: Clock, ring_timeout: timedelta, priority_step: timedelta
    ) -> None:
        self._database = database
        self._rooms = rooms
        self._clock = clock
        self._ring_timeout = ring_timeout
        self._step = priority_step
        self._stumbles = Stumbles()
        self._pairing = asyncio.Lock()
        self.only_here: Callable[[], Here | None] = lambda: None
        """While the nodes cannot reach each other: only people whose pages are both on this one can be connected."""

    async def pair(self) -> int:
        """Offer what can be offered now; gives the number of calls that ring. Losing a race is no error."""
        rung = 0
        async with self._pairing:
            while some := await self._pair_some():
                rung += len(some)
                for happened in some:
                    await self._rooms.tell(happened)
        return rung

    async def accept(self, offer_id: str, *, user_id: str) -> Call:
        """The agent takes it: one transaction. Raises `offer_gone` when it is not theirs or not any more.

        Nor when its time is up and no clock has seen that yet: a node that stood still may hear the click much later.
        """
        async with self._database.reading() as session:
            offer = await _open_offer(session, offer_id, user_id)
            user = await session.get_one(UserRow, user_id)
            agent = Participant(new_id(), Role.AGENT, user.name, user.languages[0], user_id=user_id)

        def accepted(_: Call) -> e.OfferAccepted:
            if self._clock() >= offer.expires_at:
                raise _gone()
            return e.OfferAccepted(offer_id, agent)

        try:
            return await self._rooms.happen(offer.call_id, accepted)
        except SignalError as error:
            if error.code is ErrorCode.NOT_IN_THIS_STATE:
                raise _gone() from error
            raise

    async def decline(self, offer_id: str, *, user_id: str) -> None:
        """The agent does not take it; the customer keeps the place."""
        async with self._database.reading() as session:
            offer = await _open_offer(session, offer_id, user_id)
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
            if self._stumbles.rests(offer.call_id):
                continue
            closed = e.OfferClosed(offer.id, "expired" if state is AgentState.RINGING else "withdrawn")
            try:
                with self._stumbles.over(offer.call_id):
                    await self._rooms.happen(offer.call_id, closed)
            except SignalError as error:
                log.info("queue.offer_settled_already", offer_id=offer.id, code=error.code)

    async def _pair_some(self) -> list[Happened]:
        """Look without a lock first: most of the time there is nobody to pair, and that must cost next to nothing."""
        async with self._database.reading() as session:
            if not await may_pair(session):
                return []
        try:
            async with self._database.transaction() as session:
                await take_turn(session)
                pairings = await claim(session, (await self._pairings(session))[:_AT_ONCE])
                calls = await load_calls(session, [each.call_id for each in pairings])
                return [await self._offer(session, calls[each.call_id], each.user_id) for each in pairings]
        except (Fenced, *AWAY):
            raise
        except Exception:
            log.exception("queue.not_offered")  # without the call that stumbled, the next round is another
            return []

    async def _offer(self, session: AsyncSession, call: Call, user_id: str) -> Happened:
        with self._stumbles.blamed_on(call.id):
            event = e.Offered(new_id(), user_id, self._clock() + self._ring_timeout)
            return await self._rooms.happen_within(session, call, event)

    async def _pairings(self, session: AsyncSession) -> list[Pairing]:
        idle, here = await list_idle(session), self.only_here()
        if here is not None:
            idle = [agent for agent in idle if agent.user_id in here.user_ids]
        if not idle:
            return []
        now = self._clock()
        queued = await list_queued(session, now=now, step=self._step, states=(CallState.WAITING,))
        calls = [each.call for each in queued if not self._stumbles.rests(each.call.call_id)]
        if here is not None:
            calls = [call for call in calls if call.call_id in here.call_ids]
        resting = await list_resting(session, since=now - _REST) if calls else {}
        return match((replace(c, resting=resting[c.call_id]) if c.call_id in resting else c for c in calls), idle)


async def _open_offer(session: AsyncSession, offer_id: str, user_id: str) -> OfferRow:
    offer = await session.get(OfferRow, offer_id)
    if offer is None or offer.user_id != user_id or offer.outcome is not None:
        raise _gone()
    return offer


def _gone() -> SignalError:
    return Refused(ErrorCode.OFFER_GONE, "This offer is gone.")

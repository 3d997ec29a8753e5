"""The queue of one node: who becomes free, is paired, takes an offer or does not. Any node may do it for any call."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from records.agents import Duty, set_presence
from records.database import Database
from records.tables import AgentRow, OfferRow, UserRow, core, new_id
from signaling.domain import events as e
from signaling.domain.call import Participant
from signaling.domain.errors import Refused
from signaling.protocol.errors import SignalError
from signaling.protocol.words import AgentState, ErrorCode, Role
from signaling.runtime.pairing import Here, Pairer, Round
from signaling.runtime.ports import Clock
from signaling.runtime.rooms import Happened, Rooms
from signaling.runtime.stumbles import Stumbles

_OFFER, _USER = core(OfferRow), core(UserRow)
_OPEN = (
    select(_OFFER.c.call_id, _OFFER.c.expires_at, _USER.c.name, _USER.c.languages)
    .join(_USER, _USER.c.id == _OFFER.c.user_id)
    .where(_OFFER.c.id == bindparam("offer"), _OFFER.c.user_id == bindparam("user"), _OFFER.c.outcome.is_(None))
)

log = structlog.get_logger()


@dataclass(slots=True, eq=False)
class _Freed:
    """An agent who says that they are free, and what came of it."""

    user_id: str
    outcome: "asyncio.Future[Round | Exception]"


class Queue:
    """Offers waiting calls, and settles the offers."""

    def __init__(
        self, database: Database, rooms: Rooms, *, clock: Clock, ring_timeout: timedelta, priority_step: timedelta
    ) -> None:
        self._database = database
        self._rooms = rooms
        self._clock = clock
        self._stumbles = Stumbles()
        self._pairer = Pairer(
            database, rooms, clock=clock, ring_timeout=ring_timeout, priority_step=priority_step,
            stumbles=self._stumbles,
        )  # fmt: skip
        self._pairing = asyncio.Lock()
        self._freed: list[_Freed] = []
        self._begun = self._served = 0

    def only_here(self, here: Callable[[], Here | None]) -> None:
        """While `here` tells who is on this node, nobody else is paired: the nodes cannot hear each other then."""
        self._pairer.only_here = here

    async def pair(self) -> None:
        """Offer what can be offered now. Whoever asks while that is being done shares the next look with the others."""
        more = True
        while more:
            begun = self._begun
            async with self._pairing:
                found = await self._play() if self._served <= begun else Round()
            await self._rooms.tell(*found.rung)
            more = found.more

    async def free(self, user_id: str) -> Duty | None:
        """This agent is free: what they do from now on, `available`, or `ringing` at once. None: not while a call
        rings or runs. All who say so at the same time are freed and paired together; in a later round it may ring
        before this returns.
        """
        me = _Freed(user_id, asyncio.get_running_loop().create_future())
        self._freed.append(me)
        async with self._pairing:
            found = Round() if me.outcome.done() else await self._play()
        await self._rooms.tell(*found.rung)
        if found.more:
            await self.pair()
        outcome = me.outcome.result()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome.duty_of(user_id) or await self._freed_alone(user_id)

    async def accept(self, offer_id: str, *, user_id: str) -> Happened:
        """The agent takes it: one transaction. Raises `offer_gone` when it is not theirs or not any more.

        Nor when its time is up and no clock has seen that yet: a node that stood still may hear the click much later.
        """

        async def taken(session: AsyncSession) -> tuple[str, e.Event]:
            call_id, name, language = await self._open_offer(session, offer_id, user_id)
            return call_id, e.OfferAccepted(
                offer_id, Participant(new_id(), Role.AGENT, name, language, user_id=user_id)
            )

        return await self._settle(taken)

    async def decline(self, offer_id: str, *, user_id: str) -> None:
        """The agent does not take it; the customer keeps the place. Raises `offer_gone` as `accept` does."""

        async def declined(session: AsyncSession) -> tuple[str, e.Event]:
            call_id, _, _ = await self._open_offer(session, offer_id, user_id)
            return call_id, e.OfferClosed(offer_id, "declined")

        await self._settle(declined)

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

    async def _settle(self, find: Callable[[AsyncSession], Awaitable[tuple[str, e.Event]]]) -> Happened:
        try:
            happened = await self._rooms.happen_to_what(find)
        except SignalError as error:
            if error.code is ErrorCode.NOT_IN_THIS_STATE:
                raise _gone() from error
            raise
        await self._rooms.tell(happened)
        return happened

    async def _open_offer(self, session: AsyncSession, offer_id: str, user_id: str) -> tuple[str, str, str]:
        row = (await session.execute(_OPEN, {"offer": offer_id, "user": user_id})).first()
        if row is None or self._clock() >= row.expires_at:
            raise _gone()
        return row.call_id, row.name, row.languages[0]

    async def _play(self) -> Round:
        """One round for all who have asked until now."""
        self._begun += 1
        freed, self._freed = self._freed, []
        try:
            found = await self._pairer.play({each.user_id for each in freed})
        except Exception as error:
            _settle_all(freed, error)
            raise
        except BaseException:  # we are to end: the others are still there, and the next one of them goes on
            self._freed = freed + self._freed
            raise
        self._served = self._begun
        _settle_all(freed, found)
        return found

    async def _freed_alone(self, user_id: str) -> Duty | None:
        """Somebody was changing the row, or the pairing failed, or it must not be: the row says."""
        async with self._database.transaction() as session:
            free = await set_presence(session, user_id, "available", now=self._clock())
        if free is not None:
            await self.pair()
        return free


def _settle_all(freed: list[_Freed], outcome: Round | Exception) -> None:
    for each in freed:
        each.outcome.set_result(outcome)


def _gone() -> SignalError:
    return Refused(ErrorCode.OFFER_GONE, "This offer is gone.")

"""Where something happens to a call: load, apply the rules, save, announce. Holds no truth, only a lock for each call.

Two nodes may have the same thing happen at once: one swap wins, the other loads again and asks the rules again.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from records.agents import Duty
from records.calls import Matter, Swap, VersionConflict, load_call, load_matters, save_calls
from records.database import Database
from records.effects import Ticket, carry_out_all
from records.participants import hold_seat
from signaling.domain.apply import apply
from signaling.domain.call import LIVE, Call, Limits
from signaling.domain.effects import Effect
from signaling.domain.events import Event, ParticipantArrived
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode
from signaling.runtime.announce import Announcer
from signaling.runtime.ports import Clock
from signaling.runtime.seating import Occupant, check_may_sit, check_seated

_ATTEMPTS = 8

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Happened:
    """What became of it: the call as saved, what it is about, and what the pages are still to be told."""

    call: Call
    matter: Matter
    effects: tuple[Effect, ...]
    tickets: tuple[Ticket, ...]
    changed: bool
    agents: Mapping[str, Duty] = field(default_factory=dict)
    """Those who do something else now, and what."""


@dataclass(frozen=True, slots=True)
class Happening:
    """What is to happen to a call as just loaded."""

    call: Call
    matter: Matter
    event: Event


class Rooms:
    """This node's way of changing calls."""

    def __init__(self, database: Database, announcer: Announcer, *, limits: Limits, clock: Clock) -> None:
        self._database = database
        self._announcer = announcer
        self._limits = limits
        self._clock = clock
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def happen(
        self, call_id: str, event: Event | Callable[[Call], Event], *, by: Occupant | None = None
    ) -> Call:  # fmt: skip
        """Let `event` (or what it makes of the call as loaded) happen, and give back the call.

        Raises SignalError when the rules refuse it, there is no such call, or the page `by` which it is wished acts for
        its person no more; then nothing has changed.
        """

        async def once(session: AsyncSession) -> Happened:
            call, matter = await _load(session, call_id)
            if by is not None:
                await check_seated(session, call, by)
            return await self._one(session, Happening(call, matter, event if isinstance(event, Event) else event(call)))

        async with self._lock(call_id):
            happened = await self._with_retries(once)
        await self.tell(happened)
        return happened.call

    async def happen_to_what(self, find: Callable[[AsyncSession], Awaitable[tuple[str, Event]]]) -> Happened:
        """The same where only the transaction can tell which call, and what. Who has called must `tell` of it."""

        async def once(session: AsyncSession) -> Happened:
            call_id, event = await find(session)
            return await self._one(session, Happening(*await _load(session, call_id), event))

        return await self._with_retries(once)

    async def sit_down(self, call_id: str, by: Occupant, *, node_id: str, takes_over: bool = False) -> Happened:
        """Its person's seat is this page's from now on, held by this node. Who has called must `tell` of it.

        Nothing happens to a call that is over. Raises SignalError: `unauthenticated` when the page's right was taken
        back, `replaced` when another page sits there and this one does not take over, or what the rules refuse.
        """

        async def once(session: AsyncSession) -> Happened:
            call, matter = await _load(session, call_id)
            await check_may_sit(session, call, by, takes_over=takes_over)
            if call.state not in LIVE:
                return Happened(call, matter, (), (), changed=False)
            arrived = ParticipantArrived(by.participant_id, by.page_id)
            happened = await self._one(session, Happening(call, matter, arrived))
            if not await hold_seat(session, by.participant_id, by.page_id, node_id):
                raise VersionConflict  # it was taken for lost in this moment
            return happened

        async with self._lock(call_id):
            return await self._with_retries(once)

    @asynccontextmanager
    async def beside(self, call_id: str, by: Occupant) -> AsyncIterator[tuple[AsyncSession, Call]]:
        """A transaction for what is said in a call and does not change it. Raises SignalError as `happen` does."""
        async with self._database.transaction() as session:
            call, _ = await _load(session, call_id)
            await check_seated(session, call, by)
            yield session, call

    async def happen_within(self, session: AsyncSession, several: Sequence[Happening]) -> list[Happened]:
        """Let all of it happen, to as many calls, in this transaction; to be told with `tell` after its commit.

        Raises SignalError when the rules refuse it, VersionConflict when a call has moved on: roll back, then.
        """
        now = self._clock()
        outcomes = [apply(each.call, each.event, now=now, limits=self._limits) for each in several]
        swaps = [
            Swap(each.call, after)
            for each, (after, effects) in zip(several, outcomes, strict=True)
            if effects or after != each.call
        ]
        saved = {call.id: call for call in await save_calls(session, swaps, now=now)}
        wanted = [(saved[after.id], effect) for after, effects in outcomes for effect in effects]
        carried = await carry_out_all(session, wanted, now=now)
        return [
            Happened(
                saved.get(after.id, after), each.matter, effects,
                tuple(ticket for call_id, ticket in carried.tickets if call_id == after.id),
                changed=after.id in saved, agents=carried.agents,
            )
            for each, (after, effects) in zip(several, outcomes, strict=True)
        ]  # fmt: skip

    async def tell(self, *happened: Happened) -> None:
        """Everybody concerned, once it is committed: first where it rings."""
        for each in happened:
            await self._announcer.rings(each.call, each.matter, each.effects, each.agents)
        for each in happened:
            await self._announcer.announce(
                each.call, each.effects, each.tickets, changed=each.changed, matter=each.matter, agents=each.agents
            )

    async def look(self, call_id: str) -> Call | None:
        """The call as it stands."""
        async with self._database.reading() as session:
            return await load_call(session, call_id)

    def _lock(self, call_id: str) -> asyncio.Lock:
        return self._locks.setdefault(call_id, asyncio.Lock())

    async def _one(self, session: AsyncSession, happening: Happening) -> Happened:
        return (await self.happen_within(session, [happening]))[0]

    async def _with_retries(self, once: Callable[[AsyncSession], Awaitable[Happened]]) -> Happened:
        for _ in range(_ATTEMPTS):
            try:
                async with self._database.transaction() as session:
                    return await once(session)
            except VersionConflict:
                log.info("call.version_conflict")
        raise SignalError(ErrorCode.VERSION_CONFLICT, "The call is changing too fast; try again.")


async def _load(session: AsyncSession, call_id: str) -> tuple[Call, Matter]:
    found = (await load_matters(session, [call_id])).get(call_id)
    if found is None:
        raise SignalError(ErrorCode.CALL_NOT_FOUND, "There is no such call.")
    return found

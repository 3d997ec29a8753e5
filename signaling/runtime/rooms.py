"""Where something happens to a call: load, apply the rules, save, announce. Holds no truth, only a lock for each call.

Two nodes may have the same thing happen at once: one swap wins, the other loads again and asks the rules again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from records.agents import Duty
from records.calls import Matter, Swap, VersionConflict, load_call, load_matters, save_calls
from records.database import Database
from records.effects import Ticket, carry_out_all
from signaling.domain.apply import apply
from signaling.domain.call import Call, Limits
from signaling.domain.effects import Effect
from signaling.domain.events import Event
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode
from signaling.runtime.announce import Announcer
from signaling.runtime.ports import Clock

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

    async def happen(self, call_id: str, event: Event | Callable[[Call], Event]) -> Call:
        """Let `event` (or what it makes of the call as loaded) happen, and give back the call.

        Raises SignalError when the rules refuse it or there is no such call; then nothing has changed.
        """

        async def found(session: AsyncSession) -> Happening:
            call, matter = await _load(session, call_id)
            return Happening(call, matter, event if isinstance(event, Event) else event(call))

        async with self._locks.setdefault(call_id, asyncio.Lock()):
            happened = await self._with_retries(found)
        await self.tell(happened)
        return happened.call

    async def happen_to_what(self, find: Callable[[AsyncSession], Awaitable[tuple[str, Event]]]) -> Happened:
        """The same where only the transaction can tell which call, and what. Who has called must `tell` of it."""

        async def found(session: AsyncSession) -> Happening:
            call_id, event = await find(session)
            return Happening(*await _load(session, call_id), event)

        return await self._with_retries(found)

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

    async def _with_retries(self, find: Callable[[AsyncSession], Awaitable[Happening]]) -> Happened:
        for _ in range(_ATTEMPTS):
            try:
                async with self._database.transaction() as session:
                    return (await self.happen_within(session, [await find(session)]))[0]
            except VersionConflict:
                log.info("call.version_conflict")
        raise SignalError(ErrorCode.VERSION_CONFLICT, "The call is changing too fast; try again.")


async def _load(session: AsyncSession, call_id: str) -> tuple[Call, Matter]:
    found = (await load_matters(session, [call_id])).get(call_id)
    if found is None:
        raise SignalError(ErrorCode.CALL_NOT_FOUND, "There is no such call.")
    return found

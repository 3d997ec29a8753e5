"""Where something happens to a call: load, apply the rules, save, announce. Holds no truth, only a lock for each call.

Two nodes may have the same thing happen at once: one swap wins, the other loads again and asks the rules again.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from weakref import WeakValueDictionary

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from records.calls import VersionConflict, load_call, save_call
from records.database import Database
from records.effects import Ticket, carry_out
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
    """What became of it: the call as saved, and what the pages are still to be told."""

    call: Call
    effects: tuple[Effect, ...]
    tickets: tuple[Ticket, ...]
    changed: bool


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
        lock = self._locks.setdefault(call_id, asyncio.Lock())
        async with lock:
            happened = await self._with_retries(call_id, event)
        await self.tell(happened)
        return happened.call

    async def happen_within(self, session: AsyncSession, before: Call, event: Event) -> Happened:
        """Let it happen to the call as just loaded in this transaction; to be told with `tell` after its commit.

        Raises SignalError when the rules refuse it, VersionConflict when the call has moved on: roll back, then.
        """
        now = self._clock()
        after, effects = apply(before, event, now=now, limits=self._limits)
        if after == before and not effects:
            return Happened(before, (), (), changed=False)
        saved = await save_call(session, before, after, now=now)
        carried = [await carry_out(session, saved, effect, now=now) for effect in effects]
        return Happened(saved, effects, tuple(ticket for ticket in carried if ticket), changed=True)

    async def tell(self, happened: Happened) -> None:
        """Everybody concerned, once it is committed."""
        await self._announcer.announce(happened.call, happened.effects, happened.tickets, changed=happened.changed)

    async def look(self, call_id: str) -> Call | None:
        """The call as it stands."""
        async with self._database.reading() as session:
            return await load_call(session, call_id)

    async def _with_retries(self, call_id: str, event: Event | Callable[[Call], Event]) -> Happened:
        for _ in range(_ATTEMPTS):
            try:
                async with self._database.transaction() as session:
                    return await self._once(session, call_id, event)
            except VersionConflict:
                log.info("call.version_conflict", call_id=call_id)
        raise SignalError(ErrorCode.VERSION_CONFLICT, "The call is changing too fast; try again.")

    async def _once(self, session: AsyncSession, call_id: str, event: Event | Callable[[Call], Event]) -> Happened:
        before = await load_call(session, call_id)
        if before is None:
            raise SignalError(ErrorCode.CALL_NOT_FOUND, "There is no such call.")
        return await self.happen_within(session, before, event if isinstance(event, Event) else event(before))

"""One round of pairing: who is free now, who waits, what the rules say, the offers. One transaction, on any node."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from records.agents import Duty, set_free
from records.calls import load_matters
from records.database import Database
from records.nodes import Fenced
from records.queue import claim, list_heads, list_idle, list_resting, may_pair, take_turn
from records.tables import new_id
from signaling.domain import events as e
from signaling.domain.matching import Pairing, match
from signaling.runtime.ports import Clock
from signaling.runtime.rooms import Happened, Happening, Rooms
from signaling.runtime.stumbles import AWAY, Stumbles

_REST = timedelta(seconds=60)
"""An agent who declined a call is not rung for it again before this. Who missed one is rung once they are back."""
_AT_ONCE = 20
"""Calls offered in one transaction: enough to be quick, few enough to let others write."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Here:
    """This node, as the rows know it, and the agents whose pages it holds."""

    node_id: str
    user_ids: Collection[str]


@dataclass(frozen=True, slots=True)
class Round:
    """Which of those who asked are available now, what rings, and whether another round may find more."""

    freed: Mapping[str, Duty] = field(default_factory=dict)
    rung: tuple[Happened, ...] = ()
    more: bool = False

    def duty_of(self, user_id: str) -> Duty | None:
        """What this agent does after it, if it has changed that."""
        rung = (each.agents[user_id] for each in self.rung if user_id in each.agents)
        return next(rung, self.freed.get(user_id))


class Pairer:
    """Plays the rounds of one node; `Queue` says when."""

    def __init__(
        self, database: Database, rooms: Rooms, *, clock: Clock, ring_timeout: timedelta, priority_step: timedelta,
        stumbles: Stumbles,
    ) -> None:  # fmt: skip
        self._database = database
        self._rooms = rooms
        self._clock = clock
        self._ring_timeout = ring_timeout
        self._step = priority_step
        self._stumbles = stumbles
        self._alone = 0
        """So many rounds more offer one call each: among the last ones was one that cannot be processed."""
        self.only_here: Callable[[], Here | None] = lambda: None
        """While the nodes cannot reach each other: only people whose pages are both on this one can be connected."""

    async def play(self, freed: Collection[str]) -> Round:
        """Take the `freed` for available, and offer what can be offered to whoever is. Losing a race is no error.

        With nobody to be freed it looks without a lock first: most of the time there is nobody to pair, and that must
        cost next to nothing.
        """
        if not freed and not await self._may_pair():
            return Round()
        at_once, wanted = 1 if self._alone else _AT_ONCE, list[Pairing]()
        try:
            async with self._database.transaction() as session:
                await take_turn(session)
                free = await set_free(session, freed, now=self._clock()) if freed else {}
                wanted = await self._pairings(session, at_once + 1)
                rung = await self._offer(session, wanted[:at_once])
        except (Fenced, *AWAY):
            raise
        except Exception:
            log.exception("queue.not_offered", calls=len(wanted[:at_once]))
            return Round(more=self._blame(wanted, at_once))
        self._alone = max(0, self._alone - 1)
        return Round(free, tuple(rung), more=bool(rung) and len(rung) < len(wanted))

    async def _may_pair(self) -> bool:
        async with self._database.reading() as session:
            return await may_pair(session)

    def _blame(self, wanted: Sequence[Pairing], at_once: int) -> bool:
        """One of these cannot be processed, and each tried alone will show which. False: it lies at none of them."""
        if wanted and at_once == 1:
            self._stumbles.rest(wanted[0].call_id)
        self._alone = 0 if at_once == 1 else _AT_ONCE
        return bool(wanted)

    async def _offer(self, session: AsyncSession, wanted: Sequence[Pairing]) -> list[Happened]:
        pairings = await claim(session, wanted)
        loaded = await load_matters(session, [each.call_id for each in pairings]) if pairings else {}
        # Held by now: who has left since the queue was read is seen here, who leaves later withdraws the offer.
        pairings = [each for each in pairings if loaded[each.call_id][0].customer.page_id is not None]
        until = self._clock() + self._ring_timeout
        return await self._rooms.happen_within(
            session,
            [Happening(*loaded[each.call_id], e.Offered(new_id(), each.user_id, until)) for each in pairings],
        )

    async def _pairings(self, session: AsyncSession, most: int) -> list[Pairing]:
        """The first `most` pairings by the rules, and perhaps more."""
        idle, here = await list_idle(session), self.only_here()
        if here is not None:
            idle = [agent for agent in idle if agent.user_id in here.user_ids]
        if not idle:
            return []
        now = self._clock()
        resting = await list_resting(session, since=now - _REST)
        most = min(len(idle), most) + len(resting) + self._stumbles.resting
        calls = await list_heads(
            session, now=now, step=self._step, most=most, node_id=here.node_id if here else None
        )  # fmt: skip
        waiting = [call for call in calls if not self._stumbles.rests(call.call_id)]
        return match((replace(c, resting=resting[c.call_id]) if c.call_id in resting else c for c in waiting), idle)

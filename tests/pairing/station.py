"""One node's rooms, queue and clock without its tasks in the background: nothing moves but what is told to."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from redis.asyncio import Redis

from records.nodes import NodeDatabase
from signaling.cluster.presence import SILENT_S, Presence
from signaling.domain.call import Limits
from signaling.domain.matching import Pairing
from signaling.domain.recording_policy import RecordingPolicies
from signaling.runtime.announce import Announcer
from signaling.runtime.board import Board
from signaling.runtime.clock import Ticker
from signaling.runtime.pairing import Round
from signaling.runtime.queue import Queue
from signaling.runtime.reception import Reception
from signaling.runtime.rooms import Happened, Rooms

LIMITS = Limits(
    return_grace=timedelta(seconds=60), queue_timeout=timedelta(hours=1), connect_timeout=timedelta(seconds=30)
)
RING = timedelta(seconds=20)
STEP = timedelta(minutes=5)
LEASE_S = 15.0


class Time:
    """The clock of the whole world. Every look at it is a microsecond later, so that no two things are at once."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def __call__(self) -> datetime:
        self.now += timedelta(microseconds=1)
        return self.now

    def on(self, seconds: float) -> None:
        """Later."""
        self.now += timedelta(seconds=seconds)


class Leases(Presence):
    """Presence by the world's clock, in one dictionary that all nodes share and that may be emptied."""

    def __init__(self, shared: dict[str, datetime], clock: Time) -> None:
        super().__init__(Redis(), lease_s=LEASE_S)  # never connected to
        self._shared = shared
        self._clock = clock
        self._unseen: dict[str, datetime] = {}

    async def hold(self, name: str) -> None:
        self._held.add(name)
        self.renew()

    async def release(self, name: str, *, after_s: float) -> None:
        self._held.discard(name)
        if name in self._shared:
            self._shared[name] = self._clock.now + timedelta(seconds=after_s)

    def renew(self) -> None:
        """As the node does every few seconds while it runs."""
        for name in self._held:
            self._shared[name] = self._clock.now + timedelta(seconds=LEASE_S)

    def forget(self) -> set[str]:
        """The node has died: nothing is renewed any more. Gives what it held."""
        held, self._held = self._held, set()
        return held

    async def silent(self, nodes: Collection[str]) -> set[str]:
        heard_since = self._clock.now + timedelta(seconds=LEASE_S - SILENT_S)
        return {name for name in nodes if name in self._shared and self._shared[name] <= heard_since}

    async def gone(self, names: Collection[str]) -> set[str]:
        now = self._clock.now
        missing = {name for name in names if self._shared.get(name, now) <= now}
        self._unseen = {name: self._unseen.get(name, now) for name in missing}
        return {name for name, since in self._unseen.items() if now - since >= timedelta(seconds=LEASE_S)}


class NoBus:
    """Nobody hears anything: what matters is in SQL."""

    def publish(self, topic: str, text: str) -> None:
        """Lost."""

    def say(self, call_id: str, to: str, text: str) -> None:
        """Lost."""


class Quiet(Announcer):
    """Announces nothing, for the runs in which telling the pages would only cost time."""

    async def rings(self, *what: Any) -> None:
        await asyncio.sleep(0)

    async def announce(self, *what: Any, **more: Any) -> None:
        await asyncio.sleep(0)

    async def agent_changed(self, user_id: str) -> None:
        await asyncio.sleep(0)


class WatchedRooms(Rooms):
    """Notes each version that was committed, for the checker of the history."""

    def __init__(self, *parts: Any, versions: defaultdict[str, list[int]], **more: Any) -> None:
        super().__init__(*parts, **more)
        self._versions = versions

    async def tell(self, *happened: Happened) -> None:
        for each in happened:
            if each.changed:
                self._versions[each.call.id].append(each.call.version)
        await super().tell(*happened)


class WatchedQueue(Queue):
    """Remembers whom the last pairing rang for which call."""

    rung: tuple[Pairing, ...] = ()

    async def pair(self) -> None:
        self.rung = ()
        await super().pair()

    async def _play(self) -> Round:
        found = await super()._play()
        self.rung += tuple(Pairing(each.call.id, each.call.offered_to or "") for each in found.rung)
        return found


class StrictTicker(Ticker):
    """Lets nothing pass that a real node would log and try again."""

    async def _each_by_itself(self, name: str, part: Callable[[], Awaitable[object]]) -> None:
        await part()


class Station:
    """The parts of one node, put together as `open_node` does."""

    def __init__(
        self,
        database: NodeDatabase,
        clock: Time,
        *,
        shared: dict[str, datetime],
        versions: defaultdict[str, list[int]],
        announcer: Callable[..., Announcer],
    ) -> None:
        self.database = database
        self.clock = clock
        self.frozen = False
        board = Board(database, clock=clock, priority_step=STEP)
        told = announcer(database, NoBus(), board, clock=clock)
        self.presence = Leases(shared, clock)
        self.rooms = WatchedRooms(database, told, limits=LIMITS, clock=clock, versions=versions)
        self.queue = WatchedQueue(database, self.rooms, clock=clock, ring_timeout=RING, priority_step=STEP)
        self.ticker = StrictTicker(
            database, rooms=self.rooms, queue=self.queue, announcer=told, presence=self.presence, clock=clock,
            lease_s=LEASE_S,
        )  # fmt: skip
        self.reception = Reception(
            database, self.rooms, told, board, clock=clock, link_ttl=timedelta(hours=2), code_ttl=timedelta(minutes=15),
            value_steps={"EUR": (100, 500)}, recording=RecordingPolicies(),
        )  # fmt: skip

    @property
    def stumbles(self) -> int:
        """How often a call could not be processed, and was left for later."""
        return self.queue._stumbles.count + self.ticker._stumbles.count

    @property
    def id(self) -> str:
        """The node's name in its present life."""
        return self.database.lease.id

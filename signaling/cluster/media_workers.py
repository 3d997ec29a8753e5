"""Which media workers there are, where their doors are, and how busy each is: told by them through Redis, with a lease.

Redis is no witness: that a worker is missing here makes others look elsewhere at once, and take its parts only when it
has been missing for a whole lease; its right to write is a row in SQL.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Protocol

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from signaling.cluster.presence import Presence

LEASE_S = 1.5
"""A worker that is frozen is sent nobody any more after this; a page notices it after 2.5 s."""
_TOGETHER_S = 4 * 3600
"""So long the legs of one recording are sent to one worker, where they share a clock."""
_KNOWN_S = 120.0
"""While Redis is away, whom we have known is tried for so long."""
_LOCAL = ("127.0.0.1", "[::1]", "localhost")
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")

log = structlog.get_logger()


class Load(Protocol):
    """How busy a worker is."""

    @property
    def legs(self) -> int:
        """So many it has."""

    @property
    def most_legs(self) -> int:
        """So many it takes."""

    @property
    def cpu(self) -> float:
        """The share of one core it uses."""

    @property
    def lag_s(self) -> float:
        """How late its loop is."""

    @property
    def free_bytes(self) -> int:
        """What is free where it writes."""

    @property
    def room(self) -> bool:
        """Whether that is enough for another recording."""


@dataclass(frozen=True, slots=True)
class Door:
    """Of one worker: `http://host:port`, or `unix:///path` on the same machine."""

    worker: str
    url: str


@dataclass(frozen=True, slots=True)
class _Listed:
    """A worker as it has told of itself."""

    door: Door
    machine: str
    legs: int
    most_legs: int
    cpu: float
    lag_s: float
    free_bytes: int
    room: bool

    def busy(self, more: int) -> float:
        """0 idle, 1 at its limit, if it has so many more than it said."""
        return max((self.legs + more) / self.most_legs, self.cpu)

    def takes(self, more: int) -> bool:
        """Whether it is not at its limit."""
        return self.legs + more < self.most_legs

    def near(self, machine: str) -> bool:
        """Whether its door can be reached from there."""
        host = self.door.url.partition("://")[2].rpartition(":")[0]
        local = self.door.url.startswith("unix:") or host in _LOCAL
        return not local or self.machine == machine


class Listing:
    """A worker's own side: the roster that it tells."""

    def __init__(self, redis: "Redis", number: int, *, machine: str, prefix: str = "reassure:") -> None:
        self._redis = redis
        self._number = number
        self._machine = machine
        self._prefix = f"{prefix}media:"
        self._presence = Presence(redis, lease_s=LEASE_S, prefix=prefix)
        self._presence.holder = str(number)

    async def tell(self, door: str, load: Load) -> None:
        """We live, at this door, and are so busy; good for one lease."""
        told = json.dumps(
            {
                "url": door, "machine": self._machine, "legs": load.legs, "most_legs": load.most_legs, "cpu": load.cpu,
                "lag_s": load.lag_s, "free_bytes": load.free_bytes, "room": load.room,
            }
        )  # fmt: skip
        await self._presence.hold(_lease(self._number))
        try:
            async with self._redis.pipeline(transaction=False) as pipe:
                pipe.set(f"{self._prefix}{self._number}", told, px=round(LEASE_S * 1000))
                pipe.sadd(f"{self._prefix}all", self._number)
                await pipe.execute()
        except (RedisError, OSError) as error:
            log.warning("media_workers.not_told", error=type(error).__name__)

    async def leave(self) -> None:
        """Send nobody any more; we go on living while we tell, and not much longer."""
        try:
            await self._redis.delete(f"{self._prefix}{self._number}")
        except (RedisError, OSError) as error:
            log.warning("media_workers.not_told", error=type(error).__name__)

    async def gone(self, numbers: Collection[int]) -> set[int]:
        """Those of `numbers` that have said nothing for a whole lease and another. Redis away: nobody is gone."""
        by_name = {_lease(number): number for number in numbers}
        return {by_name[name] for name in await self._presence.gone(by_name)}


class MediaWorkers:
    """A node's side: whom a leg may be sent to."""

    def __init__(self, redis: "Redis", *, machine: str, prefix: str = "reassure:") -> None:
        self._redis = redis
        self._machine = machine
        self._prefix = f"{prefix}media:"
        self._listed: dict[str, _Listed] = {}
        self._listed_s = float("-inf")
        self._sent: Counter[str] = Counter()
        """Whom we have sent somebody since they told their load last."""

    async def ranked(self, recording_id: str) -> Sequence[Door]:
        """The least busy first, before them the one that has this recording already; last those whose disk has no room:
        where there are no others, they say so.
        """
        await self._look()
        fit = [each for each in self._listed.values() if each.takes(self._sent[each.door.worker])]
        fit.sort(
            key=lambda each: (
                not each.room,
                round(each.busy(self._sent[each.door.worker]), 2),
                _lot(recording_id, each),
            )
        )
        doors = [each.door for each in fit]
        if doors and (first := await self._first_for(recording_id, doors)) != doors[0]:
            doors.remove(first)
            doors.insert(0, first)
        return doors

    async def chosen(self, recording_id: str, door: Door) -> None:
        """It has taken a leg: the other one of this recording is to come there too."""
        self._sent[door.worker] += 1
        try:
            await self._redis.set(self._of(recording_id), door.worker, ex=_TOGETHER_S)
        except (RedisError, OSError) as error:
            log.warning("media_workers.not_kept", error=type(error).__name__)

    async def door(self, worker: str) -> Door | None:
        """Where this worker is; None when it is not there any more."""
        await self._look()
        listed = self._listed.get(worker)
        return listed.door if listed else None

    async def doors(self) -> Sequence[Door]:
        """All that can be reached from here."""
        await self._look()
        return [each.door for each in self._listed.values()]

    async def _first_for(self, recording_id: str, doors: Sequence[Door]) -> Door:
        """Of two legs that come at the same moment, over two nodes, both find the same one."""
        try:
            known = await self._redis.set(
                self._of(recording_id), doors[0].worker, nx=True, get=True, ex=_TOGETHER_S
            )  # fmt: skip
        except (RedisError, OSError):
            return doors[0]
        worker = known.decode() if isinstance(known, bytes) else str(known or "")
        return next((door for door in doors if door.worker == worker), doors[0])

    async def _look(self) -> None:
        now = asyncio.get_running_loop().time()
        try:
            listed = await self._read()
        except (RedisError, OSError) as error:
            log.warning("media_workers.not_known", error=type(error).__name__)
            if now - self._listed_s > _KNOWN_S:
                self._listed = {}
            return
        for worker, each in listed.items():
            if self._listed.get(worker) != each:
                del self._sent[worker]
        self._listed, self._listed_s = listed, now

    async def _read(self) -> dict[str, _Listed]:
        numbers = sorted(_text(name) for name in await self._redis.smembers(f"{self._prefix}all"))
        told = await self._redis.mget([f"{self._prefix}{number}" for number in numbers]) if numbers else []
        if silent := [number for number, text in zip(numbers, told, strict=True) if text is None]:
            await self._redis.srem(f"{self._prefix}all", *silent)
        found = {number: _read(number, text) for number, text in zip(numbers, told, strict=True) if text is not None}
        return {number: each for number, each in found.items() if each is not None and each.near(self._machine)}

    def _of(self, recording_id: str) -> str:
        return f"{self._prefix}of:{recording_id}"


class OnlyWorker:
    """One media worker, whose door is written in the settings."""

    def __init__(self, url: str) -> None:
        self._door = Door("", url)

    async def ranked(self, recording_id: str) -> Sequence[Door]:
        """It."""
        return [self._door]

    async def chosen(self, recording_id: str, door: Door) -> None:
        """There is no choice."""

    async def door(self, worker: str) -> Door | None:
        """It."""
        return self._door

    async def doors(self) -> Sequence[Door]:
        """It."""
        return [self._door]


def this_machine() -> str:
    """A name for this machine, until it is started again."""
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _lease(number: int) -> str:
    return f"media:{number}"


def _lot(recording_id: str, listed: _Listed) -> bytes:
    """Among equals: the same on every node, also while Redis is away."""
    return blake2b(f"{recording_id} {listed.door.worker}".encode(), digest_size=8).digest()


def _text(told: bytes | str) -> str:
    return told.decode() if isinstance(told, bytes) else told


def _read(number: str, text: bytes | str) -> _Listed | None:
    try:
        told = json.loads(text)
        return _Listed(Door(number, str(told.pop("url"))), **told)
    except (ValueError, TypeError, KeyError) as error:  # of another version
        log.warning("media_workers.not_read", worker=number, error=type(error).__name__)
        return None

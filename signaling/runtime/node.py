"""One node put together: everything that runs while it runs, in one scope."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from redis.asyncio import Redis

from lifetime import running
from records.clock import utc_now
from records.database import Database
from records.nodes import NodeDatabase, register_node
from signaling.cluster.bus import RedisBus
from signaling.cluster.limits import Limits as RateLimits
from signaling.cluster.presence import Presence
from signaling.domain.call import Limits
from signaling.domain.hours import ALWAYS_OPEN, OpeningHours
from signaling.domain.recording_policy import RecordingPolicies
from signaling.runtime.announce import Announcer
from signaling.runtime.asking import Asker
from signaling.runtime.board import Board
from signaling.runtime.clock import Ticker
from signaling.runtime.desk import Desk
from signaling.runtime.doorkeeper import Doorkeeper
from signaling.runtime.evidence import EvidenceDesk
from signaling.runtime.hub import Hub
from signaling.runtime.ice import IceConfig
from signaling.runtime.ice_teller import IceTeller
from signaling.runtime.ports import Clock, Wordings
from signaling.runtime.queue import Queue
from signaling.runtime.queue_teller import QueueTeller
from signaling.runtime.reception import Reception, ValueSteps
from signaling.runtime.recheck import Recheck
from signaling.runtime.recorded import RecorderEcho
from signaling.runtime.recorder_patience import RecorderPatience
from signaling.runtime.relay import Relay
from signaling.runtime.rooms import Rooms
from signaling.runtime.sockets import Sockets
from signaling.runtime.standing import Standing
from signaling.runtime.usher import Usher
from signaling.runtime.watch import Watch

__all__ = ["Node", "NodeConfig", "open_node", "utc_now"]


@dataclass(frozen=True, slots=True)
class NodeConfig:
    """The settings of a node, handed in."""

    limits: Limits
    link_ttl: timedelta = timedelta(days=1)
    code_ttl: timedelta = timedelta(minutes=15)
    ring_timeout: timedelta = timedelta(seconds=20)
    retention_days: int = 30
    record_picture: bool = False
    recording: RecordingPolicies = field(default_factory=RecordingPolicies)
    recorder_patience_s: float = 20.0
    lease_s: float = 15.0
    priority_step: timedelta = timedelta(minutes=5)
    value_steps: ValueSteps = field(default_factory=dict)
    hours: OpeningHours = ALWAYS_OPEN
    ice: IceConfig = field(default_factory=IceConfig)


@dataclass(frozen=True, slots=True)
class Node:
    """What the doors of a node are given. Through `database` nothing is written once others have given us up."""

    database: NodeDatabase
    hub: Hub
    sockets: Sockets
    reception: Reception
    rooms: Rooms
    evidence: EvidenceDesk
    announcer: Announcer
    rate_limits: RateLimits
    hours: OpeningHours

    @property
    def id(self) -> str:
        """Which node this is, in its present life."""
        return self.database.lease.id


@asynccontextmanager
async def open_node(
    bare: Database, redis: "Redis", wordings: Wordings, config: NodeConfig, *, clock: Clock = utc_now
) -> AsyncIterator[Node]:
    """Run a node inside the `async with`; a task of it that dies ends the scope with its error.

    Leaving closes the pages with `draining`, so that they connect to another node.
    """
    database = NodeDatabase(bare, await register_node(bare, now=clock()))
    bus, presence = RedisBus(redis), Presence(redis, lease_s=config.lease_s)
    board = Board(
        database, clock=clock, priority_step=config.priority_step, hours=config.hours, trouble=lambda: bus.away
    )
    announcer = Announcer(database, bus, board, clock=clock)
    rooms = Rooms(database, announcer, limits=config.limits, clock=clock)
    queue = Queue(database, rooms, clock=clock, ring_timeout=config.ring_timeout, priority_step=config.priority_step)
    asker = Asker(
        rooms, bus, wordings, retention_days=config.retention_days, picture=config.record_picture
    )  # fmt: skip
    evidence = EvidenceDesk(database, rooms, bus, clock=clock)
    usher = Usher(
        database, rooms=rooms, announcer=announcer, asker=asker, evidence=evidence, ice=config.ice, clock=clock
    )  # fmt: skip
    desk = Desk(
        database, bus, usher, rooms=rooms, queue=queue, announcer=announcer, asker=asker, evidence=evidence,
        clock=clock, hours=config.hours,
    )  # fmt: skip
    doorkeeper, rate_limits = Doorkeeper(database, clock=clock), RateLimits(redis)
    teller = QueueTeller(database, board)
    hub = Hub(database, bus, presence, usher, desk, teller=teller, doorkeeper=doorkeeper)
    queue.only_here(hub.here)
    sockets = Sockets(doorkeeper, hub, Relay(bus))
    standing = Standing(bare, database, presence, sockets, clock=clock)
    ticker = Ticker(
        database, rooms=rooms, queue=queue, announcer=announcer, presence=presence, clock=clock,
        lease_s=config.lease_s,
    )  # fmt: skip
    reception = Reception(
        database, rooms, announcer, board, clock=clock, link_ttl=config.link_ttl, code_ttl=config.code_ttl,
        value_steps=config.value_steps, recording=config.recording,
    )  # fmt: skip
    echo, watch = RecorderEcho(database, announcer, rooms, records=ticker.records), Watch(database, hub, clock=clock)
    patience = RecorderPatience(
        database, announcer, rooms, patience_s=config.recorder_patience_s, records=ticker.records
    )  # fmt: skip
    recheck, ice_teller = Recheck(database, bus, hub), IceTeller(hub, config.ice, clock=clock)
    parts = (bus, presence, rate_limits, doorkeeper, hub, ticker, echo, patience, watch, standing, recheck, ice_teller)
    await standing.begin()
    try:
        async with running(*(part.run() for part in parts)):
            try:
                yield Node(database, hub, sockets, reception, rooms, evidence, announcer, rate_limits, config.hours)
            finally:
                await sockets.close()
    finally:
        await standing.end()

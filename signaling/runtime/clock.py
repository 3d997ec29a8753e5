"""This node's clock: what is due, who is gone, whom the queue can serve. All of it harmless when done twice."""

import structlog
from sqlalchemy.exc import SQLAlchemyError

from lifetime import pause, still_wanted
from records.agents import agents_on_duty, set_offline
from records.calls import calls_due
from records.database import Database
from records.participants import nodes_in_use, stranded_on
from signaling.cluster.presence import Presence
from signaling.domain import events as e
from signaling.protocol.errors import SignalError
from signaling.runtime.announce import Announcer
from signaling.runtime.ports import Clock
from signaling.runtime.queue import Queue
from signaling.runtime.rooms import Rooms

STEP_S = 0.25
_SWEEP_STEPS = 8

log = structlog.get_logger()


class Ticker:
    """Runs until cancelled; a database that is away for a while is logged and tried again."""

    def __init__(
        self, database: Database, *, rooms: Rooms, queue: Queue, announcer: Announcer, presence: Presence, clock: Clock
    ) -> None:
        self._database = database
        self._rooms = rooms
        self._queue = queue
        self._announcer = announcer
        self._presence = presence
        self._clock = clock

    async def run(self) -> None:
        """Step after step, a quarter of a second apart."""
        step = 0
        while still_wanted():
            try:
                await self.step(sweep=step % _SWEEP_STEPS == 0)
            except (SQLAlchemyError, OSError):
                log.exception("clock.step_failed")
            step += 1
            await pause(STEP_S)

    async def step(self, *, sweep: bool) -> None:
        """One look at everything; with `sweep` at the leases too."""
        await self._queue.expire()
        async with self._database.reading() as session:
            due = await calls_due(session, now=self._clock())
        for call_id in due:
            await self._quietly(call_id, e.DeadlinePassed())
        await self._queue.pair()
        if sweep:
            await self._sweep()

    async def _sweep(self) -> None:
        async with self._database.reading() as session:
            nodes, agents = await nodes_in_use(session), await agents_on_duty(session)
        names = {f"node:{node}" for node in nodes} | {f"agent:{agent}" for agent in agents}
        gone = await self._presence.gone(names)
        if gone:
            await self._bury({name.removeprefix("node:") for name in gone if name.startswith("node:")})
            await self._sign_off({name.removeprefix("agent:") for name in gone if name.startswith("agent:")})

    async def _bury(self, nodes: set[str]) -> None:
        async with self._database.reading() as session:
            stranded = await stranded_on(session, nodes)
        for person in stranded:
            log.warning("clock.node_gone", node_id=person.node_id, call_id=person.call_id)
            await self._quietly(person.call_id, e.ParticipantLeft(person.id, person.page_id or ""))

    async def _sign_off(self, agents: set[str]) -> None:
        if not agents:
            return
        async with self._database.transaction() as session:
            await set_offline(session, agents, now=self._clock())
        for user_id in agents:
            await self._announcer.agent_changed(user_id)

    async def _quietly(self, call_id: str, event: e.Event) -> None:
        try:
            await self._rooms.happen(call_id, event)
        except SignalError as error:
            log.info("clock.settled_already", call_id=call_id, code=error.code)

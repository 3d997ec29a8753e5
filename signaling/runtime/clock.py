"""This node's clock: what is due, who is gone, whom the queue can serve. All of it harmless when done twice."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial

import structlog
from sqlalchemy.exc import SQLAlchemyError

from lifetime import pause, still_wanted
from records.agents import agents_on_duty, set_offline
from records.calls import VersionConflict, calls_due, load_matters
from records.due import look_due
from records.nodes import Fenced, NodeDatabase, retire_nodes, standing_nodes
from records.participants import held_by, stranded, waiting_on
from records.tables import ParticipantRow
from signaling.cluster.presence import Presence
from signaling.domain import events as e
from signaling.protocol.errors import SignalError
from signaling.runtime.announce import Announcer
from signaling.runtime.ports import Clock
from signaling.runtime.queue import Queue
from signaling.runtime.rooms import Happened, Happening, Rooms
from signaling.runtime.stumbles import AWAY, Stumbles

STEP_S = 0.25
_SWEEP_STEPS = 8
_ATTEMPTS = 8

log = structlog.get_logger()


class _CameBack(Exception):  # noqa: N818 (an outcome: there is nothing to be done)
    """Another node holds this page by now."""


class Ticker:
    """Runs until cancelled. A database that is away for a while is logged and tried again, and so is whatever else goes
    wrong: a row that nobody can process must not stop the clock of every node.
    """

    def __init__(
        self, database: NodeDatabase, *, rooms: Rooms, queue: Queue, announcer: Announcer, presence: Presence,
        clock: Clock, lease_s: float,
    ) -> None:  # fmt: skip
        self._database = database
        self._rooms = rooms
        self._queue = queue
        self._announcer = announcer
        self._presence = presence
        self._clock = clock
        self._lease = timedelta(seconds=lease_s)
        self._stumbles = Stumbles()
        self._records = True
        self._doubted: set[str | None] = set()
        """Pages that counted as gone because their node said nothing."""

    def records(self) -> bool:
        """Whether anything was being recorded, anywhere, at the last look."""
        return self._records

    async def run(self) -> None:
        """Step after step, a quarter of a second apart."""
        step = 0
        while still_wanted():
            try:
                await self.step(sweep=step % _SWEEP_STEPS == 0)
            except Fenced:
                log.warning("clock.fenced")
            except (SQLAlchemyError, OSError):
                log.exception("clock.step_failed")
            step += 1
            await pause(STEP_S)

    async def step(self, *, sweep: bool) -> None:
        """One look at everything; with `sweep` at the leases too. Raises only when all would fail alike."""
        if sweep:
            await self._each_by_itself("sweep", self._sweep)
        due = await look_due(self._database, now=self._clock())
        self._records = due.recordings
        if due.offers:
            await self._each_by_itself("expire", self._queue.expire)
        if due.calls:
            await self._each_by_itself("end_due", self._end_due)
        if due.pairs or due.offers or due.calls:  # last: what has ended may have left an agent free
            await self._each_by_itself("pair", self._queue.pair)

    async def _each_by_itself(self, name: str, part: Callable[[], Awaitable[object]]) -> None:
        try:
            await part()
        except (Fenced, *AWAY):
            raise
        except Exception:  # the ladder of background tasks: what is wrong here must not keep the others from theirs
            log.exception("clock.part_failed", part=name)

    async def _end_due(self) -> None:
        async with self._database.reading() as session:
            due = await calls_due(session, now=self._clock())
        for call_id in due:
            await self._quietly(call_id, partial(self._rooms.happen, call_id, e.DeadlinePassed()))

    async def _sweep(self) -> None:
        nodes, agents = await standing_nodes(self._database), await agents_on_duty(self._database)
        others = {f"node:{node}" for node in nodes - {self._database.lease.id}}
        gone = await self._presence.gone(others | {f"agent:{agent}" for agent in agents})
        await self._bury({name.removeprefix("node:") for name in gone if name.startswith("node:")})
        await self._sign_off({name.removeprefix("agent:") for name in gone if name.startswith("agent:")})
        silent = await self._presence.silent(others - gone)
        await self._let_go({name.removeprefix("node:") for name in silent})

    async def _bury(self, nodes: set[str]) -> None:
        """First their right to write, then what they leave behind: nothing they do can come after it."""
        if nodes:
            async with self._database.transaction() as session:
                retired = await retire_nodes(session, nodes, now=self._clock())
            for node_id in retired:
                log.warning("clock.node_gone", node_id=node_id)
        async with self._database.reading() as session:
            lost = await stranded(session, nodes, retired_before=self._clock() - self._lease)
        for person in lost:
            await self._quietly(person.call_id, partial(self._left_behind, person))

    async def _let_go(self, nodes: set[str]) -> None:
        """Who waits in line on a node that says nothing is not offered to agents until its lease is over.

        Once for each page: one that says it is there, on whichever node, is believed. Its place is kept in any case.
        """
        if not nodes:
            self._doubted.clear()
            return
        async with self._database.reading() as session:
            waiting = [person for person in await waiting_on(session, nodes) if person.page_id not in self._doubted]
        for person in waiting:
            await self._quietly(person.call_id, partial(self._doubt, person))

    async def _doubt(self, person: ParticipantRow) -> None:
        await self._left_behind(person)
        self._doubted.add(person.page_id)
        self._announcer.ask_who_is_there(person.call_id, person.id)

    async def _left_behind(self, person: ParticipantRow) -> None:
        """Lost with their node, unless their page has come to another one since we looked: then nothing is written."""
        for _ in range(_ATTEMPTS):
            with suppress(VersionConflict, _CameBack):
                return await self._rooms.tell(await self._leave(person))
            if await self._is_back(person):
                return None
        log.warning("clock.still_stranded", node_id=person.node_id, call_id=person.call_id)
        return None

    async def _leave(self, person: ParticipantRow) -> Happened:
        """Who holds them is asked after the seat was written: from then on nobody else can mark it before we commit."""
        async with self._database.transaction() as session:
            before = (await load_matters(session, [person.call_id])).get(person.call_id)
            if before is None:
                raise _CameBack
            left = e.ParticipantLeft(person.id, person.page_id or "")
            (happened,) = await self._rooms.happen_within(session, [Happening(*before, left)])
            if await held_by(session, person.id) != person.node_id:
                raise _CameBack
        log.warning("clock.stranded", node_id=person.node_id, call_id=person.call_id)
        return happened

    async def _is_back(self, person: ParticipantRow) -> bool:
        async with self._database.reading() as session:
            return await held_by(session, person.id) != person.node_id

    async def _sign_off(self, agents: set[str]) -> None:
        if not agents:
            return
        async with self._database.transaction() as session:
            await set_offline(session, agents, now=self._clock())
        for user_id in agents:
            await self._announcer.agent_changed(user_id)

    async def _quietly(self, call_id: str, change: Callable[[], Awaitable[object]]) -> None:
        if self._stumbles.rests(call_id):
            return
        try:
            with self._stumbles.over(call_id):
                await change()
        except Fenced:
            raise
        except SignalError as error:
            log.info("clock.settled_already", call_id=call_id, code=error.code)

"""How soon a free agent is rung while many wait, and how many pairs a second three nodes make. Over real sockets."""

import asyncio
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from bench import machine, programs
from bench.agents import Rung, Switchboard
from bench.crowd import Crowd
from bench.effort import Effort
from bench.figures import Figure, Row, percentile
from bench.lines import Line
from bench.load import Load
from bench.node import in_lobby, in_queue, node, records
from bench.programs import Postgres, Program

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
_AT_ONCE = 50
_NODES = 3
_HANDS = 60
"""Agents who become free at about the same moment in the run of three nodes."""

_RING_TIMEOUT_S = "120"  # nobody is to be rung twice because a slow run took its time

_DECISION = (
    ("free to offered, median", "ms", None),
    ("free to offered, p99", "ms", 50.0),
    ("accepted, p99", "ms", None),
    ("CPU of the node for both", "ms", None),
    ("decisions looked at", "", None),
)

Found = defaultdict[str, list[float]]


async def measure(effort: Effort) -> list[Row]:
    """Decisions on both engines, one node on one core; then all the nodes on all the cores."""
    machine.open_files()
    measured, measuring = machine.cores()
    found: Found = defaultdict(list)
    async with programs.postgres() as postgres:
        for number in range(effort.rounds):
            for engine in (SQLITE, POSTGRESQL) if effort.everybody else (SQLITE,):
                for pages in (False, True) if effort.everybody else (True,):
                    effort.say(f"pairing: round {number + 1} of {effort.rounds}: decisions on {engine}, pages: {pages}")
                    machine.pin(measuring)
                    await _decisions(effort, found, postgres, engine, core=measured, pages=pages)
            effort.say(f"pairing: round {number + 1} of {effort.rounds}: {_NODES} nodes")
            machine.pin(measured, measuring)
            await _sustained(effort, found, postgres)
    return list(_rows(effort, found))


async def _decisions(effort: Effort, found: Found, postgres: Postgres, engine: str, *, core: int, pages: bool) -> None:
    """One agent after the other becomes free. With `pages`, those who wait have theirs open and are shown the queue."""
    title = f"{engine}, {'pages open' if pages else 'rows only'}"
    async with _house(effort, postgres, engine, agents=effort.agents, core=core, nodes=1) as (nodes, crowd):
        switchboard = Switchboard()
        load = Load(switchboard.heard)
        lines, _ = await load.connect(nodes[0].port, [in_queue(each) for each in crowd.agents], at_once=_AT_ONCE)
        if pages:
            customers = [in_lobby(each) for each in crowd.customers]
            await load.connect(nodes[0].port, customers, at_once=_AT_ONCE)
        await asyncio.sleep(effort.settle_s)
        used = machine.cpu_s(nodes[0].pid)
        rung = await _one_by_one(switchboard, lines, seconds=6 * effort.seconds)
        used = machine.cpu_s(nodes[0].pid) - used
        found[f"{title}: free to offered, median"].append(1e3 * percentile([each.offered_s for each in rung], 0.5))
        found[f"{title}: free to offered, p99"].append(1e3 * percentile([each.offered_s for each in rung], 0.99))
        found[f"{title}: accepted, p99"].append(1e3 * percentile([each.accepted_s for each in rung], 0.99))
        found[f"{title}: CPU of the node for both"].append(1e3 * used / len(rung))
        found[f"{title}: decisions looked at"].append(len(rung))
        load.drop()


async def _one_by_one(switchboard: Switchboard, lines: Sequence[Line], *, seconds: float) -> list[Rung]:
    rung: list[Rung] = []
    end = time.perf_counter() + seconds
    for line in lines:
        rung.append(await switchboard.pair(line))
        if time.perf_counter() > end:
            break
    return rung


async def _sustained(effort: Effort, found: Found, postgres: Postgres) -> None:
    """As many pairs as they can make, agents and nodes side by side."""
    agents = min(3 * effort.agents, effort.waiting)
    async with _house(effort, postgres, POSTGRESQL, agents=agents, core=None, nodes=_NODES) as (nodes, crowd):
        switchboard = Switchboard()
        load = Load(switchboard.heard)
        lines: list[Line] = []
        for n, each in enumerate(nodes):
            some = [in_queue(agent) for agent in crowd.agents[n::_NODES]]
            lines += (await load.connect(each.port, some, at_once=_AT_ONCE))[0]
        shuffled = [lines[n] for k in range(len(lines) // _NODES) for n in range(k, len(lines), len(lines) // _NODES)]
        await asyncio.sleep(effort.settle_s)
        queue, rung = iter(shuffled), list[Rung]()
        begun = time.perf_counter()
        end = begun + 6 * effort.seconds

        async def hand() -> None:
            for line in queue:
                rung.append(await switchboard.pair(line))
                if time.perf_counter() > end:
                    return

        async with asyncio.TaskGroup() as tasks:
            for _ in range(min(_HANDS, agents // 2)):
                tasks.create_task(hand())
        found["sustained"].append(len(rung) / (time.perf_counter() - begun))
        found["sustained p99"].append(1e3 * percentile([each.offered_s for each in rung], 0.99))
        load.drop()


@asynccontextmanager
async def _house(
    effort: Effort, postgres: Postgres, engine: str, *, agents: int, core: int | None, nodes: int
) -> AsyncIterator[tuple[list[Program], Crowd]]:
    """Nodes on one database in which people wait, their pages open as far as the rows know."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        url = await postgres.database() if engine == POSTGRESQL else f"sqlite+aiosqlite:///{folder}/bench.db"
        await stack.enter_async_context(programs.redis(folder, core=core))
        crowd = Crowd()
        for _ in range(agents):
            crowd.agent("en", "es")
        for n in range(effort.waiting):
            crowd.customer(waiting=True, present=True, n=n)
        async with records(url) as database:
            await crowd.write(database)
        started = [
            await stack.enter_async_context(
                node(folder, url, folder / "redis.sock", core=core, ring_timeout_s=_RING_TIMEOUT_S)
            )
            for _ in range(nodes)
        ]
        yield started, crowd


def _rows(effort: Effort, found: Found) -> Iterator[Row]:
    size = f"{effort.agents:,} agents, {effort.waiting:,} waiting, "
    for engine in (SQLITE, POSTGRESQL):
        for pages in ("rows only", "pages open"):
            for what, unit, most in _DECISION:
                if values := found[f"{engine}, {pages}: {what}"]:
                    yield Row(f"{size}{engine}, {pages}: {what}", unit, Figure.of(values), at_most=most)
    yield Row(f"{_NODES} nodes, {POSTGRESQL}: pairs made", "/s", Figure.of(found["sustained"]), at_least=100)
    yield Row(f"{_NODES} nodes, {POSTGRESQL}: p99", "ms", Figure.of(found["sustained p99"]))

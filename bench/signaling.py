"""Messages through one node on one core, beside the least that could carry them and beside PeerJS's server."""

import asyncio
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from bench import machine, programs
from bench.crowd import Crowd
from bench.effort import Effort
from bench.figures import Figure, Row, percentile
from bench.lines import Seat, Step
from bench.load import Load
from bench.node import MESSAGE_BYTES, in_call, in_lobby, node, records, session_description
from bench.programs import Postgres, Program, python, running

PAIRS = 64
_AT_ONCE = 100

ECHO, BARE, BARE_UVLOOP, PEER = "bare TCP echo", "bare aiohttp", "bare aiohttp, uvloop", "PeerJS server"
OURS, OURS_PLAIN = "ours", "ours without uvloop"

Figures = dict[tuple[str, str, int], list[float]]
"""What was found, by contender, quantity and number of idle connections: one number for each round."""


@dataclass(slots=True)
class Running:
    """A server that is ready, the people who will come to it, and whose processor time is counted beside its own."""

    program: Program
    pairs: list[tuple[Seat, Seat]]
    idle: Callable[[int], list[Seat]]
    beside: list[Program] = field(default_factory=list)


@dataclass(slots=True)
class Bench:
    """What one run of this part has at hand."""

    effort: Effort
    postgres: Postgres
    core: int
    found: Figures = field(default_factory=lambda: defaultdict(list))

    def note(self, who: str, what: str, idle: int, value: float) -> None:
        """One number of one round."""
        self.found[who, what, idle].append(value)

    def figure(self, who: str, what: str, idle: int) -> Figure | None:
        """What the rounds found, if they looked."""
        values = self.found.get((who, what, idle))
        return Figure.of(values) if values else None


async def measure(effort: Effort) -> list[Row]:
    """All of it, round after round, everybody in each round."""
    measured, measuring = machine.cores()
    machine.open_files()
    machine.pin(measuring)
    async with programs.postgres() as postgres:
        bench = Bench(effort, postgres, measured)
        for number in range(effort.rounds):
            for who in (ECHO, BARE, BARE_UVLOOP, PEER, OURS_PLAIN, OURS):
                effort.say(f"signaling: round {number + 1} of {effort.rounds}: {who}")
                async with open_contender(bench, who) as running_one:
                    await _steady(bench, who, running_one)
            for who in (BARE_UVLOOP, PEER, OURS):
                effort.say(f"signaling: round {number + 1}: everybody comes back at once: {who}")
                await _storm(bench, who)
            effort.say(f"signaling: round {number + 1}: through Redis to another node")
            await _other_node(bench)
    return list(rows(bench))


@asynccontextmanager
async def open_contender(bench: Bench, who: str) -> AsyncIterator[Running]:
    """A new process of one of them."""
    if who in (OURS, OURS_PLAIN):
        async with _ours(bench, uvloop=who == OURS) as ours:
            yield ours
        return
    command = {
        ECHO: python("-m", "bench.rivals.echo"),
        BARE: python("-m", "bench.rivals.relay"),
        BARE_UVLOOP: python("-m", "bench.rivals.relay", "uvloop"),
        PEER: ["node", "bench/rivals/peer_server.cjs"],
    }[who]
    seats = {ECHO: _echo_seat, BARE: _relay_seat, BARE_UVLOOP: _relay_seat, PEER: _peer_seat}[who]
    async with running(command, core=bench.core, says="port") as program:
        names = [(uuid4().hex, uuid4().hex) for _ in range(PAIRS)]
        pairs = [(seats(one, other), seats(other, one)) for one, other in names]
        yield Running(program, pairs, lambda many: [seats(uuid4().hex, "-") for _ in range(many)])


@asynccontextmanager
async def _ours(bench: Bench, *, uvloop: bool) -> AsyncIterator[Running]:
    """One node with Redis on its core; PostgreSQL, which a message does not touch, wherever there is room."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        url = await bench.postgres.database()
        redis = await stack.enter_async_context(programs.redis(folder, core=bench.core))
        crowd = Crowd()
        pairs = [crowd.pair() for _ in range(PAIRS)]
        customers = [crowd.customer() for _ in range(max(bench.effort.idle))]
        async with records(url) as database:
            await crowd.write(database)
        lobby = iter([in_lobby(customer) for customer in customers])
        program = await stack.enter_async_context(
            node(folder, url, folder / "redis.sock", core=bench.core, uvloop=uvloop)
        )
        yield Running(program, [in_call(pair) for pair in pairs], lambda many: [next(lobby) for _ in range(many)], [redis])


async def _steady(bench: Bench, who: str, running_one: Running) -> None:
    """Busy pairs beside more and more idle connections."""
    load, effort, pid = Load(), bench.effort, running_one.program.pid
    await asyncio.sleep(effort.settle_s / 3)
    empty = machine.resident_kib(pid)
    heartbeat = asyncio.create_task(_speak_up(load)) if who == PEER else None
    try:
        seats = [seat for pair in running_one.pairs for seat in pair]
        lines, _ = await load.connect(running_one.program.port, seats, at_once=_AT_ONCE)
        pairs = list(zip(lines[::2], lines[1::2], strict=True))
        for idle in effort.idle:
            more = running_one.idle(idle - (len(load.lines) - len(seats)))
            _, took = await load.connect(running_one.program.port, more, at_once=_AT_ONCE)
            bench.note(who, "connecting", idle, len(more) / took)
            await asyncio.sleep(effort.settle_s)
            bench.note(who, "memory", idle, (machine.resident_kib(pid) - empty) / len(load.lines))
            await _messages(bench, who, idle, load, pairs, running_one)
        if load.lost:
            raise SystemExit(f"bench: {who} ended {load.lost} of {len(load.lines)} connections")
    finally:
        if heartbeat is not None:
            heartbeat.cancel()
        load.drop()


async def _messages(
    bench: Bench, who: str, idle: int, load: Load, pairs: Sequence[tuple], running_one: Running  # type: ignore[type-arg]
) -> None:
    effort, pid = bench.effort, running_one.program.pid
    await load.exchange(pairs, per_s=effort.messages_per_s, seconds=effort.seconds / 5)
    at_rest = await _resting_share(pid, effort.seconds / 2)
    before, beside = machine.cpu_s(pid), [machine.cpu_s(each.pid) for each in running_one.beside]
    exchange = await load.exchange(pairs, per_s=effort.messages_per_s, seconds=effort.seconds)
    used = machine.cpu_s(pid) - before - at_rest * (exchange.seconds + 1.0)
    redis = sum(machine.cpu_s(each.pid) for each in running_one.beside) - sum(beside)
    if exchange.lost > exchange.sent // 1000:
        raise SystemExit(f"bench: {who} lost {exchange.lost} of {exchange.sent} messages")
    bench.note(who, "median", idle, 1e6 * percentile(exchange.latencies, 0.5))
    bench.note(who, "p99", idle, 1e6 * percentile(exchange.latencies, 0.99))
    bench.note(who, "cpu", idle, 1e6 * used / exchange.sent)
    bench.note(who, "at rest", idle, 100 * at_rest)
    bench.note(who, "redis", idle, 1e6 * redis / exchange.sent)
    bench.note(who, "generator", idle, 100 * exchange.own_cpu_share)


async def _resting_share(pid: int, seconds: float) -> float:
    """How much of a core the server uses while nobody says anything."""
    before = machine.cpu_s(pid)
    await asyncio.sleep(seconds)
    return (machine.cpu_s(pid) - before) / seconds


async def _storm(bench: Bench, who: str) -> None:
    """One server dies by kill -9, and everybody who was there comes to another at once."""
    effort = bench.effort
    load = Load()
    try:
        async with AsyncExitStack() as stack:
            first = await stack.enter_async_context(open_contender(bench, who))
            second = await stack.enter_async_context(_another(bench, who, first))
            seats = first.idle(effort.storm)
            await load.connect(first.program.port, seats, at_once=_AT_ONCE)
            await asyncio.sleep(effort.settle_s)
            await first.program.kill()
            load.drop()
            _, took = await load.connect(second.port, seats, at_once=len(seats))
            bench.note(who, "storm", effort.storm, took)
    finally:
        load.drop()


@asynccontextmanager
async def _another(bench: Bench, who: str, first: Running) -> AsyncIterator[Program]:
    """A second server of the same kind; of ours, a second node of the same house."""
    if who not in (OURS, OURS_PLAIN):
        async with open_contender(bench, who) as second:
            yield second.program
        return
    async with _second_node(bench, first) as second_node:
        yield second_node


@asynccontextmanager
async def _second_node(bench: Bench, first: Running) -> AsyncIterator[Program]:
    raw = Path(f"/proc/{first.program.pid}/environ").read_bytes().split(b"\0")
    env = dict(entry.decode().partition("=")[::2] for entry in raw if entry)
    folder = Path(env["REASSURE_DATA_DIR"]).parent
    async with node(folder, env["REASSURE_DATABASE_URL"], folder / "redis.sock", core=bench.core) as second:
        yield second


async def _other_node(bench: Bench) -> None:
    """The two of a pair on two nodes, and (in between) on one."""
    load, effort = Load(), bench.effort
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(open_contender(bench, OURS))
        second = await stack.enter_async_context(_second_node(bench, first))
        half = PAIRS // 2
        here = [seat for pair in first.pairs[:half] for seat in pair]
        async with asyncio.TaskGroup() as tasks:
            together = tasks.create_task(load.connect(first.program.port, here, at_once=_AT_ONCE))
            apart = [
                tasks.create_task(load.connect(port, [pair[side] for pair in first.pairs[half:]], at_once=_AT_ONCE))
                for side, port in enumerate((first.program.port, second.port))
            ]
        lines = together.result()[0]
        on_one = list(zip(lines[::2], lines[1::2], strict=True))
        on_two = list(zip(apart[0].result()[0], apart[1].result()[0], strict=True))
        for who, pairs in (("one node", on_one), ("two nodes", on_two)) * 2:
            exchange = await load.exchange(pairs, per_s=effort.messages_per_s / 2, seconds=effort.seconds / 2)
            bench.note(who, "median", 0, 1e6 * percentile(exchange.latencies, 0.5))
            bench.note(who, "p99", 0, 1e6 * percentile(exchange.latencies, 0.99))
        load.drop()


async def _speak_up(load: Load) -> None:
    """What PeerJS's browsers do (every 5 s; here five times less often): else its server takes them for dead."""
    while True:
        for n, line in enumerate(list(load.lines)):
            if not line.lost:
                line.say(b'{"type":"HEARTBEAT"}')
            if n % 20 == 19:
                await asyncio.sleep(25 * 20 / len(load.lines))
        await asyncio.sleep(1)


def rows(bench: Bench) -> list[Row]:
    """The table of this part."""
    found: list[Row] = []
    for idle in bench.effort.idle:
        at = f"{idle:,} idle, {PAIRS} busy pairs: "
        for what, name, unit in (("median", "median of a message", "us"), ("p99", "p99 of a message", "us"),
                                 ("cpu", "CPU for a message", "us"), ("memory", "memory of a socket", "KiB")):  # fmt: skip
            found += _against(bench, at + name, what, unit, idle)
        for what, name, unit in (("redis", "CPU of Redis for a message", "us"), ("at rest", "CPU at rest", "% of a core"),
                                 ("generator", "CPU of the load generator", "% of a core"),
                                 ("connecting", "connections made, one by one", "/s")):  # fmt: skip
            ours, bare = bench.figure(OURS, what, idle), bench.figure(BARE_UVLOOP, what, idle)
            if ours is not None:
                found.append(Row(at + name, unit, ours, BARE_UVLOOP if what != "redis" else "", bare if what != "redis" else None))
    storm = bench.effort.storm
    ours = bench.figure(OURS, "storm", storm)
    if ours is not None:
        found.append(Row(f"{storm:,} come back at once", "s", ours, BARE_UVLOOP, bench.figure(BARE_UVLOOP, "storm", storm), at_most_times=2))
        found.append(Row(f"{storm:,} come back at once", "s", ours, PEER, bench.figure(PEER, "storm", storm), at_most_times=1))
    one, two = bench.found["one node", "median", 0], bench.found["two nodes", "median", 0]
    if one and two:
        more = Figure.of(other - same for same, other in zip(one, two, strict=True))
        found.append(Row("to another node: median, more than on one", "us", more, at_most=1500))
        p99 = [other - same for same, other in zip(bench.found["one node", "p99", 0], bench.found["two nodes", "p99", 0], strict=True)]
        found.append(Row("to another node: p99, more than on one", "us", Figure.of(p99)))
    return found


def _against(bench: Bench, title: str, what: str, unit: str, idle: int) -> list[Row]:
    ours = bench.figure(OURS, what, idle)
    if ours is None:
        return []
    found = []
    for who in (ECHO, BARE, BARE_UVLOOP, PEER, OURS_PLAIN):
        theirs = bench.figure(who, what, idle)
        if theirs is None or (who == ECHO and what == "memory"):
            continue
        times = {(ECHO, "p99"): 3.0}.get((who, what), 1.0 if who == PEER else None)
        found.append(Row(title, unit, ours, who, theirs, at_most_times=times))
    most = {"cpu": 60.0, "memory": 25.0}.get(what)
    if most is not None:
        found.append(Row(title, unit, ours, at_most=most))
    return found


def _echo_seat(name: str, other: str) -> Seat:
    before, after = session_description(MESSAGE_BYTES)
    return Seat(None, (Step(b"welcome", b"welcome"),), before, after)


def _relay_seat(name: str, other: str) -> Seat:
    head = f"{other}\n".encode()
    before, after = session_description(MESSAGE_BYTES - len(head))
    return Seat(f"/{name}", (Step(b"", b"welcome"),), head + before, after)


def _peer_seat(name: str, other: str) -> Seat:
    head = b'{"type":"OFFER","dst":"%s","payload":{"type":"offer","sdp":"' % other.encode()
    before, after = session_description(MESSAGE_BYTES - len(head) - 3)
    path = f"/peerjs?key=peerjs&id={name}&token={name}"
    return Seat(path, (Step(b"", b'"OPEN"'),), head + before, after + b'"}}')

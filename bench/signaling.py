"""Messages through one node on one core, through two, and everybody coming back at once; beside the others."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from bench import machine, programs
from bench.contenders import BARE, BARE_UVLOOP, ECHO, OURS, OURS_PLAIN, PEER, Contender, open_contender
from bench.effort import Effort
from bench.figures import Figure, Row, percentile
from bench.lines import Line, Seat
from bench.load import Load
from bench.programs import Postgres

ONE_NODE, TWO_NODES = "one node", "two nodes"
_EVERYBODY = (ECHO, BARE, BARE_UVLOOP, PEER, OURS_PLAIN, OURS)
_AT_ONCE = 100
_HEARTBEAT_S = 25.0

_COMPARED = (
    ("median", "median of a message", "us", None),
    ("p99", "p99 of a message", "us", None),
    ("cpu", "CPU for a message", "us", 60.0),
    ("memory", "memory of a socket", "KiB", 25.0),
)
_TOLD = (
    ("redis", "CPU of our Redis for a message", "us"),
    ("rest", "CPU while nobody speaks", "% of a core"),
    ("generator", "CPU of the load generator", "% of a core"),
    ("connecting", f"connections made, {_AT_ONCE} at a time", "/s"),
)


@dataclass(slots=True)
class Bench:
    """What one run of this part has at hand, and what it has found: one number a round by who, what and how many."""

    effort: Effort
    postgres: Postgres
    core: int
    found: defaultdict[tuple[str, str, int], list[float]] = field(default_factory=lambda: defaultdict(list))

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
            for who in _EVERYBODY if effort.everybody else (ECHO, PEER, OURS):
                effort.say(f"signaling, round {number + 1} of {effort.rounds}: messages, {who}")
                await _messages(bench, who)
            for who in (BARE_UVLOOP, PEER, OURS) if effort.everybody else (OURS,):
                effort.say(f"signaling, round {number + 1} of {effort.rounds}: coming back, {who}")
                await _coming_back(bench, who)
            effort.say(f"signaling, round {number + 1} of {effort.rounds}: to another node")
            await _to_another_node(bench)
    return list(_rows(bench))


async def _messages(bench: Bench, who: str) -> None:
    """Busy pairs beside more and more idle connections."""
    effort, load = bench.effort, Load()
    async with open_contender(
        who, bench.postgres, core=bench.core, pairs=effort.pairs, idle=max(effort.idle)
    ) as contender:
        pid, port = contender.program.pid, contender.program.port
        await asyncio.sleep(effort.settle_s / 3)
        empty = machine.resident_kib(pid)
        heartbeat = asyncio.create_task(_say_that_we_live(load)) if who == PEER else None
        pairs = await _pairs(load, contender)
        there = 0
        for idle in effort.idle:
            _, took = await load.connect(port, contender.idle[there:idle], at_once=_AT_ONCE)
            bench.note(who, "connecting", idle, (idle - there) / took)
            there = idle
            await asyncio.sleep(effort.settle_s)
            bench.note(who, "memory", idle, (machine.resident_kib(pid) - empty) / len(load.lines))
            await _exchange(bench, who, idle, load, pairs, contender)
        if load.lost:
            raise SystemExit(f"bench: {who} ended {load.lost} of {len(load.lines)} connections")
        if heartbeat is not None:
            heartbeat.cancel()
        load.drop()


async def _pairs(load: Load, contender: Contender) -> list[tuple[Line, Line]]:
    seats = [seat for pair in contender.pairs for seat in pair]
    lines, _ = await load.connect(contender.program.port, seats, at_once=_AT_ONCE)
    return list(zip(lines[::2], lines[1::2], strict=True))


async def _exchange(  # noqa: PLR0917
    bench: Bench, who: str, idle: int, load: Load, pairs: Sequence[tuple[Line, Line]], contender: Contender
) -> None:
    effort, pid, redis = bench.effort, contender.program.pid, contender.redis
    await load.exchange(pairs, per_s=effort.messages_per_s, seconds=effort.seconds / 5)
    rest = await _share_at_rest(pid, effort.seconds / 2)
    before, redis_before = machine.cpu_s(pid), machine.cpu_s(redis.pid) if redis else 0.0
    exchange = await load.exchange(pairs, per_s=effort.messages_per_s, seconds=effort.seconds)
    used = machine.cpu_s(pid) - before - rest * exchange.seconds
    if exchange.lost > exchange.sent // 1000:
        raise SystemExit(f"bench: {who} lost {exchange.lost} of {exchange.sent} messages")
    bench.note(who, "median", idle, 1e6 * percentile(exchange.latencies, 0.5))
    bench.note(who, "p99", idle, 1e6 * percentile(exchange.latencies, 0.99))
    bench.note(who, "cpu", idle, 1e6 * used / exchange.sent)
    bench.note(who, "rest", idle, 100 * rest)
    bench.note(who, "generator", idle, 100 * exchange.own_cpu_share)
    if redis:
        bench.note(who, "redis", idle, 1e6 * (machine.cpu_s(redis.pid) - redis_before) / exchange.sent)


async def _share_at_rest(pid: int, seconds: float) -> float:
    """How much of a core the server uses while nobody says anything: pings, the clock, the watches."""
    before = machine.cpu_s(pid)
    await asyncio.sleep(seconds)
    return (machine.cpu_s(pid) - before) / seconds


async def _coming_back(bench: Bench, who: str) -> None:
    """Everybody comes to one server at once; it dies by kill -9, and they come to another one, at once again."""
    heard: defaultdict[Seat, list[bytes]] = defaultdict(list)
    load, many = Load(lambda line, text: heard[line.seat].append(text)), bench.effort.storm
    async with (
        open_contender(who, bench.postgres, core=bench.core, pairs=0, idle=many) as contender,
        contender.another() as other,
    ):
        _, took = await load.connect(contender.program.port, contender.idle, at_once=many)
        bench.note(who, "coming", many, took)
        await asyncio.sleep(bench.effort.settle_s)
        await contender.program.kill()
        load.drop()
        again = [contender.again(seat, heard.pop(seat)) for seat in contender.idle]
        _, took = await load.connect(other.port, again, at_once=many)
        bench.note(who, "coming back", many, took)
        load.drop()


async def _to_another_node(bench: Bench) -> None:
    """Half the pairs on one node, half with a side on each of two; they take turns."""
    load, effort = Load(), bench.effort
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(
            open_contender(OURS, bench.postgres, core=bench.core, pairs=effort.pairs, idle=0)
        )
        second = await stack.enter_async_context(first.another())
        half = effort.pairs // 2
        near, far = first.pairs[:half], first.pairs[half:]
        async with asyncio.TaskGroup() as tasks:
            ends = [
                tasks.create_task(load.connect(program.port, [pair[side] for pair in pairs], at_once=_AT_ONCE))
                for pairs, other in ((near, first.program), (far, second))
                for side, program in enumerate((first.program, other))
            ]
        lines = [end.result()[0] for end in ends]
        groups = ((ONE_NODE, list(zip(*lines[:2], strict=True))), (TWO_NODES, list(zip(*lines[2:], strict=True))))
        for who, pairs in groups * 2:
            exchange = await load.exchange(pairs, per_s=effort.messages_per_s / 2, seconds=effort.seconds / 2)
            bench.note(who, "median", 0, 1e6 * percentile(exchange.latencies, 0.5))
            bench.note(who, "p99", 0, 1e6 * percentile(exchange.latencies, 0.99))
        load.drop()


async def _say_that_we_live(load: Load) -> None:
    """As PeerJS's browsers do, only five times less often: else its server takes them for dead after a minute."""
    while True:
        for n, line in enumerate(list(load.lines)):
            if not line.lost:
                line.say(b'{"type":"HEARTBEAT"}')
            if n % 20 == 19:
                await asyncio.sleep(20 * _HEARTBEAT_S / len(load.lines))
        await asyncio.sleep(1)


def _rows(bench: Bench) -> Iterator[Row]:
    for idle in bench.effort.idle:
        for what, name, unit, most in _COMPARED:
            yield from _compared(
                bench, what, f"{idle:,} idle, {bench.effort.pairs} pairs: {name}", unit, idle=idle, most=most
            )
        for what, name, unit in _TOLD:
            if (ours := bench.figure(OURS, what, idle)) is not None:
                theirs = bench.figure(BARE_UVLOOP, what, idle)
                yield Row(
                    f"{idle:,} idle, {bench.effort.pairs} pairs: {name}",
                    unit,
                    ours,
                    BARE_UVLOOP if theirs else "",
                    theirs,
                )
    many = bench.effort.storm
    for who, times in ((BARE_UVLOOP, 2.0), (PEER, 1.0)):
        for what, name, most in (("coming back", "come back", times), ("coming", "come for the first time", None)):
            ours, theirs = bench.figure(OURS, what, many), bench.figure(who, what, many)
            if ours is not None and theirs is not None:
                yield Row(f"{many:,} {name} at once", "s", ours, who, theirs, at_most_times=most)
    for what, most in (("median", 1500.0), ("p99", None)):
        near, far = bench.found[ONE_NODE, what, 0], bench.found[TWO_NODES, what, 0]
        more = Figure.of(one - other for one, other in zip(far, near, strict=True))
        yield Row(f"to another node: {what}, more than on one", "us", more, at_most=most)


def _compared(bench: Bench, what: str, title: str, unit: str, *, idle: int, most: float | None) -> Iterator[Row]:
    ours = bench.figure(OURS, what, idle)
    if ours is None:
        return
    if most is not None:
        yield Row(title, unit, ours, at_most=most)
    for who in _EVERYBODY[:-1]:
        theirs = bench.figure(who, what, idle)
        if theirs is not None and (who, what) != (ECHO, "memory"):
            times = 3.0 if (who, what) == (ECHO, "p99") else 1.0 if who == PEER else None
            yield Row(title, unit, ours, who, theirs, at_most_times=times)

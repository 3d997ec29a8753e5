"""Who is measured: our service, the least that could do the same, and PeerJS's server. Each a process on one core."""

import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import uuid4

from bench import programs
from bench.crowd import Crowd
from bench.lines import Seat, Step
from bench.node import MESSAGE_BYTES, in_call, in_lobby, in_lobby_again, node, records, session_description
from bench.programs import Postgres, Program, python, running

ECHO, BARE, BARE_UVLOOP, PEER = "bare TCP echo", "bare aiohttp", "bare aiohttp, uvloop", "PeerJS server"
OURS, OURS_PLAIN = "ours", "ours without uvloop"


@dataclass(frozen=True, slots=True)
class Contender:
    """A server that is ready, and the people who will come to it: the busy pairs, and as many idle as were asked for.

    `redis` is ours alone. `again` is the seat of one of the idle who comes back after having heard so much; by default
    the same as before. `another` starts a second server of the same kind; of ours, a node of the same house.
    """

    program: Program
    pairs: list[tuple[Seat, Seat]]
    idle: list[Seat]
    another: Callable[[], AbstractAsyncContextManager[Program]]
    redis: Program | None = None
    again: Callable[[Seat, Sequence[bytes]], Seat] = lambda seat, heard: seat


@asynccontextmanager
async def open_contender(who: str, postgres: Postgres, *, core: int, pairs: int, idle: int) -> AsyncIterator[Contender]:
    """One of the six, until the end of the block."""
    if who in (OURS, OURS_PLAIN):
        async with _ours(postgres, core=core, pairs=pairs, idle=idle, uvloop=who == OURS) as ours:
            yield ours
        return
    command, seat = {
        ECHO: (python("-m", "bench.rivals.echo"), _echo_seat),
        BARE: (python("-m", "bench.rivals.relay"), _relay_seat),
        BARE_UVLOOP: (python("-m", "bench.rivals.relay", "uvloop"), _relay_seat),
        PEER: (["node", "bench/rivals/peer_server.cjs"], _peer_seat),
    }[who]
    start = partial(running, command, core=core, says="port")
    async with start() as program:
        names = [(uuid4().hex, uuid4().hex) for _ in range(pairs)]
        busy = [(seat(one, other), seat(other, one)) for one, other in names]
        yield Contender(program, busy, [seat(uuid4().hex, "nobody") for _ in range(idle)], start)


@asynccontextmanager
async def _ours(postgres: Postgres, *, core: int, pairs: int, idle: int, uvloop: bool) -> AsyncIterator[Contender]:
    """One node with Redis on its core; PostgreSQL, which a relayed message does not touch, wherever there is room."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        url = await postgres.database()
        redis = await stack.enter_async_context(programs.redis(folder, core=core))
        crowd = Crowd()
        busy = [in_call(crowd.pair()) for _ in range(pairs)]
        customers = [crowd.customer() for _ in range(idle)]
        lobby = {in_lobby(customer): customer for customer in customers}
        async with records(url) as database:
            await crowd.write(database)
        start = partial(node, folder, url, folder / "redis.sock", core=core, uvloop=uvloop)
        program = await stack.enter_async_context(start())
        yield Contender(
            program, busy, list(lobby), start, redis, lambda seat, heard: in_lobby_again(lobby[seat], heard)
        )


def _echo_seat(name: str, other: str) -> Seat:
    return Seat(None, (Step(b"welcome", b"welcome"),), *session_description(MESSAGE_BYTES))


def _relay_seat(name: str, other: str) -> Seat:
    head = f"{other}\n".encode()
    before, after = session_description(MESSAGE_BYTES - len(head))
    return Seat(f"/{name}", (Step(b"", b"welcome"),), head + before, after)


def _peer_seat(name: str, other: str) -> Seat:
    head = b'{"type":"OFFER","dst":"%s","payload":{"type":"offer","sdp":"' % other.encode()
    before, after = session_description(MESSAGE_BYTES - len(head) - 3)
    path = f"/peerjs?key=peerjs&id={name}&token={name}"
    return Seat(path, (Step(b"", b'"OPEN"'),), head + before, after + b'"}}')

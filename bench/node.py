"""The real service, as `app.py serve` runs it: a process of its own on real stores."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from bench.crowd import Agent, Customer, Pair
from bench.lines import Seat, Step
from bench.load import MARK
from bench.programs import Program, python, running
from records.database import Database, open_database
from records.migrate import migrate

MESSAGE_BYTES = 1228
_LINE = b"a=rtpmap:111 opus/48000/2\\r\\n"


@asynccontextmanager
async def node(
    folder: Path,
    database_url: str,
    redis: Path,
    *,
    core: int | None,
    uvloop: bool = True,
    inside: Sequence[str] = (),
    **settings: str,
) -> AsyncIterator[Program]:
    """One node, until the end of the block. `folder` is shared by nodes; each keeps its own below.

    `inside` is what stands before its command, where it runs at an end of a wire.
    """
    home = folder / f"node-{uuid4().hex[:8]}"
    home.mkdir()
    given = {
        "host": "127.0.0.1", "port": "0", "data_dir": str(home), "database_url": database_url,
        "redis_url": f"unix://{redis}", "media_workers": "0", "log_level": "warning",
    } | settings  # fmt: skip
    env = {f"REASSURE_{name.upper()}": value for name, value in given.items()}
    command = python("app.py", "serve") if uvloop else python("-m", "bench.without_uvloop", "serve")
    async with running([*inside, *command], core=core, says="case link", env=env, log=home / "log") as program:
        yield program


@asynccontextmanager
async def records(url: str) -> AsyncIterator[Database]:
    """The same database from here, migrated."""
    async with open_database(url) as database:
        await migrate(database.engine)
        yield database


def in_lobby(customer: Customer) -> Seat:
    """A customer's page that waits for the other side."""
    return Seat("/ws", (Step(_hello(customer.token, customer.page_id), b'"type":"chat"'),))


def in_lobby_again(customer: Customer, heard: Sequence[bytes]) -> Seat:
    """The same page, which lost its socket after it had heard this: it says how far, as `protocol/socket.js` does."""
    resume: dict[str, Any] | None = None
    shown = 0
    for message in map(json.loads, heard):
        if message["type"] == "session":
            resume = {"session": message["session"], "heard": message["heard"]}
        elif resume and "seq" in message:
            resume["heard"][message["origin"]] = message["seq"]
        if message["type"] == "call":
            shown = max(shown, message["call"]["version"])
    hello = _hello(customer.token, customer.page_id, resume=resume, call_version=shown)
    return Seat("/ws", (Step(hello, b'"resumed":true'),))


def in_queue(agent: Agent) -> Seat:
    """An agent's page, in no call."""
    return Seat("/ws", (Step(_hello(agent.token, uuid4().hex), b'"type":"agent"'),))


def in_call(pair: Pair) -> tuple[Seat, Seat]:
    """Both pages of a call whose two people have clicked and are connected; they send each other descriptions."""
    agents_page = uuid4().hex
    ready = b'{"type":"ready","audio":true,"video":true}'
    agent = Seat(
        "/ws",
        (
            Step(_hello(pair.agent.token, agents_page), b'"type":"agent"'),
            Step(json.dumps({"type": "enter", "call_id": pair.customer.call_id}).encode(), b'"type":"chat"'),
            Step(ready, b'"state":"connecting"'),
            Step(b'{"type":"talk_connected"}', b'"state":"active"'),
        ),
        *_description(pair.customer.page_id),
    )
    customer = Seat(
        "/ws",
        (
            Step(_hello(pair.customer.token, pair.customer.page_id), b'"type":"chat"'),
            Step(ready, b'"state":"active"'),
        ),
        *_description(agents_page),
    )
    return agent, customer


def session_description(room: int) -> tuple[bytes, bytes]:
    """What a JSON text of an SDP with `room` bytes has before and after the mark of the bench."""
    before = b"v=0\\r\\no=- 4611731400430051336 2 IN IP4 127.0.0.1\\r\\ns=-\\r\\nt=0 0\\r\\n"
    left = room - len(before) - len(MARK) - 10 - len(b"\\r\\n")
    after = b"\\r\\n" + _LINE * (left // len(_LINE))
    return before, after


def _description(to_page: str) -> tuple[bytes, bytes]:
    head = b'{"type":"description","to_page":"%s","description":{"type":"offer","sdp":"' % to_page.encode()
    before, after = session_description(MESSAGE_BYTES - len(head) - 3)
    return head + before, after + b'"}}'


def _hello(token: str, page_id: str, **more: object) -> bytes:
    return json.dumps({"type": "hello", "token": token, "page_id": page_id, **more}).encode()

"""How many events a second are spread, signed, sent and settled, on both databases; beside whoever only posts them."""

import asyncio
import json
import logging
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import structlog

from bench import programs
from bench.effort import Effort
from bench.figures import Figure, Row
from bench.node import records
from bench.programs import python, running
from media.master_keys import MasterKeys
from outgoing.answer import Sender
from outgoing.dispatch import deliver_everything_due
from outgoing.rounds import AT_ONCE
from outgoing.secret_lock import SecretLock
from outgoing.signing import draw_secret, rotated
from outgoing.webhook import open_webhooks
from records.database import Database
from records.outbox import enqueue_event
from records.tables import EndpointRow, EndpointState

_AT_ONCE = 500
_BARE = "bare aiohttp POST loop"
_STATEMENT = "The carrier is asked to search, and the customer hears of it by Friday."


async def measure(effort: Effort) -> list[Row]:
    """The same events to the same receiver, by us and by nobody in particular."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))  # a line each costs more
    events = max(20, effort.storm // 5)
    found: defaultdict[str, list[float]] = defaultdict(list)
    async with (
        programs.postgres() as postgres,
        running(python("-m", "bench.rivals.taker"), core=None, says="port") as taker,
    ):
        url = f"http://127.0.0.1:{taker.port}/hook"
        for number in range(effort.rounds):
            effort.say(f"outbox: round {number + 1} of {effort.rounds}, {events} events")
            found[_BARE].append(events / await _post(url, events))
            for engine in ("SQLite", "PostgreSQL"):
                with tempfile.TemporaryDirectory(prefix="bench-") as folder:
                    place = f"sqlite+aiosqlite:///{folder}/bench.db"
                    where = await postgres.database() if engine == "PostgreSQL" else place
                    async with records(where) as database:
                        lock = _lock(Path(folder))
                        await _fill(database, lock, url, events)
                        found[engine].append(events / await _deliver(database, lock, events))
    theirs = Figure.of(found[_BARE])
    return [
        Row(f"deliveries, {engine}", "1/s", Figure.of(found[engine]), _BARE, theirs)
        for engine in ("SQLite", "PostgreSQL")
    ]  # fmt: skip


def _lock(folder: Path) -> SecretLock:
    """Secrets are opened for each letter, as they are in a house."""
    masters = MasterKeys(folder / "master.keys")
    masters.make()
    return SecretLock(masters)


async def _post(url: str, events: int) -> float:
    """Seconds; as many at a time as we send, each on a connection of its own, as we do."""
    left = iter(range(events))
    connector = aiohttp.TCPConnector(force_close=True)

    async def post(client: aiohttp.ClientSession) -> None:
        for number in left:
            async with client.post(url, data=json.dumps(_payload(number)).encode()) as response:
                if response.status != 204:
                    raise SystemExit(f"bench: the receiver answered {response.status}")

    begun = time.perf_counter()
    async with aiohttp.ClientSession(connector=connector) as client, asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(post(client))
    return time.perf_counter() - begun


async def _deliver(database: Database, lock: SecretLock, events: int) -> float:
    async with open_webhooks(lock, timeout_s=10, allow_private=True) as sender:
        senders: Mapping[str, Sender] = {"webhook": sender}
        begun = time.perf_counter()
        tried = await deliver_everything_due(database, senders, clock=lambda: datetime.now(UTC))
        seconds = time.perf_counter() - begun
    if tried != events:
        raise SystemExit(f"bench: {tried} letters were sent, and not {events}")
    return seconds


async def _fill(database: Database, lock: SecretLock, url: str, events: int) -> None:
    now, secret = datetime.now(UTC), await lock.lock("one", draw_secret())
    async with database.transaction() as session:
        session.add(
            EndpointRow(
                id="one", kind="webhook", state=EndpointState.ON, url=url, description="", event_types=[], cases={},
                secrets=rotated((), secret, now=now), created_at=now, created_by="bench",
            )
        )  # fmt: skip
    for begin in range(0, events, _AT_ONCE):
        async with database.transaction() as session:
            for number in range(begin, min(begin + _AT_ONCE, events)):
                await enqueue_event(
                    session, type="summary.attached", key=str(number), payload=_payload(number), now=now
                )  # fmt: skip


def _payload(number: int) -> dict[str, Any]:
    """Of the size of a short summary."""
    agreed = [{"text": _STATEMENT, "source": {"kind": "note", "ref": f"n-{line}"}} for line in range(8)]
    data = {"call_id": f"call-{number}", "case_reference": f"LP-{number}", "summary": {"agreed": agreed}}
    return {"type": "summary.attached", "timestamp": "2026-11-20T09:00:00+00:00", "data": data}

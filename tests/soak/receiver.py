"""A receiver for the long run of deliveries: takes a letter when it is well, and misbehaves in every way otherwise.

`python -m tests.soak.receiver FILE SEED`: what it took is written into FILE before it says so; its address is the first
line on stdout. Letters to `/one` meet every way, those to `/two` only the good one.
"""

import asyncio
import random
import sqlite3
import sys
from pathlib import Path

from aiohttp import web
from standardwebhooks import Webhook, WebhookVerificationError

from tests.integration.outgoing.stage import SECRET

TIMEOUT_S = 0.5
"""Whoever sends waits no longer."""
_WAYS = ("well", "well", "well", "500", "301", "410", "429", "silent", "slow", "huge", "half", "closes", "twice")


class _Receiver:
    """Takes a letter when it is well, and misbehaves otherwise; writes down what it took before it says so."""

    def __init__(self, file: Path, chance: random.Random) -> None:
        self._came = sqlite3.connect(file, isolation_level=None)
        self._came.execute("PRAGMA synchronous=OFF")  # nobody switches the machine off, and nobody kills us
        self._came.execute("CREATE TABLE came (endpoint TEXT, id TEXT, valid INTEGER)")
        self._chance = chance

    async def hook(self, request: web.Request) -> web.StreamResponse:  # noqa: PLR0911 (one for each way)
        way = self._chance.choice(_WAYS) if request.match_info["endpoint"] == "one" else "well"
        match way:
            case "500":
                return web.Response(status=500)
            case "301":
                return web.Response(status=301, headers={"Location": "/two"})
            case "410" if self._chance.random() < 0.05:
                return web.Response(status=410)
            case "429":
                return web.Response(status=429, headers={"Retry-After": "1"})
            case "silent":
                await asyncio.sleep(2 * TIMEOUT_S)
                return web.Response()
            case "closes" | "half":
                assert request.transport is not None
                if way == "half":
                    request.transport.write(b"HTTP/1.1 20")
                request.transport.close()
                return web.Response()
            case "slow":
                await asyncio.sleep(TIMEOUT_S / 2)
        try:
            await self._take(request)
        except ConnectionResetError:  # the clerk was killed over its letter
            return web.Response()
        if way == "twice":
            assert request.transport is not None
            request.transport.close()  # it has it, and nobody hears so
        return web.Response(body=b"x" * 1_000_000 if way == "huge" else b"")

    async def _take(self, request: web.Request) -> None:
        body = await request.read()
        try:
            Webhook(SECRET).verify(body, dict(request.headers))
            valid = True
        except WebhookVerificationError:
            valid = False
        values = (request.match_info["endpoint"], request.headers["webhook-id"], valid)
        self._came.execute("INSERT INTO came VALUES (?, ?, ?)", values)


async def _receive(file: Path, seed: int) -> None:
    app = web.Application()
    app.router.add_post("/{endpoint}", _Receiver(file, random.Random(seed)).hook)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_receive(Path(sys.argv[1]), int(sys.argv[2])))

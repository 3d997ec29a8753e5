"""A helpdesk's webhook receiver: checks every signature with the standard's own library, and may refuse at first."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from standardwebhooks import Webhook

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@dataclass
class Receiver:
    """`refuse` deliveries of each event are answered with 500 before one is taken."""

    url: str = ""
    refuse: int = 0
    taken: list[dict[str, Any]] = field(default_factory=list)
    deliveries: list[tuple[str, str]] = field(default_factory=list)
    """(webhook-id, type) of every try, refused ones too."""
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def hook(self, request: web.Request) -> web.Response:
        """Verify raises for a signature that does not fit, which is a 500 and fails the test that waits."""
        body = await request.text()
        Webhook(SECRET).verify(body, dict(request.headers))
        event = json.loads(body)
        webhook_id = request.headers["webhook-id"]
        self.deliveries.append((webhook_id, event["type"]))
        if sum(1 for known, _ in self.deliveries if known == webhook_id) <= self.refuse:
            return web.Response(status=500)
        self.taken.append(event)
        self._news.set()
        return web.Response(status=204)

    async def event(self, type: str, *, about: str | None = None, within_s: float = 60) -> dict[str, Any]:
        """The first event of this type that was taken, now or soon; `about` is the reference of its case."""
        async with asyncio.timeout(within_s):
            while True:
                for event in self.taken:
                    if event["type"] == type and about in (None, event["data"].get("case_reference")):
                        return event
                self._news.clear()
                await self._news.wait()


@asynccontextmanager
async def open_receiver(*, refuse: int = 0) -> AsyncIterator[Receiver]:
    receiver = Receiver(refuse=refuse)
    app = web.Application()
    app.router.add_post("/hook", receiver.hook)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    receiver.url = f"http://127.0.0.1:{port}/hook"
    try:
        yield receiver
    finally:
        await runner.cleanup()

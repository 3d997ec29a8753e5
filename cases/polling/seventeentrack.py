"""17TRACK asked for journeys: `POST /gettrackinfo` of API v2.2, 40 numbers a question, three questions a second.

https://api.17track.net/en/doc?version=v2.2. Numbers must have been registered there; those that were not are rejected.
"""

import asyncio
from collections.abc import Mapping, Sequence

import aiohttp
import structlog

from cases.feeds.message import Feed
from cases.polling.port import Answer, told_by
from cases.polling.wire import question

log = structlog.get_logger()

_RATE = -18010012
"""Code in a body of status 200: too many requests."""
_RATE_WAIT_S = 2.0
_TROUBLE_WAIT_S = 60.0


class SeventeenTrack:
    """`url` as `https://api.17track.net/track/v2.2`; `key` is that which signs its webhooks, too."""

    feed = Feed.SEVENTEENTRACK
    most = 40
    pause_s = 0.34

    def __init__(self, client: aiohttp.ClientSession, *, url: str, key: str) -> None:
        self._client = client
        self._url = f"{url.rstrip('/')}/gettrackinfo"
        self._key = key

    async def ask(self, numbers: Sequence[str]) -> Answer:
        """Never raises for what the other side does."""
        wanted = [{"number": number} for number in numbers]
        reply = await question(self._client, "POST", self._url, headers={"17token": self._key}, body=wanted)
        if reply.body is None:
            return Answer(wait_s=reply.wait_s, error=reply.error)
        code, data = reply.body.get("code"), reply.body.get("data")
        if code not in (0, None) or not isinstance(data, Mapping):
            return Answer(wait_s=_RATE_WAIT_S if code == _RATE else _TROUBLE_WAIT_S, error=f"code {code}")
        accepted, rejected = data.get("accepted"), data.get("rejected")
        if not isinstance(accepted, list) and not isinstance(rejected, list):
            return Answer(wait_s=_TROUBLE_WAIT_S, error="neither accepted nor rejected")
        if isinstance(rejected, list) and rejected:
            log.info("polling.rejected", feed=self.feed, count=len(rejected))
        items = accepted if isinstance(accepted, list) else []
        return Answer(await asyncio.to_thread(told_by, self.feed, items, reply.raw))

"""17TRACK asked for journeys: `POST /gettrackinfo` of API v2.2, 40 numbers a question, three questions a second.

https://api.17track.net/en/doc?version=v2.2. Numbers must have been registered there; those that were not are rejected.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp
import structlog

from cases.feeds import seventeentrack
from cases.feeds.message import Feed
from cases.polling.port import Answer, Told
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
        rejected = data.get("rejected")
        if isinstance(rejected, list) and rejected:
            log.info("polling.rejected", feed=self.feed, count=len(rejected))
        return Answer(tuple(_told(item) for item in _items(data.get("accepted"))))


def _items(value: object) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _told(item: Mapping[str, Any]) -> Told:
    """An answer is a push without its envelope."""
    body = json.dumps({"event": "TRACKING_UPDATED", "data": item}, sort_keys=True).encode()
    return Told(body, seventeentrack.parse(body))

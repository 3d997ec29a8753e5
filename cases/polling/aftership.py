"""AfterShip asked for journeys: `GET /trackings?tracking_numbers=...`, six questions a second; when to go on is told in
`X-RateLimit-Reset`.

https://www.aftership.com/docs/tracking/quickstart/rate-limit, API 2025-01 and later.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp

from cases.feeds import aftership
from cases.feeds.message import Feed
from cases.polling.port import Answer, Told
from cases.polling.wire import question

_TROUBLE_WAIT_S = 60.0


class AfterShip:
    """`url` as `https://api.aftership.com/tracking/2025-07`; `key` is an API key, and not what signs its webhooks."""

    feed = Feed.AFTERSHIP
    most = 40
    pause_s = 0.2

    def __init__(self, client: aiohttp.ClientSession, *, url: str, key: str) -> None:
        self._client = client
        self._url = f"{url.rstrip('/')}/trackings"
        self._key = key

    async def ask(self, numbers: Sequence[str]) -> Answer:
        """Never raises for what the other side does."""
        query = {"tracking_numbers": ",".join(numbers), "limit": "200"}
        reply = await question(self._client, "GET", self._url, headers={"as-api-key": self._key}, query=query)
        if reply.body is None:
            return Answer(wait_s=reply.wait_s, error=reply.error)
        data = reply.body.get("data")
        found = data.get("trackings") if isinstance(data, Mapping) else None
        if not isinstance(found, list):
            return Answer(wait_s=_TROUBLE_WAIT_S, error="no trackings in the answer")
        return Answer(tuple(_told(item) for item in found if isinstance(item, Mapping)))


def _told(item: Mapping[str, Any]) -> Told:
    """An answer is a push without its envelope."""
    body = json.dumps({"event": "tracking_update", "msg": item}, sort_keys=True).encode()
    return Told(body, aftership.parse(body))

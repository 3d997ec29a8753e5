"""AfterShip asked for journeys: `GET /trackings?tracking_numbers=...` page by page, six questions a second; when to go
on is told in `X-RateLimit-Reset`.

https://www.aftership.com/docs/tracking/quickstart/rate-limit, API 2025-01 and later.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import aiohttp

from cases.feeds.message import Feed
from cases.polling.port import Answer, Told, told_by
from cases.polling.wire import question
from lifetime import pause

_TROUBLE_WAIT_S = 60.0
_MOST_PAGES = 10
"""Of two hundred: no forty numbers are so many parcels."""
_KEPT_FOR: Final = timedelta(days=120)
"""AfterShip's own memory. Unless asked for more, it answers only trackings of the last thirty days, and a lost parcel
is mostly older.
"""


class AfterShip:
    """`url` as `https://api.aftership.com/tracking/2025-07`; `key` is an API key, and not what signs its webhooks."""

    feed = Feed.AFTERSHIP
    most = 40
    pause_s = 0.2

    def __init__(
        self, client: aiohttp.ClientSession, *, url: str, key: str, clock: Callable[[], datetime]
    ) -> None:  # fmt: skip
        self._client = client
        self._url = f"{url.rstrip('/')}/trackings"
        self._key = key
        self._clock = clock

    async def ask(self, numbers: Sequence[str]) -> Answer:
        """Never raises for what the other side does. Where one page does not come none counts: all is asked again."""
        since = (self._clock() - _KEPT_FOR).astimezone(UTC)
        query = {
            "tracking_numbers": ",".join(numbers), "limit": "200",
            "created_at_min": since.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }  # fmt: skip
        told: list[Told] = []
        for _ in range(_MOST_PAGES):
            reply = await question(self._client, "GET", self._url, headers={"as-api-key": self._key}, query=query)
            if reply.body is None:
                return Answer(wait_s=reply.wait_s, error=reply.error)
            data = _part(reply.body.get("data"))
            found = data.get("trackings")
            if not isinstance(found, list):
                return Answer(wait_s=_TROUBLE_WAIT_S, error="no trackings in the answer")
            told += await asyncio.to_thread(told_by, self.feed, found, reply.raw)
            cursor = _next_page(_part(data.get("pagination")))
            if cursor is None or cursor == query.get("cursor"):
                break
            query["cursor"] = cursor
            await pause(self.pause_s)
        return Answer(tuple(told))


def _part(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _next_page(pagination: Mapping[str, Any]) -> str | None:
    cursor = pagination.get("next_cursor")
    return cursor if pagination.get("has_next_page") is True and isinstance(cursor, str) and cursor else None

"""17TRACK and AfterShip as their documents describe them, on a port here: what they know, how they refuse."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

KEY = "feed-key"


@dataclass
class FeedServer:
    """`journeys` by number, each as the feed has it. `refusals` are given first, one for each question, where None is
    an answer. `silent`: it takes the question and says nothing. AfterShip answers in pages of `page_size`, and unless
    asked for more it leaves out what it has known since before `thirty_days_ago`: `known_since` by number, ISO 8601.
    `said` are the bodies of its answers.
    """

    url: str = ""
    journeys: dict[str, dict[str, Any]] = field(default_factory=dict)
    refusals: list[web.Response | None] = field(default_factory=list)
    asked: list[list[str]] = field(default_factory=list)
    said: list[bytes] = field(default_factory=list)
    known_since: dict[str, str] = field(default_factory=dict)
    thirty_days_ago: str = ""
    page_size: int = 200
    silent: bool = False
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def seventeentrack(self, request: web.Request) -> web.StreamResponse:
        """`POST /track/v2.2/gettrackinfo`."""
        numbers = [item["number"] for item in await request.json()]
        self.asked.append(numbers)
        if request.headers.get("17token") != KEY:
            return web.json_response({"code": -18010002}, status=401)
        if len(numbers) > 40:
            return web.json_response({"code": -18010013, "data": {"errors": []}})
        if refusal := await self._refusal():
            return refusal
        accepted = [
            {"number": n, "carrier": 3011, "track_info": self.journeys[n]} for n in numbers if n in self.journeys
        ]
        rejected = [
            {"number": n, "error": {"code": -18019902, "message": "not registered"}}
            for n in numbers
            if n not in self.journeys
        ]
        return self._say({"code": 0, "data": {"accepted": accepted, "rejected": rejected}})

    async def aftership(self, request: web.Request) -> web.StreamResponse:
        """`GET /tracking/2025-07/trackings`."""
        numbers = request.query["tracking_numbers"].split(",")
        self.asked.append(numbers)
        if request.headers.get("as-api-key") != KEY:
            return web.json_response({"meta": {"code": 401, "type": "Unauthorized"}, "data": {}}, status=401)
        if refusal := await self._refusal():
            return refusal
        since = request.query.get("created_at_min", self.thirty_days_ago)
        known = [n for n in numbers if n in self.journeys and self.known_since.get(n, since) >= since]
        begin = int(request.query.get("cursor", "0"))
        end = begin + min(self.page_size, int(request.query["limit"]))
        found = [{"tracking_number": n, **self.journeys[n]} for n in known[begin:end]]
        pagination = {"total": len(known), "has_next_page": end < len(known), "next_cursor": str(end)}
        return self._say({"meta": {"code": 200}, "data": {"pagination": pagination, "trackings": found}})

    def _say(self, answer: Mapping[str, Any]) -> web.Response:
        """Written as nobody would write it anew."""
        self.said.append(json.dumps(answer, ensure_ascii=False, indent=1).encode())
        return web.Response(body=self.said[-1], content_type="application/json")

    async def _refusal(self) -> web.Response | None:
        if self.silent:
            await self.over.wait()
        return self.refusals.pop(0) if self.refusals else None


@asynccontextmanager
async def open_feeds() -> AsyncIterator[FeedServer]:
    server = FeedServer()
    app = web.Application()
    app.router.add_post("/track/v2.2/gettrackinfo", server.seventeentrack)
    app.router.add_get("/tracking/2025-07/trackings", server.aftership)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield server
    finally:
        server.over.set()
        await runner.cleanup()


def by_17track(*events: tuple[str, str, str]) -> dict[str, Any]:
    """`track_info` of these events: moment, words, sub-status."""
    told = [{"time_utc": at, "description": words, "sub_status": status} for at, words, status in events]
    return {
        "latest_status": {"status": "InTransit", "sub_status": "InTransit_Other"},
        "tracking": {"providers": [{"provider": {"key": 3011}, "events": told}]},
    }


def by_aftership(*checkpoints: tuple[str, str, str]) -> Mapping[str, Any]:
    """A tracking of these checkpoints: moment, words, sub-tag."""
    told = [{"checkpoint_time": at, "message": words, "subtag": tag} for at, words, tag in checkpoints]
    return {"slug": "china-post", "tag": "InTransit", "checkpoints": told}

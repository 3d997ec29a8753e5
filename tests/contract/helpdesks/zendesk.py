"""A Zendesk on loopback: the documented shapes of its Support API v2, as far as we speak it."""

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

USER, TOKEN = "wei@example.org", "zendesk-token"
PAGE = 100


@dataclass
class FakeZendesk:
    """`dies_after` of the next writes are done, and nobody hears so."""

    url: str = ""
    tickets: dict[int, dict[str, Any]] = field(default_factory=dict)
    comments: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    uploads: dict[str, tuple[str, str, bytes]] = field(default_factory=dict)
    dies_after: int = 0
    answers: list[web.Response] = field(default_factory=list)
    """Instead of the next ones of its own."""
    between: list[int] = field(default_factory=list)
    """Tickets that somebody changes after they are read next."""

    def add(self, number: int, external_id: str, *, status: str = "open", day: int = 1) -> None:
        self.tickets[number] = {
            "id": number, "external_id": external_id, "status": status, "subject": "Where is it?",
            "created_at": f"2026-11-{day:02}T09:00:00Z", "updated_at": "2026-11-20T09:00:00Z",
        }  # fmt: skip
        self.comments[number] = []

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/api/v2/tickets.json", self.find),
            web.get(r"/api/v2/tickets/{id:\d+}.json", self.read),
            web.put(r"/api/v2/tickets/{id:\d+}.json", self.update),
            web.get(r"/api/v2/tickets/{id:\d+}/comments.json", self.list_comments),
            web.post("/api/v2/uploads.json", self.upload),
        ]

    async def find(self, request: web.Request) -> web.Response:
        wanted = request.query["external_id"]
        found = [each for each in self.tickets.values() if each["external_id"] == wanted]
        return web.json_response({"tickets": found, "count": len(found), "next_page": None, "previous_page": None})

    async def read(self, request: web.Request) -> web.Response:
        ticket = dict(self._ticket(request))
        if ticket["id"] in self.between:
            self.between.remove(ticket["id"])
            self.touch(ticket["id"])
        return web.json_response({"ticket": ticket})

    async def update(self, request: web.Request) -> web.Response:
        ticket, change = self._ticket(request), (await request.json())["ticket"]
        if change.get("safe_update") and change["updated_stamp"] != ticket["updated_at"]:
            return web.json_response({"error": "UpdateConflict", "description": "Safe Update"}, status=409)
        comment = change["comment"]
        files = [self.uploads.pop(token) for token in comment.get("uploads", ())]
        self.comments[ticket["id"]].append(
            {
                "id": 1000 + len(self.comments[ticket["id"]]), "type": "Comment", "body": comment["body"],
                "public": comment["public"],
                "attachments": [{"file_name": n, "content_type": kind, "size": len(data)} for n, kind, data in files],
            }
        )  # fmt: skip
        self.touch(ticket["id"])
        if self.dies_after:
            self.dies_after -= 1
            assert request.transport is not None
            request.transport.close()
        return web.json_response({"ticket": ticket, "audit": {"id": 1}})

    async def list_comments(self, request: web.Request) -> web.Response:
        listed = self.comments[self._ticket(request)["id"]]
        if request.query.get("sort_order") == "desc":
            listed = listed[::-1]
        page = int(request.query.get("page", "1"))
        begin, end = (page - 1) * PAGE, page * PAGE
        more = f"{request.url.with_query(page=page + 1)}" if end < len(listed) else None
        return web.json_response({"comments": listed[begin:end], "next_page": more, "count": len(listed)})

    async def upload(self, request: web.Request) -> web.Response:
        token = f"token-{len(self.uploads)}"
        self.uploads[token] = (request.query["filename"], request.content_type, await request.read())
        return web.json_response({"upload": {"token": token, "attachment": {"id": 1}, "attachments": []}}, status=201)

    def touch(self, number: int) -> None:
        second = int(self.tickets[number]["updated_at"][17:19]) + 1
        self.tickets[number]["updated_at"] = f"2026-11-20T09:00:{second:02}Z"

    def _ticket(self, request: web.Request) -> dict[str, Any]:
        number = int(request.match_info["id"])
        if number not in self.tickets:
            raise web.HTTPNotFound(text='{"error": "RecordNotFound"}')
        return self.tickets[number]


@asynccontextmanager
async def open_zendesk() -> AsyncIterator[FakeZendesk]:
    """Only for who knows the token."""
    fake = FakeZendesk()
    wanted = f"Basic {base64.b64encode(f'{USER}/token:{TOKEN}'.encode()).decode()}"

    @web.middleware
    async def admit(request: web.Request, handler: Any) -> web.StreamResponse:
        if request.headers.get("Authorization") != wanted:
            return web.json_response({"error": "Couldn't authenticate you"}, status=401)
        if fake.answers:
            return fake.answers.pop(0)
        answer: web.StreamResponse = await handler(request)
        return answer

    async with served(fake.routes(), admit) as url:
        fake.url = url
        yield fake


@asynccontextmanager
async def served(routes: list[web.RouteDef], middleware: Any) -> AsyncIterator[str]:
    app = web.Application(middlewares=[middleware])
    app.add_routes(routes)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()

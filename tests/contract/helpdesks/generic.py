"""A helpdesk of one's own, on loopback: what docs/protocol.md asks of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.contract.helpdesks.zendesk import served

TOKEN = "generic-token"


@dataclass
class FakeHelpdesk:
    """Keeps each key once. `dies_after` of the next writes are done, and nobody hears so."""

    url: str = ""
    tickets: dict[str, str] = field(default_factory=dict)
    """By the reference of the case."""
    notes: dict[str, tuple[str, str]] = field(default_factory=dict)
    replies: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    files: dict[str, tuple[str, str, str, bytes]] = field(default_factory=dict)
    dies_after: int = 0

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/tickets", self.find),
            web.post("/tickets/{id}/notes", self.note),
            web.post("/tickets/{id}/replies", self.reply),
            web.post("/tickets/{id}/files", self.file),
        ]

    async def find(self, request: web.Request) -> web.Response:
        ticket = self.tickets.get(request.query["case_reference"])
        return web.json_response({"id": ticket}) if ticket else web.json_response({}, status=404)

    async def note(self, request: web.Request) -> web.Response:
        self.notes.setdefault(
            request.headers["Idempotency-Key"], (request.match_info["id"], (await request.json())["text"])
        )
        return self._done(request)

    async def reply(self, request: web.Request) -> web.Response:
        self.replies.setdefault(
            request.headers["Idempotency-Key"], (request.match_info["id"], await request.json())
        )  # fmt: skip
        return self._done(request)

    async def file(self, request: web.Request) -> web.Response:
        told = (request.match_info["id"], request.query["name"], request.content_type, await request.read())
        self.files.setdefault(request.headers["Idempotency-Key"], told)
        return self._done(request)

    def _done(self, request: web.Request) -> web.Response:
        if self.dies_after:
            self.dies_after -= 1
            assert request.transport is not None
            request.transport.close()
        return web.Response(status=201)


@asynccontextmanager
async def open_helpdesk() -> AsyncIterator[FakeHelpdesk]:
    """Only for who knows the token."""
    fake = FakeHelpdesk()

    @web.middleware
    async def admit(request: web.Request, handler: Any) -> web.StreamResponse:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.Response(status=401)
        answer: web.StreamResponse = await handler(request)
        return answer

    async with served(fake.routes(), admit) as url:
        fake.url = url
        yield fake

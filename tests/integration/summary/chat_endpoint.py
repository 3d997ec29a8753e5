"""A server with the documented shape of `POST /chat/completions`, which behaves as a test tells it to."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Behaves = Callable[[dict[str, Any]], Awaitable[web.StreamResponse]]

EMPTY: dict[str, list[object]] = {
    name: []
    for name in (
        "account", "facts", "agreed", "refused", "commitments", "evidence", "moods", "open_questions", "next_stage",
    )
}  # fmt: skip


@dataclass
class ChatEndpoint:
    """`asked` are the bodies of the questions; the last behaviour stays."""

    base: str
    behaviours: list[Behaves]
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    elsewhere: int = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.asked.append(body)
        self.keys.append(request.headers.get("Authorization", ""))
        behaves = self.behaviours.pop(0) if len(self.behaviours) > 1 else self.behaviours[0]
        return await behaves(body)

    async def other(self, request: web.Request) -> web.StreamResponse:
        self.elsewhere += 1
        return web.json_response({})


@asynccontextmanager
async def open_chat(*behaviours: Behaves) -> AsyncIterator[ChatEndpoint]:
    """On a port of its own."""
    endpoint = ChatEndpoint("", list(behaviours))
    app = web.Application()
    app.router.add_post("/v1/chat/completions", endpoint.answer)
    app.router.add_route("*", "/inside", endpoint.other)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    endpoint.base = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    try:
        yield endpoint
    finally:
        await runner.cleanup()


def fills(**groups: object) -> Behaves:
    """The form, filled in with these."""
    return writes(json.dumps({**EMPTY, **groups}))


def writes(text: str | None, *, tokens: tuple[int, int] | None = (900, 100)) -> Behaves:
    """These words as the model's."""

    async def answer(_: dict[str, Any]) -> web.StreamResponse:
        usage = {"prompt_tokens": tokens[0], "completion_tokens": tokens[1]} if tokens else None
        said = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
        return web.json_response({"id": "x", "object": "chat.completion", "choices": [said], "usage": usage})

    return answer


def says(status: int, body: str = "", **headers: str) -> Behaves:
    """This, whatever was asked."""

    async def answer(_: dict[str, Any]) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(status=status, text=body, content_type="application/json", headers=named)

    return answer


async def silent(_: dict[str, Any]) -> web.StreamResponse:
    """It never answers."""
    await asyncio.sleep(60)
    return web.json_response({})


async def takes_no_schema(body: dict[str, Any]) -> web.StreamResponse:
    """As older servers: 400 to a schema, an answer to a wish for any JSON."""
    if body["response_format"]["type"] == "json_schema":
        return web.json_response({"error": {"message": "unknown response_format"}}, status=400)
    return await fills()(body)


async def takes_new_words_only(body: dict[str, Any]) -> web.StreamResponse:
    """As models that reason: `max_completion_tokens` instead of `max_tokens`, and no temperature."""
    refused = next((name for name in ("max_tokens", "temperature") if name in body), None)
    if refused is not None:
        error = {"message": f"Unsupported parameter: '{refused}'", "code": "unsupported_parameter"}
        return web.json_response({"error": error}, status=400)
    return await fills()(body)


async def takes_no_long_talk(body: dict[str, Any]) -> web.StreamResponse:
    """400 to whatever is longer than its context, in whatever way it is asked."""
    error = {"message": "This model's maximum context length is 8192 tokens.", "code": "context_length_exceeded"}
    return web.json_response({"error": error}, status=400)

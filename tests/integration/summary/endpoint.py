"""A local server that speaks OpenAI's `POST /v1/audio/transcriptions`, as documented and in every wrong way."""

import asyncio
import io
import json
import wave
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

KEY = "sk-of-the-test"
Behaves = Callable[["Asked"], Awaitable[web.StreamResponse]]


@dataclass
class Asked:
    """One request, as it came."""

    headers: dict[str, str]
    fields: dict[str, str]
    seconds: float
    samples: bytes = b""
    """16 bit, mono, 16 kHz."""


@dataclass
class Endpoint:
    """Answers each request with the next of `behaviours`; the last one stays."""

    base: str
    behaviours: list[Behaves]
    asked: list[Asked] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        fields: dict[str, str] = {}
        seconds, samples = 0.0, b""
        async for part in await request.multipart():
            if part.name == "file":  # type: ignore[union-attr]
                with wave.open(io.BytesIO(await part.read())) as sound:  # type: ignore[union-attr]
                    assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (16_000, 1, 2)
                    seconds, samples = sound.getnframes() / 16_000, sound.readframes(sound.getnframes())
            else:
                fields[str(part.name)] = (await part.read()).decode()  # type: ignore[union-attr]
        self.asked.append(Asked(dict(request.headers), fields, seconds, samples))
        behaves = self.behaviours.pop(0) if len(self.behaviours) > 1 else self.behaviours[0]
        return await behaves(self.asked[-1])


@asynccontextmanager
async def open_endpoint(*behaviours: Behaves) -> AsyncIterator[Endpoint]:
    """On a port of its own."""
    endpoint = Endpoint("", list(behaviours))
    app = web.Application()
    app.router.add_post("/v1/audio/transcriptions", endpoint.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    endpoint.base = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    try:
        yield endpoint
    finally:
        await runner.cleanup()


def verbose(*segments: tuple[float, float, str], language: str = "spanish", **more: Any) -> Behaves:
    """The documented shape of `verbose_json`."""

    async def answer(asked: Asked) -> web.StreamResponse:
        return web.json_response(
            {
                "task": "transcribe", "language": language, "duration": asked.seconds,
                "text": " ".join(text for _, _, text in segments),
                "segments": [
                    {"id": n, "seek": 0, "start": start, "end": end, "text": text, "tokens": [1], "temperature": 0.0,
                     "avg_logprob": -0.2, "compression_ratio": 1.1, "no_speech_prob": 0.01} | more
                    for n, (start, end, text) in enumerate(segments)
                ],
                "usage": {"type": "duration", "seconds": 3},
            }
        )  # fmt: skip

    return answer


def says(status: int = 200, body: bytes | str = b"", **headers: str) -> Behaves:
    """This, whatever was asked."""

    async def answer(_: Asked) -> web.StreamResponse:
        raw = body.encode() if isinstance(body, str) else body
        return web.Response(
            status=status, body=raw, content_type="application/json",
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )  # fmt: skip

    return answer


async def plain(_: Asked) -> web.StreamResponse:
    """The documented shape of `json`, by a model that knows no other."""
    return web.json_response({"text": "Solo el texto.", "usage": {"type": "tokens", "total_tokens": 3}})


async def refuses_verbose(asked: Asked) -> web.StreamResponse:
    """As newer models do."""
    if asked.fields["response_format"] == "verbose_json":
        error = {"error": {"message": "response_format 'verbose_json' is not compatible", "code": "unsupported_value"}}
        return web.Response(status=400, text=json.dumps(error), content_type="application/json")
    return await plain(asked)


async def hangs(_: Asked) -> web.StreamResponse:
    """Takes the sound and says nothing."""
    await asyncio.sleep(60)
    return web.Response()


async def drips(_: Asked) -> web.StreamResponse:
    """Says more than anybody can have said."""
    return web.Response(body=b'{"text": "' + b"a" * (2 << 20) + b'"}', content_type="application/json")

"""The least an endpoint of transcriptions can be: takes every voice and says the same two words."""

import asyncio
import json
import sys

from aiohttp import web

_SEGMENT = {"id": 0, "start": 0.0, "end": 1.0, "text": "my parcel", "avg_logprob": -0.2, "no_speech_prob": 0.01}
_ANSWER = json.dumps({"text": "my parcel", "language": "english", "segments": [_SEGMENT]}).encode()


async def _take(request: web.Request) -> web.Response:
    await request.read()
    return web.Response(body=_ANSWER, content_type="application/json")


async def _main() -> None:
    app = web.Application(client_max_size=1 << 24)
    app.router.add_post("/v1/audio/transcriptions", _take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sys.stdout.write(f"port {runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_main())

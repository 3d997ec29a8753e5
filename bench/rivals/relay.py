"""A bare WebSocket relay on aiohttp: no tokens, no checks, no other node; only names, and a ping as ours has it.

`python -m bench.rivals.relay [uvloop]` prints its port. A message is the name of whom it is for, a new line, the text.
"""

import asyncio
import sys

from aiohttp import WSMsgType, web

_HEARTBEAT_S = 15.0
_sockets: dict[str, web.WebSocketResponse] = {}


async def relay(request: web.Request) -> web.WebSocketResponse:
    """Serve one socket under the name in its path."""
    socket = web.WebSocketResponse(heartbeat=_HEARTBEAT_S)
    await socket.prepare(request)
    _sockets[request.match_info["name"]] = socket
    await socket.send_str("welcome")
    async for message in socket:
        if message.type is WSMsgType.TEXT:
            name, _, text = message.data.partition("\n")
            if (other := _sockets.get(name)) is not None:
                await other.send_str(text)
    return socket


async def serve() -> None:
    """Until killed."""
    app = web.Application()
    app.router.add_get("/{name}", relay)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, backlog=1024)
    await site.start()
    sys.stdout.write(f"port {runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    if "uvloop" in sys.argv:
        import uvloop

        uvloop.run(serve())
    else:
        asyncio.run(serve())

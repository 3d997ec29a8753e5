"""Serves the pages that stand beside the product's. `python -m bench.rivals.pages HOST` prints its port."""

import asyncio
import sys
from pathlib import Path

from aiohttp import web

_ROOT = Path(__file__).parents[2]


async def serve(host: str) -> None:
    """Until killed."""
    app = web.Application()
    app.router.add_static("/pages", _ROOT / "bench" / "connecting" / "pages")
    app.router.add_static("/peerjs", _ROOT / "node_modules" / "peerjs" / "dist")
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, host, 0).start()
    sys.stdout.write(f"port {runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))

"""The recorder's process from start to end: leftovers, legs, door. Handed everything it needs from outside."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog
from aiohttp import web

from media.door import build_door
from media.leg import LegConfig
from media.master_keys import MasterKeys
from media.ports import Ports
from media.recorder import Recorder, utc_now
from media.reserve import Reserve
from media.vault import Vault

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Bind:
    """Where the door listens: a unix socket, or an address and port."""

    unix: Path | None = None
    host: str = "127.0.0.1"
    port: int = 0


async def run_media_worker(
    *,
    ports: Ports,
    recordings_dir: Path,
    key_file: Path,
    bind: Bind,
    stop: asyncio.Event,
    config: LegConfig | None = None,
    reserve_bytes: int = 0,
    wall: Callable[[], datetime] = utc_now,
) -> None:
    """Record until `stop` is set; every file is closed before this returns. `wall` is the time that consents bear.

    Raises OSError when the folder cannot be written or the door cannot listen, KeyFileUnusable when there are no keys.
    """
    await asyncio.to_thread(recordings_dir.mkdir, mode=0o700, parents=True, exist_ok=True)
    masters = MasterKeys(key_file)
    await asyncio.to_thread(masters.make)
    vault = Vault(recordings_dir, ports.keys, masters)
    reserve = Reserve(recordings_dir, reserve_bytes)
    recorder = Recorder(ports, vault, config or LegConfig(), reserve=reserve, wall=wall)
    runner = web.AppRunner(build_door(recorder), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(recorder.run(stop))
            await recorder.ready.wait()
            await (_unix(runner, bind.unix) if bind.unix else web.TCPSite(runner, bind.host, bind.port)).start()
            log.info("recorder.ready", unix=str(bind.unix) if bind.unix else None, port=bind.port)
    finally:
        await runner.cleanup()


def _unix(runner: web.AppRunner, path: Path) -> web.UnixSite:
    path.unlink(missing_ok=True)
    return web.UnixSite(runner, str(path))

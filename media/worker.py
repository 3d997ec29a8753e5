"""The recorder's process from start to end: leftovers, legs, door. Handed everything it needs from outside."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog
from aiohttp import web

from lifetime import first_of, running, still_wanted
from media.door import build_door
from media.leg import LegConfig
from media.load import Meter
from media.master_keys import MasterKeys
from media.ports import Ports, Roster
from media.recorder import Recorder, utc_now
from media.reserve import Reserve
from media.vault import Vault

_TELL_EVERY_S = 0.5
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
    name: str = "",
    wall: Callable[[], datetime] = utc_now,
) -> None:
    """Record until `stop` is set; every file is closed before this returns. `wall` is the time that consents bear.

    Raises OSError when the folder cannot be written or the door cannot listen, KeyFileUnusable when there are no keys,
    GivenUp (in a group) when this worker was given up for dead: it may begin anew, under another name.
    """
    await asyncio.to_thread(recordings_dir.mkdir, mode=0o700, parents=True, exist_ok=True)
    masters = MasterKeys(key_file)
    await asyncio.to_thread(masters.make)
    vault = Vault(recordings_dir, ports.keys, masters)
    reserve = Reserve(recordings_dir, reserve_bytes)
    recorder = Recorder(ports, vault, config or LegConfig(), reserve=reserve, name=name, wall=wall)
    runner = web.AppRunner(build_door(recorder), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        async with asyncio.TaskGroup() as tasks:
            recording = tasks.create_task(recorder.run(stop))
            await recorder.ready.wait()
            door = await _open_door(runner, bind)
            log.info("recorder.ready", door=door, name=name)
            if ports.roster is not None:
                listing = tasks.create_task(_be_listed(recorder, ports.roster, door, stop))
                recording.add_done_callback(lambda _: listing.cancel())
    finally:
        await runner.cleanup()


async def _be_listed(recorder: Recorder, roster: Roster, door: str, stop: asyncio.Event) -> None:
    """Until we are to end: from that moment on nobody is sent to us any more."""
    meter = Meter()
    try:
        async with running(meter.run()):
            while still_wanted() and not stop.is_set():
                await roster.tell(door, await recorder.load(cpu=meter.cpu(), lag_s=meter.lag_s))
                await first_of(stop, within_s=_TELL_EVERY_S)
    finally:
        await roster.leave()


async def _open_door(runner: web.AppRunner, bind: Bind) -> str:
    """Where it is, as others on this machine, or of this network, reach it."""
    if bind.unix is not None:
        bind.unix.unlink(missing_ok=True)
        await web.UnixSite(runner, str(bind.unix)).start()
        return f"unix://{bind.unix}"
    await web.TCPSite(runner, bind.host, bind.port).start()
    port = runner.addresses[0][1]
    return f"http://[{bind.host}]:{port}" if ":" in bind.host else f"http://{bind.host}:{port}"

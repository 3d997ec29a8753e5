"""The same voices recorded by Janus, in packets of 20 ms as they come."""

import asyncio
import contextlib
import shutil
import tempfile
from pathlib import Path

from bench import machine
from bench.effort import Effort
from bench.recording.senders import BITS_PER_S, speak
from bench.rivals.janus_room import open_janus, open_room

_PACKET_MS = 20


def there() -> bool:
    """Whether it is installed."""
    return shutil.which("janus") is not None


async def share(effort: Effort, voices: int, *, core: int) -> float:
    """Percent of a core for each voice, while all speak."""
    with tempfile.TemporaryDirectory(prefix="bench-janus-") as name:
        folder = Path(name)
        async with open_janus(core=core) as janus, open_room(folder) as room:
            sends = [await room.publish(packet_ms=_PACKET_MS) for _ in range(voices)]
            speaking = asyncio.create_task(speak(sends, packet_ms=_PACKET_MS))
            try:
                await asyncio.sleep(effort.settle_s)
                before, begun = machine.cpu_s(janus.pid), asyncio.get_running_loop().time()
                await asyncio.sleep(effort.seconds)
                used, lasted = machine.cpu_s(janus.pid) - before, asyncio.get_running_loop().time() - begun
            finally:
                speaking.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await speaking
        written = await asyncio.to_thread(_written, folder)
        if written < 0.8 * voices * effort.seconds * BITS_PER_S / 8:
            raise SystemExit(f"bench: Janus wrote {written} bytes of {voices} voices")
        return 100 * used / lasted / voices


def _written(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*.mjr"))

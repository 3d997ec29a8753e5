"""The same pictures, and the voices beside them, recorded by Janus and by aiortc's MediaRecorder."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from bench.effort import Effort
from bench.programs import Program, python, running
from bench.recording.pictures import FRAME_MS, Kind, Pictures, encoded, over
from bench.recording.senders import Send
from bench.rivals.janus_room import open_janus, open_room

Share = Callable[[Effort, Program, list[Send], float], Awaitable[float]]
"""How percent of a core for each are measured."""


async def janus(effort: Effort, count: int, kind: Kind, share: Share, *, core: int) -> float:
    """As it records: packets as they come."""
    film = await asyncio.to_thread(encoded, kind)
    with tempfile.TemporaryDirectory(prefix="bench-janus-") as name:
        async with open_janus(core=core) as program, open_room(Path(name)) as room:
            peers = [await room.join("audio", "video") for _ in range(count)]
            measured = await share(effort, program, [over(peer, film) for peer in peers], FRAME_MS)
        written = await asyncio.to_thread(_bytes_in, Path(name), "*-video-*.mjr")
    if written < 0.5 * count * effort.seconds * kind.kbit_per_s * 125:
        raise SystemExit(f"bench: Janus wrote {written} bytes of {count} pictures")
    return measured


async def media_recorder(effort: Effort, kind: Kind, share: Share, *, core: int) -> float:
    """Of one only: a second one would have to wait for its core."""
    with tempfile.TemporaryDirectory(prefix="bench-rec-") as name:
        async with running(python("-m", "bench.rivals.media_recorder", name), core=core, says="port") as program:
            legs = Pictures()
            try:
                sends = await legs.connect(f"http://127.0.0.1:{program.port}", 1, kind)
                measured = await share(effort, program, sends, FRAME_MS)
            finally:
                await legs.close()
        if not await asyncio.to_thread(_bytes_in, Path(name), "*.mkv"):
            raise SystemExit("bench: MediaRecorder wrote nothing of a picture")
    return measured


def _bytes_in(folder: Path, pattern: str) -> int:
    return sum(file.stat().st_size for file in folder.rglob(pattern))

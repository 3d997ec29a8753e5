"""The long run: `python -m tests.soak.crash --kills 50`.

kill -9 of the media worker at random instants of a voice: every file plays, says `partial` and why, and has lost two
seconds at most. Then the same to a program that keeps its voice with aiortc's MediaRecorder: there it must fail, or the
test proves nothing.
"""

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
from pathlib import Path

import aiohttp
import structlog
from aiortc import RTCConfiguration, RTCPeerConnection
from av.error import FFmpegError

from bench.figures import percentile
from bench.programs import python
from records.database import open_database
from records.migrate import migrate
from signaling.protocol.words import PartState
from tests.integration.media.crash import LOST_S, Left, open_victim, speak
from tests.unit.media.opus import decoded_seconds
from tether import tethered

_P95_S = 1.2
_THEIRS = 5
_LONGEST_S = 6.0
_PLAYED_S = 0.05


def main() -> int:
    """Exit status 0 when ours kept everything, and theirs did not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    chance = random.Random(options.seed)
    print(f"seed {options.seed}", flush=True)
    lefts = asyncio.run(_ours([chance.uniform(0, _LONGEST_S) for _ in range(options.kills)]))
    kept = [left for left in lefts if _is_kept(left)]
    p95_s = percentile([left.lost_s for left in lefts], 0.95)
    print(f"ours: {len(kept)} of {len(lefts)} kept and played; lost p95 {p95_s:.2f} s")
    kinds = ("mkv", "mp4") * _THEIRS
    theirs = [asyncio.run(_theirs(kind, chance.uniform(2, _LONGEST_S))) for kind in kinds]
    whole = [lost_s for lost_s in theirs if lost_s < LOST_S]
    print(f"MediaRecorder: {len(whole)} of {len(theirs)} kept and played")
    return 0 if len(kept) == len(lefts) and p95_s <= _P95_S and not whole else 1


def _is_kept(left: Left) -> bool:
    told = (left.state, left.reason) == (PartState.PARTIAL, "recorder_died")
    return told and left.lost_s < LOST_S and abs(left.played_s - left.seconds) < _PLAYED_S


async def _ours(instants: list[float]) -> list[Left]:
    with tempfile.TemporaryDirectory(prefix="soak") as name:
        folder, lefts = Path(name), []
        async with open_database(f"sqlite+aiosqlite:///{folder / 'soak.db'}") as database:
            await migrate(database.engine)
            async with open_victim(database, folder) as victim:
                for number, seconds in enumerate(instants, start=1):
                    lefts.append(await victim.killed_after(seconds))
                    print(f"{number}: {lefts[-1]}", flush=True)
        return lefts


async def _theirs(kind: str, seconds: float) -> float:
    """How much of the voice is lost, in seconds."""
    with tempfile.TemporaryDirectory(prefix="soak") as name:
        file, door = Path(name) / f"voice.{kind}", Path(name) / "door.sock"
        command = tethered(*python("-m", "tests.soak.media_recorder", str(file), str(door)))
        process = await asyncio.create_subprocess_exec(*command, env={**os.environ, "PYTHONWARNINGS": "ignore"})
        peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        try:
            async with asyncio.timeout(30):
                while not door.exists():  # noqa: ASYNC110 (files tell nobody)
                    await asyncio.sleep(0.05)
            async with aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(door))) as http:
                await speak(peer, http, "any")
            async with asyncio.timeout(15):
                while peer.connectionState != "connected":  # noqa: ASYNC110 (no event that waits)
                    await asyncio.sleep(0.01)
            await asyncio.sleep(seconds)
        finally:
            process.kill()
            await process.wait()
            await peer.close()
        return seconds - await asyncio.to_thread(_plays_for, file)


def _plays_for(file: Path) -> float:
    try:
        return decoded_seconds(file.read_bytes())
    except (FFmpegError, OSError, IndexError):
        return 0.0


if __name__ == "__main__":
    sys.exit(main())

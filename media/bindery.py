"""Has one file made of all parts of a recording, and MP3 of that: in processes of their own, ended when nobody waits.

A decoder is fed with what strangers' browsers have sent, and mixing three hours is minutes of a core's work: neither
belongs into a process that carries calls.
"""

import asyncio
import base64
import json
import sys
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog

from lifetime import end_process
from media.errors import Damaged, KeyMissing
from media.mixing.plan import PartToMix, Plan, SideGap, plan
from media.reading import OpenPart
from media.vault import Vault
from media.whole import Whole

_ROOT = str(Path(__file__).parents[1])
_WITHIN_S = 120.0
"""And as long again as the recording itself: on a busy machine it took a fiftieth of that."""
_ENDS_WITHIN_S = 1.0
_PIECE = 1 << 16
_MP3_AT_A_TIME = 2
_MP3_WAITS_S = 20.0

Tether = Callable[..., list[str]]
"""Makes a command line whose program dies with this process."""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Bound:
    """What came of it; `failed` says in one word why nothing did. `gaps` count from `epoch`."""

    failed: str | None
    epoch: datetime
    seconds: float = 0.0
    bytes_written: int = 0
    sha256: str | None = None
    unreadable: int = 0
    """So many parts could not be read, or not to their end."""
    gaps: tuple[SideGap, ...] = ()


class Mp3:
    """Being made."""

    def __init__(self, process: asyncio.subprocess.Process, feeding: "asyncio.Future[None]") -> None:
        self._process = process
        self._feeding = feeding

    async def read(self) -> bytes:
        """The next piece, empty at its end. Raises Damaged, or what else came in between: half of it is not all."""
        assert self._process.stdout is not None  # noqa: S101 (asked for below)
        piece = await self._process.stdout.read(_PIECE)
        if not piece:
            await self._feeding
            if await self._process.wait() != 0:
                raise Damaged
        return piece


class Bindery:
    """Of the recordings of one vault."""

    def __init__(self, vault: Vault, tether: Tether, *, has_room: Callable[[], bool] = lambda: True) -> None:
        self._vault = vault
        self._tether = tether
        self._has_room = has_room
        self._mp3 = asyncio.Semaphore(_MP3_AT_A_TIME)

    async def bind(self, recording_id: str, parts: Collection[PartToMix], *, attempt: int) -> Bound:
        """Mix these parts, at least one. Cancelled, it leaves nothing that was not there before."""
        planned = await asyncio.to_thread(plan, parts)
        if not await asyncio.to_thread(self._has_room):
            return Bound("no_room", planned.epoch)
        try:
            key = await self._vault.key_of(recording_id)
        except KeyMissing:
            return Bound("key_missing", planned.epoch)
        drafts = Whole(self._vault.folder, recording_id).drafts(attempt)
        order = {
            "folder": str(self._vault.folder.absolute()), "recording_id": recording_id, "attempt": attempt,
            "key": base64.b64encode(key).decode(), "tracks": [asdict(track) for track in planned.tracks],
        }  # fmt: skip
        try:
            return _bound(planned, await self._mixed(json.dumps(order).encode(), planned.seconds))
        finally:
            await asyncio.to_thread(_unlink, drafts.all)

    async def _mixed(self, order: bytes, seconds: float) -> dict[str, Any]:
        async with self._process("mix") as process:
            try:
                async with asyncio.timeout(_WITHIN_S + seconds):
                    told, _ = await process.communicate(order)
            except TimeoutError:
                return {"failed": "too_slow"}
            if process.returncode != 0:
                log.error("bindery.died", status=process.returncode)
                return {"failed": "died"}
            mixed: dict[str, Any] = json.loads(told)
            return mixed

    @asynccontextmanager
    async def mp3(self, file: OpenPart) -> AsyncIterator["Mp3"]:
        """The whole file as MP3, made as fast as it is read; closes it. Raises TimeoutError when too many others are
        being made.
        """
        try:
            async with asyncio.timeout(_MP3_WAITS_S):
                await self._mp3.acquire()
            try:
                async with self._process("mp3") as process:
                    feeding = asyncio.ensure_future(_feed(process, file))
                    try:
                        yield Mp3(process, feeding)
                    finally:
                        feeding.cancel()
                        await asyncio.wait([feeding])
                        if not feeding.cancelled():
                            feeding.exception()  # whoever read to the end has heard of it
            finally:
                self._mp3.release()
        finally:
            await file.aclose()

    @asynccontextmanager
    async def _process(self, what: str) -> AsyncIterator[asyncio.subprocess.Process]:
        """Without our environment: no address and no password of ours is in it."""
        process = await asyncio.create_subprocess_exec(
            *self._tether(sys.executable, "-m", "media.mixing", what), cwd=_ROOT, env={},
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            yield process
        finally:
            await end_process(process, within_s=_ENDS_WITHIN_S)


async def _feed(process: asyncio.subprocess.Process, file: OpenPart) -> None:
    assert process.stdin is not None  # noqa: S101 (asked for above)
    try:
        for start in range(0, file.size, _PIECE):
            process.stdin.write(await file.read(start, _PIECE))
            await process.stdin.drain()
    except (BrokenPipeError, ConnectionResetError):
        log.info("bindery.mp3_given_up")
    finally:
        process.stdin.close()


def _bound(planned: Plan, mixed: dict[str, Any]) -> Bound:
    if "failed" in mixed:
        return Bound(mixed["failed"], planned.epoch)
    return Bound(None, planned.epoch, **mixed, gaps=planned.gaps)


def _unlink(paths: Sequence[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)

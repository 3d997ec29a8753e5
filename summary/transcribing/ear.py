"""Has one track listened to by a process of its own, and hears what it says. The voice goes through a pipe only.

The process dies with this one; one that says nothing for long is ended.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import structlog
from pydantic import ValidationError

from lifetime import end_process
from records.transcripts import Utterance
from summary.transcribing.errors import EngineFailed, EngineMissing, TrackUnreadable
from summary.transcribing.wire import TOLD, Ended, EngineChoice, Failed, Order, Progress, Uttered
from tether import tethered

ROOT = Path(__file__).parents[2]
_MODULE = "summary.transcribing.listener"
_AT_A_TIME = 1 << 16
_LONGEST_LINE = 1 << 16
_MOST_UTTERANCES = 50_000
_SILENT_FOR_S = 60.0
"""Beyond what the engine itself may take for one stretch of speech."""
_END_WITHIN_S = 2.0

log = structlog.get_logger()


class OpenTrack(Protocol):
    """A part opened for reading, on this disk or far away."""

    size: int

    async def read(self, start: int, length: int) -> bytes:
        """These bytes of the WebM file, fewer at its end. Raises ConnectionError when where it lies does not answer."""

    async def aclose(self) -> None:
        """Nothing is read any more."""


@dataclass(frozen=True, slots=True)
class Listened:
    """What was heard in a whole track. `whole` false: it broke off, and this is what there was."""

    said: tuple[Utterance, ...]
    seconds: float
    speech_s: float
    whole: bool
    peak_mb: float


Tell = Callable[[float], Awaitable[None]]
"""Called with how many seconds of the track have been listened to."""


class Ear:
    """Of one engine. Each track has a process of its own: memory and faults end with it."""

    def __init__(self, choice: EngineChoice, *, silent_for_s: float = _SILENT_FOR_S) -> None:
        self.choice = choice
        self._silent_for_s = silent_for_s + choice.timeout_s

    async def hear(self, track: OpenTrack, *, language: str, tell: Tell) -> Listened:
        """The whole track. Raises EngineMissing, EngineFailed or TrackUnreadable."""
        process = await asyncio.create_subprocess_exec(
            *tethered(sys.executable, "-m", _MODULE), cwd=ROOT, stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE, limit=_LONGEST_LINE, env=_environment(self.choice),
            start_new_session=True,
        )  # fmt: skip
        feeding = asyncio.ensure_future(self._feed(process, track, language))
        try:
            try:
                listened = await self._listen(process, tell)
            except TrackUnreadable:
                _check_answered(feeding)  # of what was never given to it, it knows no better
                raise
            _check_answered(feeding)
            return listened if _was_read(feeding) else replace(listened, whole=False)
        finally:
            feeding.cancel()
            await end_process(process, within_s=_END_WITHIN_S)
            await asyncio.gather(feeding, return_exceptions=True)

    async def _feed(self, process: asyncio.subprocess.Process, track: OpenTrack, language: str) -> None:
        """All of it, to the end of the pipe in any case: what cannot be read ends the track, not the job."""
        assert process.stdin is not None  # noqa: S101 (a pipe, as asked for)
        try:
            process.stdin.write(Order(engine=self.choice, language=language).model_dump_json().encode() + b"\n")
            for start in range(0, track.size, _AT_A_TIME):
                process.stdin.write(await _piece(track, start))
                await process.stdin.drain()
        except ConnectionError:
            return  # it has ended, and says why by itself
        finally:
            process.stdin.close()

    async def _listen(self, process: asyncio.subprocess.Process, tell: Tell) -> Listened:
        assert process.stdout is not None  # noqa: S101 (a pipe, as asked for)
        said: list[Utterance] = []
        while len(said) <= _MOST_UTTERANCES:
            match await self._line(process.stdout):
                case Progress(heard_s=heard_s):
                    await tell(heard_s)
                case Uttered() as one:
                    said.append(Utterance(one.start_s, one.end_s, one.text, one.language, one.confidence))
                case Ended() as end:
                    return Listened(tuple(said), end.seconds, end.speech_s, end.whole, end.peak_mb)
                case Failed(what="missing", code=code):
                    raise EngineMissing(code)
                case Failed(what="track", code=code):
                    raise TrackUnreadable(code)
                case Failed(code=code, again_after_s=again_after_s):
                    raise EngineFailed(code, again_after_s=again_after_s)
        raise EngineFailed("nonsense")

    async def _line(self, output: asyncio.StreamReader) -> Progress | Uttered | Ended | Failed:
        try:
            async with asyncio.timeout(self._silent_for_s):
                line = await output.readline()
        except TimeoutError as error:
            raise EngineFailed("stalled") from error
        except ValueError as error:  # longer than anything we say
            raise EngineFailed("nonsense") from error
        if not line:
            raise EngineFailed("died")
        try:
            return TOLD.validate_json(line)
        except ValidationError as error:
            raise EngineFailed("nonsense") from error


def _environment(choice: EngineChoice) -> dict[str, str]:
    """Nothing of ours: settings hold secrets. Threads are as many as were chosen, or libraries take all cores."""
    return {"OMP_NUM_THREADS": str(choice.threads), "HF_HUB_OFFLINE": "1", "PYTHONDONTWRITEBYTECODE": "1"}


async def _piece(track: OpenTrack, start: int) -> bytes:
    try:
        return await track.read(start, _AT_A_TIME)
    except ConnectionError as error:  # of the storage, and not of the pipe
        raise EngineFailed("storage_away") from error


def _check_answered(feeding: "asyncio.Future[None]") -> None:
    """What was not given just now is heard another time. Raises EngineFailed."""
    if feeding.done() and isinstance(error := feeding.exception(), EngineFailed):
        raise error


def _was_read(feeding: "asyncio.Future[None]") -> bool:
    """Whether the file could be read as far as the listener wanted it."""
    if not feeding.done() or feeding.exception() is None:
        return True
    log.warning("transcript.unreadable", error=type(feeding.exception()).__name__)
    return False

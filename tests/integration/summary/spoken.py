"""Voices as the recorder leaves them: espeak-ng's speech as Opus in WebM, by the product's own writer."""

import asyncio
import subprocess
import wave
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from media.webm import Block, Layout, measure
from media.webm_head import SOUND, Tracks

RATE = 48_000
PACKET_S = 0.02

Samples = NDArray[np.int16]


class Track:
    """A part in memory, opened for reading."""

    def __init__(self, whole: bytes, *, breaks_at: int | None = None, error: Exception | None = None) -> None:
        self._whole = whole
        self._breaks_at = breaks_at
        self._error = error or ValueError("the seal is broken")
        self.size = len(whole)
        self.closed = False

    async def read(self, start: int, length: int) -> bytes:
        if self._breaks_at is not None and start >= self._breaks_at:
            raise self._error
        return self._whole[start : start + length]

    async def aclose(self) -> None:
        self.closed = True


async def spoken(folder: Path, *pieces: tuple[str, str] | float) -> bytes:
    """A WebM of these: (voice, words), or seconds of silence."""
    return await asyncio.to_thread(lambda: track_of(samples_of(folder, pieces)))


def samples_of(folder: Path, pieces: Sequence[tuple[str, str] | float]) -> Samples:
    """The sound of these. Blocking."""
    sound = [
        np.zeros(round(piece * RATE), np.int16) if isinstance(piece, float) else _say(folder, *piece)
        for piece in pieces
    ]
    return np.concatenate([*sound, np.zeros(RATE // 2, np.int16)])


def packets_of(samples: Samples) -> list[bytes]:
    """These samples, 48 kHz mono, as Opus packets of 20 ms."""
    encoder = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = RATE, "mono", "s16"
    encoder.time_base = Fraction(1, RATE)
    encoder.bit_rate = 32_000
    size = round(PACKET_S * RATE)
    payloads: list[bytes] = []
    for start in range(0, len(samples) - size + 1, size):
        frame = av.AudioFrame.from_ndarray(samples[start : start + size].reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
        payloads += [bytes(packet) for packet in encoder.encode(frame)]
    payloads += [bytes(packet) for packet in encoder.encode(None)]
    return payloads


def track_of(samples: Samples) -> bytes:
    """These samples, 48 kHz mono, as a part."""
    return webm_of(packets_of(samples))


def webm_of(payloads: Sequence[bytes]) -> bytes:
    """These packets of 20 ms, one after the other, as a part."""
    blocks = [Block(SOUND, round(number * PACKET_S * 1000), payload) for number, payload in enumerate(payloads)]
    layout = Layout(Tracks(channels=1), tuple(measure(blocks)), seconds=len(payloads) * PACKET_S)
    return b"".join(layout.pieces(blocks))


def _say(folder: Path, voice: str, words: str) -> Samples:
    path = folder / "said.wav"
    command = ["espeak-ng", "-v", voice, "-s", "140", "-w", str(path), words]
    subprocess.run(command, check=True, timeout=60, capture_output=True)
    with wave.open(str(path)) as file:
        rate = file.getframerate()
        said = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
    length = round(len(said) * RATE / rate)
    resampled = np.interp(np.linspace(0, len(said) - 1, length), np.arange(len(said)), said)
    return np.asarray(resampled * 0.7, dtype=np.int16)

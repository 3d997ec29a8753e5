"""Tracks to be listened to, as the recorder leaves them: espeak-ng's speech, a pause, and a quiet room."""

import shutil
import subprocess
import tempfile
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import cycle
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from media.webm import Block, Layout, measure
from media.webm_head import SOUND, Tracks
from summary.transcribing.port import RATE as HEARD_RATE

Samples = NDArray[np.int16]
_RATE = 48_000
_PACKET_S = 0.02
_PAUSE_S = 1.0
_ROOM = 60
"""Of 32,768: a room in which nobody speaks, and loud enough that the detector is asked."""
_SAID = (
    "my tracking number is four seven three one",
    "it cost forty euros",
    "where is my parcel",
    "thank you very much",
)


@dataclass(frozen=True, slots=True)
class Voice:
    """One track, as a part's file and as engines take it: 16 kHz, 16 bit, mono."""

    webm: bytes
    samples: bytes

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.samples) / (2 * HEARD_RATE)


class Track:
    """A part in memory, opened for reading (`summary.transcribing.ear.OpenTrack`)."""

    def __init__(self, whole: bytes) -> None:
        self._whole = whole
        self.size = len(whole)

    async def read(self, start: int, length: int) -> bytes:
        """See `OpenTrack`."""
        return self._whole[start : start + length]

    async def aclose(self) -> None:
        """Nothing to let go of."""


def speaker_missing() -> bool:
    """Whether nobody here can speak."""
    return shutil.which("espeak-ng") is None


def spoken(seconds: float) -> Voice:
    """English sentences with a second between them, for at least so long. Blocking."""
    pieces: list[Samples] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        known = [_say(Path(folder) / "said.wav", words) for words in _SAID]
    for sentence in cycle(known):
        pieces += [sentence, np.zeros(round(_PAUSE_S * _RATE), np.int16)]
        if sum(map(len, pieces)) >= seconds * _RATE:
            return _voice(np.concatenate(pieces))
    raise AssertionError("a cycle has no end")


def quiet_room(seconds: float) -> Voice:
    """Noise in which nobody speaks; the same each time. Blocking."""
    return _voice(np.random.default_rng(7).normal(0, _ROOM, round(seconds * _RATE)).astype(np.int16))


def silence(seconds: float) -> Voice:
    """What a pause of the recording is. Blocking."""
    return _voice(np.zeros(round(seconds * _RATE), np.int16))


def _voice(samples: Samples) -> Voice:
    heard = samples[: len(samples) // 3 * 3].reshape(-1, 3).mean(axis=1).astype("<i2")
    return Voice(_webm(_packets(samples)), heard.tobytes())


def _say(path: Path, words: str) -> Samples:
    command = ["espeak-ng", "-v", "en-us", "-s", "140", "-w", str(path), words]
    subprocess.run(command, check=True, timeout=60, capture_output=True)  # noqa: S603 (words of ours)
    with wave.open(str(path)) as file:
        rate = file.getframerate()
        said = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
    length = round(len(said) * _RATE / rate)
    return np.asarray(np.interp(np.linspace(0, len(said) - 1, length), np.arange(len(said)), said), dtype=np.int16)


def _packets(samples: Samples) -> list[bytes]:
    encoder = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = _RATE, "mono", "s16"
    encoder.time_base = Fraction(1, _RATE)
    encoder.bit_rate = 32_000
    size = round(_PACKET_S * _RATE)
    payloads: list[bytes] = []
    for start in range(0, len(samples) - size + 1, size):
        frame = av.AudioFrame.from_ndarray(samples[start : start + size].reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = _RATE, start, Fraction(1, _RATE)
        payloads += [bytes(packet) for packet in encoder.encode(frame)]
    return payloads + [bytes(packet) for packet in encoder.encode(None)]


def _webm(payloads: Sequence[bytes]) -> bytes:
    blocks = [Block(SOUND, round(number * _PACKET_S * 1000), payload) for number, payload in enumerate(payloads)]
    layout = Layout(Tracks(channels=1), tuple(measure(blocks)), seconds=len(payloads) * _PACKET_S)
    return b"".join(layout.pieces(blocks))

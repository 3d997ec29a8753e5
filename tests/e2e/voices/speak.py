"""Makes the WAV files Chromium takes for a microphone: espeak-ng's voice with a quiet marker tone mixed in."""

import subprocess
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
"""Samples a second: what Chromium's fake microphone and Opus both use."""

Samples = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Speech:
    """What somebody says, and the frequency (Hz) of the marker that is theirs alone."""

    text: str
    voice: str
    marker_hz: float


CUSTOMER = Speech(
    "Hola. Mi paquete salió de Shenzhen hace dos meses y nadie me dice dónde está. "
    "Era un regalo para mi madre. No quiero dinero, quiero que alguien me escuche.",
    "es",
    marker_hz=2_350,
)
AGENT = Speech(
    "Good morning, Lucía. Don't worry, let me find out for you. I can see your parcel was scanned in Liège. "
    "I will ask the carrier today, and call you back by Friday.",
    "en-gb",
    marker_hz=3_150,
)


def speak(speech: Speech, path: Path, *, seconds: float) -> Path:
    """Write `path`: 48 kHz mono, 16 bit, the words first, silence under the marker until `seconds` have passed."""
    spoken = _resampled(*_espeak(speech, path.with_suffix(".raw.wav")))
    voice = np.zeros(round(seconds * RATE), dtype=np.float64)
    voice[: min(len(spoken), len(voice))] = spoken[: len(voice)] * 0.7
    _write(path, np.asarray(voice + marker(speech.marker_hz, len(voice)), dtype=np.float64))
    return path


def marker(frequency_hz: float, length: int) -> Samples:
    """A tone gated by a pseudo-random pattern in steps of 50 ms, so that its position in time can be found again."""
    gate = np.random.default_rng(round(frequency_hz)).integers(0, 2, size=length // (RATE // 20) + 1)
    time = np.arange(length) / RATE
    shaped = 0.12 * np.repeat(gate, RATE // 20)[:length] * np.sin(2 * np.pi * frequency_hz * time)
    return np.asarray(shaped, dtype=np.float64)


def read(path: Path) -> Samples:
    """The samples of a WAV file in -1..1."""
    with wave.open(str(path)) as file:
        frames = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
    scaled: Samples = frames.astype(np.float64) / 32768
    return scaled


def _espeak(speech: Speech, path: Path) -> tuple[Samples, int]:
    command = ["espeak-ng", "-v", speech.voice, "-s", "150", "-w", str(path), speech.text]
    subprocess.run(command, check=True, timeout=30, capture_output=True)
    with wave.open(str(path)) as file:
        rate = file.getframerate()
    return read(path), rate


def _resampled(samples: Samples, rate: int) -> Samples:
    length = round(len(samples) * RATE / rate)
    resampled: Samples = np.interp(np.linspace(0, len(samples) - 1, length), np.arange(len(samples)), samples)
    return resampled


def _write(path: Path, samples: Samples) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())

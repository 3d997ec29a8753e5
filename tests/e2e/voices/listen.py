"""Tells from a recorded part whose voice it holds, how long it is, and where in time it lies."""

import subprocess
from pathlib import Path

import numpy as np

from tests.e2e.voices.speak import RATE, Samples, marker

ENVELOPE_RATE = 200
"""Envelope samples a second: 5 ms steps."""


def decode(path: Path) -> Samples:
    """All of a part as 48 kHz mono samples, gaps filled with silence. Fails if ffmpeg finds a single fault."""
    command = [
        "ffmpeg", "-v", "error", "-xerror", "-i", str(path), "-af", "aresample=async=1:first_pts=0",
        "-f", "f32le", "-ac", "1", "-ar", str(RATE), "-",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    if done.returncode != 0 or done.stderr:
        raise AssertionError(f"ffmpeg: {done.stderr.decode()[:500]}")
    return np.frombuffer(done.stdout, dtype="<f4").astype(np.float64)


def loudness_of(samples: Samples, frequency_hz: float) -> float:
    """How much of this marker is in the sound: mean magnitude in its band over that of the bands beside it."""
    return float(np.mean(envelope(samples, frequency_hz)) / (np.mean(_neighbours(samples, frequency_hz)) + 1e-9))


def match(samples: Samples, sent: Samples) -> tuple[float, float]:
    """Best normalised cross-correlation of the speech envelopes, and the second of `samples` where `sent` begins.

    A microphone says its file round after round, so `samples` may hold the end of one and the beginning of the next.
    Any two people pause and speak: only beside another voice's does a number say whose it is, and a voice that leaks
    in is told by its marker.
    """
    rounds = np.tile(sent, len(samples) // len(sent) + 2)
    return _correlate(_speech_envelope(samples), _speech_envelope(rounds))


def marker_offset(samples: Samples, frequency_hz: float, *, length: int) -> tuple[float, float]:
    """Like `match`, with the marker's own pattern of `length` samples: exact to about 5 ms."""
    return _correlate(envelope(samples, frequency_hz), envelope(marker(frequency_hz, length), frequency_hz))


def envelope(samples: Samples, frequency_hz: float) -> Samples:
    """Magnitude of one frequency over time, in steps of 5 ms with a window of 20 ms."""
    hop, width = RATE // ENVELOPE_RATE, RATE // 50
    if len(samples) < width:
        return np.zeros(1)
    frames = np.lib.stride_tricks.sliding_window_view(samples, width)[::hop]
    wave = np.exp(-2j * np.pi * frequency_hz * np.arange(width) / RATE) * np.hanning(width)
    magnitude: Samples = np.abs(frames @ wave).astype(np.float64)
    return magnitude


def _neighbours(samples: Samples, frequency_hz: float) -> Samples:
    return (envelope(samples, frequency_hz - 250) + envelope(samples, frequency_hz + 250)) / 2


def _speech_envelope(samples: Samples) -> Samples:
    """Energy below the markers, where speech is."""
    bands: Samples = sum((envelope(samples, f) for f in (250, 500, 750, 1000, 1300)), np.zeros(1))
    return bands


def _correlate(heard: Samples, sent: Samples) -> tuple[float, float]:
    heard, sent = heard - heard.mean(), sent - sent.mean()
    size = 1 << (len(heard) + len(sent)).bit_length()
    product = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(sent, size)), size)
    lag = int(np.argmax(product))
    if lag > size // 2:
        lag -= size
    overlap_heard = heard[max(lag, 0) : len(sent) + lag]
    overlap_sent = sent[max(-lag, 0) : max(-lag, 0) + len(overlap_heard)]
    norm = float(np.linalg.norm(overlap_heard) * np.linalg.norm(overlap_sent)) + 1e-12
    return float(np.dot(overlap_heard[: len(overlap_sent)], overlap_sent)) / norm, lag / ENVELOPE_RATE

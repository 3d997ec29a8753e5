"""The ear of a transcription server for tests: it hears the words whose sound lies in what it was sent.

No name, no order and no length tells it which words those are: it holds the sound in bands of speech against that of
every clip it knows, at every place. What was cut away, moved, or came from the wrong track is not heard.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from aiohttp import web
from numpy.typing import NDArray

from tests.integration.summary.endpoint import Asked, Behaves
from tests.integration.summary.spoken import RATE, Samples

_HEARD_RATE = 16_000
_HOP, _WIDTH = 160, 400
_EDGES = (5, 10, 16, 25, 38, 55, 85)
"""Of the bands, in steps of 40 Hz: 200 Hz to 3.4 kHz, rather wider to the top, as ears have them."""
_ALIKE = 0.8
_MAY_LACK_S = 0.3

Bands = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Clip:
    """Words, and how they sound: 48 kHz, no silence at the ends."""

    words: str
    samples: Samples


@dataclass(frozen=True, slots=True)
class Found:
    """Where a clip lies in what was sent, in seconds, and how alike the two sound: 1 is the same."""

    words: str
    start_s: float
    end_s: float
    alike: float


def recognises(clips: Sequence[Clip], *, language: str) -> Behaves:
    """The documented shape of `verbose_json`, with the language by its name, as the original says it."""
    known = [(clip.words, bands(clip.samples[:: RATE // _HEARD_RATE])) for clip in clips]

    async def answer(asked: Asked) -> web.StreamResponse:
        heard = list(_in_order(known, bands(np.frombuffer(asked.samples, dtype="<i2"))))
        words = [word for one in heard for word in _word_by_word(one)]
        return web.json_response(
            {
                "task": "transcribe", "language": language, "duration": asked.seconds,
                "text": " ".join(one.words for one in heard), "words": words,
                "segments": [
                    {"id": n, "seek": 0, "start": one.start_s, "end": one.end_s, "text": f" {one.words}", "tokens": [1],
                     "temperature": 0.0, "avg_logprob": -0.2, "compression_ratio": 1.1, "no_speech_prob": 0.01}
                    for n, one in enumerate(heard)
                ],
            }
        )  # fmt: skip

    return answer


def found_in(clips: Sequence[Clip], samples: Samples) -> list[Found]:
    """What is heard in this sound, 48 kHz, in order."""
    step = RATE // _HEARD_RATE
    return list(_in_order([(clip.words, bands(clip.samples[::step])) for clip in clips], bands(samples[::step])))


def bands(samples: Samples) -> Bands:
    """How loud each band is, a hundred times a second, as an ear takes loudness: a row for each band."""
    if len(samples) < _WIDTH:
        return np.zeros((len(_EDGES) - 1, 0))
    frames = np.lib.stride_tricks.sliding_window_view(samples.astype(np.float64), _WIDTH)[::_HOP]
    spectrum = np.abs(np.fft.rfft(frames * np.hanning(_WIDTH), axis=1))
    loud: Bands = np.sqrt(np.stack([spectrum[:, low:high].sum(axis=1) for low, high in pairwise(_EDGES)]))
    return loud


def _in_order(known: Sequence[tuple[str, Bands]], sent: Bands) -> Iterator[Found]:
    """The likest first, and of what overlaps only that; told in the order of time."""
    taken: list[Found] = []
    for one in sorted((one for words, clip in known for one in _places(words, clip, sent)), key=lambda one: -one.alike):
        if all(one.end_s <= other.start_s or other.end_s <= one.start_s for other in taken):
            taken.append(one)
    yield from sorted(taken, key=lambda one: one.start_s)


def _places(words: str, clip: Bands, sent: Bands) -> Iterator[Found]:
    """Where this clip may lie: not more than a breath of it may be missing at either end."""
    lacking = round(_MAY_LACK_S * 100)
    padded = np.pad(sent, ((0, 0), (lacking, lacking)))
    length = clip.shape[1]
    if padded.shape[1] < length:
        return
    wanted = clip - clip.mean(axis=1, keepdims=True)
    windows = np.lib.stride_tricks.sliding_window_view(padded, length, axis=1)
    product = np.einsum("bnl,bl->n", windows, wanted)
    spread = np.sqrt(np.maximum(windows.var(axis=2).sum(axis=0) * length, 1e-9))
    alike = product / (spread * float(np.linalg.norm(wanted)) + 1e-9)
    for at in np.flatnonzero(alike >= _ALIKE):
        start_s = (int(at) - lacking) / 100
        yield Found(words, round(max(0.0, start_s), 2), round(start_s + length / 100, 2), float(alike[at]))


def _word_by_word(found: Found) -> Iterator[dict[str, str | float]]:
    """Nobody asked for these; servers send them all the same. Each word takes its share of the time."""
    words = found.words.split()
    step = (found.end_s - found.start_s) / len(words)
    for number, word in enumerate(words):
        start_s = found.start_s + number * step
        yield {"word": word, "start": round(start_s, 2), "end": round(start_s + step, 2)}

"""What an engine is to the rest: it hears one stretch of one voice, and says the words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

RATE = 16_000
"""Samples a second, 16 bit, one channel: what every engine and the voice detector take."""
BYTES_PER_S = 2 * RATE


@dataclass(frozen=True, slots=True)
class Speech:
    """A stretch in which somebody speaks; `start_s` is its place in the track."""

    start_s: float
    samples: bytes

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.samples) / BYTES_PER_S


@dataclass(frozen=True, slots=True)
class Heard:
    """Words, in seconds of the stretch they were heard in. `confidence` 0 to 1, None where the engine says nothing."""

    start_s: float
    end_s: float
    text: str
    language: str
    confidence: float | None = None


class Transcriber(Protocol):
    """An engine, opened. Blocking: it works in a process of its own (`summary.transcribing.listener`)."""

    def hear(self, speech: Speech, *, language: str) -> Sequence[Heard]:
        """The words in it. `language` (BCP 47) is what the person is known to speak, and may be wrong.

        Raises EngineFailed, and TrackUnreadable with `language_unknown`.
        """

    def close(self) -> None:
        """Nothing is asked any more."""

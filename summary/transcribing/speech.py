"""Cuts a voice into stretches of speech; silence between them costs nothing and goes to no engine. Pure.

A stretch ends with a pause of breath, or where it was quietest before it gets longer than engines take.
"""

from array import array
from collections import deque
from collections.abc import Callable, Iterator

from summary.transcribing.port import BYTES_PER_S, RATE, Speech

WINDOW = 512
"""Samples that are judged at once: what the detector was made for, 32 ms."""
WINDOW_BYTES = 2 * WINDOW
_NOTHING = bytes(WINDOW_BYTES)
_WINDOW_S = WINDOW / RATE
_BEGINS = 0.5
_GOES_ON = 0.35
_QUIET = 24
"""Of 32,768: below it nobody is heard. Pauses are digital silence, and a detector need not be asked about those."""
_PAUSE = round(0.7 / _WINDOW_S)
_PAD = round(0.25 / _WINDOW_S)
_LEAST = round(0.2 / _WINDOW_S)
_MOST = round(28.0 / _WINDOW_S)
"""Whisper hears 30 s at once."""
_LOOK_BACK = round(5.0 / _WINDOW_S)

Probability = Callable[[bytes], float]
"""How likely it is that somebody speaks in a window of `WINDOW_BYTES`, 0 to 1."""


class Cutter:
    """Of one voice, fed in order."""

    def __init__(self, probability: Probability) -> None:
        self._probability = probability
        self._rest = b""
        self._windows = 0
        self._before: deque[bytes] = deque(maxlen=_PAD)
        self._taken: list[bytes] = []
        self._likely: list[float] = []
        self._quiet = 0

    @property
    def heard_s(self) -> float:
        """So much has been fed."""
        return self._windows * _WINDOW_S + len(self._rest) / BYTES_PER_S

    def feed(self, samples: bytes) -> Iterator[Speech]:
        """More of the voice; the stretches that have ended by it."""
        self._rest += samples
        whole = len(self._rest) - len(self._rest) % WINDOW_BYTES
        for start in range(0, whole, WINDOW_BYTES):
            yield from self._window(self._rest[start : start + WINDOW_BYTES])
        self._rest = self._rest[whole:]

    def end(self) -> Iterator[Speech]:
        """That was all of it."""
        if self._rest:
            yield from self._window(self._rest.ljust(WINDOW_BYTES, b"\0"))
            self._rest = b""
        yield from self._close(len(self._taken))

    def _window(self, window: bytes) -> Iterator[Speech]:
        likely = 0.0 if _is_quiet(window) else self._probability(window)
        self._windows += 1
        if not self._taken and likely < _BEGINS:
            self._before.append(window)
            return
        if not self._taken:
            self._taken, self._likely = list(self._before), [0.0] * len(self._before)
            self._before.clear()
        self._taken.append(window)
        self._likely.append(likely)
        self._quiet = 0 if likely >= _GOES_ON else self._quiet + 1
        if self._quiet >= _PAUSE:
            yield from self._close(len(self._taken) - self._quiet + _PAD)
        elif len(self._taken) >= _MOST:
            yield from self._split()

    def _close(self, length: int) -> Iterator[Speech]:
        """The first `length` windows are the stretch; what comes behind them is silence."""
        if sum(one >= _GOES_ON for one in self._likely) >= _LEAST:
            yield self._speech(length)
        self._before.extend(self._taken[length:])
        self._taken, self._likely, self._quiet = [], [], 0

    def _split(self) -> Iterator[Speech]:
        """The same person goes on: cut at the least likely of the last seconds."""
        first = len(self._likely) - _LOOK_BACK
        length = min(range(first, len(self._likely)), key=self._likely.__getitem__) + 1
        yield self._speech(length)
        self._taken, self._likely = self._taken[length:], self._likely[length:]

    def _speech(self, length: int) -> Speech:
        first = self._windows - len(self._taken)
        return Speech(max(0.0, first * _WINDOW_S), b"".join(self._taken[:length]))


def _is_quiet(window: bytes) -> bool:
    if window == _NOTHING:  # of a pause of hours there are hundreds of thousands
        return True
    samples = array("h", window)
    return max(samples) < _QUIET and min(samples) > -_QUIET

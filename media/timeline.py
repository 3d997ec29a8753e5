"""RTP timestamps on the worker's clock. Pure: arrival times come in as numbers, positions in seconds go out.

A sender's sample clock and ours drift apart (some 50 ppm, 180 ms an hour). The packets that travelled fastest show by
how much; the position follows them slowly, so that two parts stay within some milliseconds of each other for hours.
"""

from collections import deque

_WINDOW_S = 10.0
_SLEW = 0.002
"""Seconds of correction for each second of media: inaudible, and 40 times what clocks drift."""

_JUMP_S = 2.0
"""A timestamp this far from the arrival is not drift: the sender started anew."""


def unwrap(previous: int | None, timestamp: int) -> int:
    """Extend a 32-bit RTP timestamp (RFC 3550 section 5.1) to the value nearest to `previous`."""
    if previous is None:
        return timestamp
    difference = (timestamp - previous) & 0xFFFFFFFF
    return previous + difference - (1 << 32 if difference >= 1 << 31 else 0)


class Timeline:
    """One leg's positions. Feed it packets in sequence order."""

    def __init__(self, clock_rate: int) -> None:
        self._rate = clock_rate
        self._last: int | None = None
        self._offset = 0.0
        self._fastest: deque[tuple[float, float]] = deque()
        self._position = 0.0

    def place(self, timestamp: int, arrival_s: float) -> float:
        """Where this packet lies on the worker's clock, in seconds; never before the packet placed last."""
        unwrapped = unwrap(self._last, timestamp)
        media_s = unwrapped / self._rate
        transit = arrival_s - media_s
        if self._last is None or abs(transit - self._offset) > _JUMP_S:
            self._fastest.clear()
            self._offset = transit
        elapsed = 0.0 if self._last is None else max(0.0, (unwrapped - self._last) / self._rate)
        self._last = unwrapped
        self._follow(transit, arrival_s, elapsed)
        self._position = max(self._position, media_s + self._offset)
        return self._position

    def _follow(self, transit: float, arrival_s: float, elapsed: float) -> None:
        while self._fastest and self._fastest[-1][1] >= transit:
            self._fastest.pop()
        self._fastest.append((arrival_s, transit))
        while self._fastest[0][0] < arrival_s - _WINDOW_S:
            self._fastest.popleft()
        error = self._fastest[0][1] - self._offset
        step = _SLEW * elapsed
        self._offset += max(-step, min(step, error))

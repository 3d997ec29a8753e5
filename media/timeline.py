"""One clock for all legs of a call: where each packet lies on the worker's clock, and what is missing. Pure.

A sender's sample clock and ours drift apart (some 50 ppm, 180 ms an hour), and packets are late by different amounts.
Those that travelled fastest show how the two clocks stand to each other; positions follow them slowly, so that two
parts stay within some milliseconds of each other for hours. The time of arrival is that of a packet's end: legs with
packets of 20 and of 120 ms lie alike. Sender reports would add nothing: their clock is each sender's own.
"""

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

_WINDOW_S = 5.0
"""To each side: among so many packets there is one that waited nowhere."""

_SLEW = 0.002
"""Seconds of correction for each second of media: inaudible, and 40 times what clocks drift."""

_JUMP_S = 2.0
"""A timestamp this far from where it should be is no loss and no drift: the sender started anew."""

_NEW_STREAM = 3_000
_TOLERANCE_S = 0.005
_SLACK_S = 0.2
"""So far a position may be ahead of its arrival while it follows a way that has become shorter."""

GapKind = Literal["lost", "not_sent", "paused"]
"""`lost`: on the way, and nobody had it any more. `not_sent`: the sender left it out. `paused`: people wished so."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A packet as it came. `number` grows through wrap-around; `timestamp` has 32 bits; `arrival_s` is on our clock."""

    number: int
    timestamp: int
    arrival_s: float
    payload: bytes


@dataclass(frozen=True, slots=True)
class Placed:
    """A packet on the worker's clock, in seconds."""

    start_s: float
    seconds: float
    payload: bytes

    @property
    def end_s(self) -> float:
        """When its last sound was."""
        return self.start_s + self.seconds


@dataclass(frozen=True, slots=True)
class Gap:
    """Seconds in which there is nothing, and why."""

    start_s: float
    end_s: float
    kind: GapKind


@dataclass(frozen=True, slots=True)
class Pause:
    """When nothing was written because somebody wished so."""

    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Laid:
    """A whole part: its packets in order, none before the one before it, and what is missing between them."""

    packets: tuple[Placed, ...]
    gaps: tuple[Gap, ...]


@dataclass(slots=True)
class _Step:
    """A packet within its run: `media_s` is the timestamp unwrapped, in seconds."""

    arrived: Arrived
    seconds: float
    media_s: float
    offset_s: float = 0.0

    @property
    def transit_s(self) -> float:
        return self.arrived.arrival_s - self.media_s - self.seconds


def lay_out(
    arrived: Iterable[Arrived], pauses: Sequence[Pause], *, clock_rate: int, seconds_of: Callable[[bytes], float]
) -> Laid:
    """Put what came in whichever order into its place. No packet lies later than it came, whatever it says."""
    by_number = {packet.number: packet for packet in arrived}
    ordered = [by_number[number] for number in sorted(by_number)]
    placed: list[Placed] = []
    gaps: list[Gap] = []
    for run in _runs(ordered, clock_rate, seconds_of):
        _follow(run)
        before: _Step | None = None
        for step in run:
            latest_s = step.arrived.arrival_s - step.seconds + _SLACK_S
            start_s = min(step.media_s + step.offset_s, latest_s)
            if placed:
                start_s = max(start_s, placed[-1].start_s)
                gaps += _gap(placed[-1].end_s, start_s, _kind(before, step), pauses)
            placed.append(Placed(start_s, step.seconds, step.arrived.payload))
            before = step
    return Laid(tuple(placed), tuple(gaps))


def unwrap(previous: int | None, timestamp: int) -> int:
    """Extend a 32-bit RTP timestamp (RFC 3550 section 5.1) to the value nearest to `previous`."""
    if previous is None:
        return timestamp
    difference = (timestamp - previous) & 0xFFFFFFFF
    return previous + difference - (1 << 32 if difference >= 1 << 31 else 0)


def _runs(
    ordered: Sequence[Arrived], clock_rate: int, seconds_of: Callable[[bytes], float]
) -> list[list[_Step]]:  # fmt: skip
    runs: list[list[_Step]] = []
    previous: int | None = None
    for packet in ordered:
        unwrapped = unwrap(previous, packet.timestamp)
        step = _Step(packet, seconds_of(packet.payload), unwrapped / clock_rate)
        if not runs or not _goes_on(runs[-1][-1], step):
            previous = packet.timestamp
            step.media_s = packet.timestamp / clock_rate
            runs.append([step])
        else:
            previous = unwrapped
            runs[-1].append(step)
    return runs


def _goes_on(last: _Step, step: _Step) -> bool:
    """The timestamp fits the numbers, however late it came, or it fits the time that passed: nothing was sent in it."""
    numbers = step.arrived.number - last.arrived.number
    if numbers > _NEW_STREAM:
        return False
    ahead_s = step.media_s - last.media_s
    by_numbers = abs(ahead_s - numbers * last.seconds) <= _JUMP_S
    return by_numbers or abs(ahead_s - (step.arrived.arrival_s - last.arrived.arrival_s)) <= _JUMP_S


def _follow(run: Sequence[_Step]) -> None:
    """Give each step its offset: the smallest transit around it, approached slowly."""
    floors = _floors(run)
    offset = floors[0]
    for index, step in enumerate(run):
        passed = max(0.0, step.media_s - run[index - 1].media_s) if index else 0.0
        reach = _SLEW * passed
        offset += max(-reach, min(reach, floors[index] - offset))
        step.offset_s = offset


def _floors(run: Sequence[_Step]) -> list[float]:
    """The smallest transit within the window to both sides of each step; the sliding minimum in one pass."""
    floors: list[float] = []
    best: deque[int] = deque()
    ahead = 0
    for step in run:
        while ahead < len(run) and run[ahead].media_s <= step.media_s + _WINDOW_S:
            while best and run[best[-1]].transit_s >= run[ahead].transit_s:
                best.pop()
            best.append(ahead)
            ahead += 1
        while len(best) > 1 and run[best[0]].media_s < step.media_s - _WINDOW_S:
            best.popleft()
        floors.append(run[best[0]].transit_s)
    return floors


def _kind(before: _Step | None, step: _Step) -> GapKind | None:
    """Why there is nothing between two packets; None when they follow each other and only their times were moved."""
    if before is None:
        return "not_sent"
    if step.media_s - before.media_s - before.seconds <= _TOLERANCE_S:
        return None
    return "lost" if step.arrived.number - before.arrived.number > 1 else "not_sent"


def _gap(start_s: float, end_s: float, kind: GapKind | None, pauses: Sequence[Pause]) -> list[Gap]:
    if kind is None or end_s - start_s <= _TOLERANCE_S:
        return []
    at = bisect_left(pauses, start_s, key=lambda pause: pause.end_s)
    paused = at < len(pauses) and pauses[at].start_s < end_s
    return [Gap(start_s, end_s, "paused" if paused else kind)]

"""One clock for all legs of a call: where each packet lies on the worker's clock, and what is missing. Pure.

A sender's sample clock and ours drift apart (some 50 ppm, 180 ms an hour), and packets are late by different amounts.
Those that travelled fastest show how the two clocks stand to each other; positions follow them slowly, so that two
parts stay within some milliseconds of each other for hours. The very fastest of many are doubted: what came before it
can have been spoken was given a wrong time by its sender. The time of arrival is that of a packet's end: legs with
packets of 20 and of 120 ms lie alike. Sender reports would add nothing: their clock is each sender's own.
"""

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Generic, Literal, TypeVar

LEAD_S = 0.25
"""Silence at the head of a part: what follows may show that its first packet was late, and belongs before."""

_WINDOW_S = 5.0
"""To each side: among so many packets there is one that waited nowhere."""

_DOUBTED = 2
"""So many of a window are not believed, however fast they seem to have been."""
_FOR_EACH_DOUBTED = 8
"""Of fewer packets than this each counts: there is nothing better."""
_TOO_FAST_S = 0.02
"""Faster than all that are believed by more than this: its time is wrong, and not the way shorter."""

_SLEW = 0.002
"""Seconds of correction for each second of media: inaudible, and 40 times what clocks drift."""

_JUMP_S = 2.0
"""A timestamp this far from where it should be is no loss and no drift: the sender started anew."""

_NEW_STREAM = 3_000
_TOLERANCE_S = 0.005
_SLACK_S = 0.2
"""So far a position may be ahead of its arrival while it follows a way that has become shorter."""

_MOST_AHEAD = 2_048
"""Packets in such a window; of a sender whose timestamps stand still it would never end."""

GapKind = Literal["lost", "not_sent", "paused", "no_picture"]
"""`lost`: on the way, and nobody had it any more. `not_sent`: the sender left it out. `paused`: people wished so.
`no_picture`: sound is there, and frames are not, or not what they build on.
"""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A packet as it came. `number` grows through wrap-around; `timestamp` has 32 bits; `arrival_s` is on our clock."""

    number: int
    timestamp: int
    arrival_s: float
    payload: bytes


A = TypeVar("A", bound=Arrived)


@dataclass(frozen=True, slots=True)
class Position(Generic[A]):
    """A packet on the worker's clock, in seconds."""

    packet: A
    start_s: float
    seconds: float
    missing: GapKind | None
    """Why there is nothing between the one before it and this one; None when only their times were moved apart."""

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


@dataclass(slots=True)
class _Step(Generic[A]):
    """A packet within its run: `media_s` is the timestamp unwrapped, in seconds."""

    run: int
    packet: A
    seconds: float
    media_s: float
    offset_s: float = 0.0
    floor_s: float = 0.0
    """The smallest transit around it that is believed."""

    @property
    def transit_s(self) -> float:
        return self.packet.arrival_s - self.media_s - self.seconds

    @property
    def latest_s(self) -> float:
        """It was not spoken after it came. A little later while a way that has become shorter is followed; and not for
        one whose time is wrong.
        """
        believed = self.transit_s >= self.floor_s - _TOO_FAST_S
        return self.packet.arrival_s - self.seconds + (_SLACK_S if believed else 0.0)


def place(
    ordered: Iterable[A], *, clock_rate: int, seconds_of: Callable[[bytes], float]
) -> Iterator[Position[A]]:  # fmt: skip
    """Put packets into their place; by their numbers they are in order. None lies before the one before it, and none
    later than it came, whatever it says. Reads some seconds ahead, and keeps no more than those in memory.
    """
    earliest_s = float("-inf")
    for _, run in groupby(_steps(ordered, clock_rate, seconds_of), key=lambda step: step.run):
        before: _Step[A] | None = None
        for step in _follow(run):
            earliest_s = max(earliest_s, min(step.media_s + step.offset_s, step.latest_s))
            yield Position(step.packet, earliest_s, step.seconds, _missing(before, step))
            before = step


def gap_before(position: Position[A], end_s: float | None) -> Gap | None:
    """What is missing between the end of the one before, None for none, and this one."""
    if end_s is None or position.missing is None or position.start_s - end_s <= _TOLERANCE_S:
        return None
    return Gap(end_s, position.start_s, position.missing)


def with_pauses(gaps: Iterable[Gap], pauses: Sequence[Pause]) -> Iterator[Gap]:
    """The same gaps; those in which somebody wished that nothing is written are called so."""
    for gap in gaps:
        at = bisect_left(pauses, gap.start_s, key=lambda pause: pause.end_s)
        paused = at < len(pauses) and pauses[at].start_s < gap.end_s
        yield replace(gap, kind="paused") if paused else gap


def unended(pauses: Sequence[Pause], end_s: float) -> Iterator[Gap]:
    """The pause after which nothing came any more until `end_s`, where the last sound ends: a gap without length where
    it began. How long it was is seen only in what comes after this part.
    """
    if pauses and pauses[-1].start_s >= end_s - _SLACK_S and pauses[-1].end_s >= end_s:
        began_s = max(pauses[-1].start_s, end_s)
        yield Gap(began_s, began_s, "paused")


def unwrap(previous: int | None, timestamp: int) -> int:
    """Extend a 32-bit RTP timestamp (RFC 3550 section 5.1) to the value nearest to `previous`."""
    if previous is None:
        return timestamp
    difference = (timestamp - previous) & 0xFFFFFFFF
    return previous + difference - (1 << 32 if difference >= 1 << 31 else 0)


def _steps(ordered: Iterable[A], clock_rate: int, seconds_of: Callable[[bytes], float]) -> Iterator[_Step[A]]:
    """A new run wherever the sender started anew."""
    last: _Step[A] | None = None
    previous: int | None = None
    for packet in ordered:
        unwrapped = unwrap(previous, packet.timestamp)
        step = _Step(last.run if last else 0, packet, seconds_of(packet.payload), unwrapped / clock_rate)
        if last is None or not _goes_on(last, step):
            step.run += 1
            unwrapped = packet.timestamp
            step.media_s = unwrapped / clock_rate
        last, previous = step, unwrapped
        yield step


def _goes_on(last: _Step[A], step: _Step[A]) -> bool:
    """The timestamp fits the numbers, however late it came, or it fits the time that passed: nothing was sent in it."""
    numbers = step.packet.number - last.packet.number
    if numbers > _NEW_STREAM:
        return False
    ahead_s = step.media_s - last.media_s
    by_numbers = abs(ahead_s - numbers * last.seconds) <= _JUMP_S
    return by_numbers or abs(ahead_s - (step.packet.arrival_s - last.packet.arrival_s)) <= _JUMP_S


def _follow(run: Iterable[_Step[A]]) -> Iterator[_Step[A]]:
    """Give each step of a run its offset: the smallest transit around it that is believed, approached slowly."""
    offset_s = before_s = 0.0
    first = True
    for step in _floored(run):
        if first:
            offset_s, first = step.floor_s, False
        else:
            reach = _SLEW * max(0.0, step.media_s - before_s)
            offset_s += max(-reach, min(reach, step.floor_s - offset_s))
        before_s, step.offset_s = step.media_s, offset_s
        yield step


def _floored(run: Iterable[_Step[A]]) -> Iterator[_Step[A]]:
    """Each step with the floor of the window to both sides of it, in one pass."""
    coming: deque[_Step[A]] = deque()
    window = _Window()
    steps = iter(run)
    following = next(steps, None)
    while coming or following is not None:
        while following is not None and (not coming or _is_near(coming[0], following, len(coming))):
            window.add(following.media_s, following.transit_s)
            coming.append(following)
            following = next(steps, None)
        step = coming.popleft()
        window.forget(before_s=step.media_s - _WINDOW_S)
        step.floor_s = window.floor_s
        yield step


@dataclass(slots=True)
class _Window:
    """The transits of some seconds, in the order of their packets and by their size."""

    _came: deque[tuple[float, float]] = field(default_factory=deque)
    _sorted: list[float] = field(default_factory=list)

    def add(self, media_s: float, transit_s: float) -> None:
        if len(self._came) >= 2 * _MOST_AHEAD:
            self._drop()
        self._came.append((media_s, transit_s))
        insort(self._sorted, transit_s)

    def forget(self, *, before_s: float) -> None:
        """All but the last one, which somebody asks about."""
        while len(self._came) > 1 and self._came[0][0] < before_s:
            self._drop()

    @property
    def floor_s(self) -> float:
        """The smallest one that is believed."""
        return self._sorted[min(_DOUBTED, len(self._sorted) // _FOR_EACH_DOUBTED)]

    def _drop(self) -> None:
        _, transit_s = self._came.popleft()
        del self._sorted[bisect_left(self._sorted, transit_s)]


def _is_near(step: _Step[A], following: _Step[A], ahead: int) -> bool:
    return ahead < _MOST_AHEAD and following.media_s <= step.media_s + _WINDOW_S


def _missing(before: _Step[A] | None, step: _Step[A]) -> GapKind | None:
    if before is None:
        return "not_sent"
    if step.media_s - before.media_s - before.seconds <= _TOLERANCE_S:
        return None
    return "lost" if step.packet.number - before.packet.number > 1 else "not_sent"

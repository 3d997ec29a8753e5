"""Where each part lies on the recording's own time, and in which seconds nobody of a side was recorded. Pure."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Literal, Protocol

from media.timeline import LEAD_S

Side = Literal["left", "right"]
Missing = Literal["lost", "not_sent", "paused", "away"]
"""As `media.timeline.GapKind`; `away`: this person had no line to the recorder."""

_WORTH_TELLING_S = 0.5
_MOST_GAPS = 1_000
_FIRST_REASON: tuple[Missing, ...] = ("paused", "lost", "not_sent", "away")
"""Of several people on one side, each with a reason of their own: the one that is told."""


class PartToMix(Protocol):
    """A finished part, as it was reported."""

    @property
    def participant_id(self) -> str:
        """Whose voice it is."""

    @property
    def number(self) -> int:
        """Which part of theirs."""

    @property
    def side(self) -> Side:
        """Where it is heard."""

    @property
    def epoch(self) -> datetime:
        """When its second 0 was."""

    @property
    def seconds(self) -> float:
        """How long it is."""

    @property
    def gaps(self) -> Collection[tuple[float, float, str]]:
        """From and to in its seconds, and why (`media.timeline.GapKind`). In a pause without length it ended."""


@dataclass(frozen=True, slots=True)
class Track:
    """One part on the recording's time; from `until_s` on only the next part of the same person is heard."""

    participant_id: str
    number: int
    side: Side
    start_s: float
    until_s: float


@dataclass(frozen=True, slots=True)
class SideGap:
    """Seconds in which nobody of this side was recorded, and why."""

    side: Side
    start_s: float
    end_s: float
    why: Missing


@dataclass(frozen=True, slots=True)
class Plan:
    """Second 0 is that of the first part: `epoch`."""

    epoch: datetime
    seconds: float
    tracks: tuple[Track, ...]
    gaps: tuple[SideGap, ...]


@dataclass(frozen=True, slots=True)
class _Gap:
    start_s: float
    end_s: float
    why: Missing


def plan(parts: Collection[PartToMix]) -> Plan:
    """At least one part is needed."""
    epoch = min(part.epoch for part in parts)
    of_person: defaultdict[str, list[tuple[float, PartToMix]]] = defaultdict(list)
    for part in sorted(parts, key=lambda part: (part.epoch, part.number)):
        of_person[part.participant_id].append(((part.epoch - epoch).total_seconds(), part))
    seconds = max(start_s + part.seconds for dated in of_person.values() for start_s, part in dated)
    people = [(_tracks(dated), [part for _, part in dated]) for dated in of_person.values()]
    heard = sorted(moment for tracks, own in people for moment in _heard_again(tracks, own))
    silences: defaultdict[Side, list[list[_Gap]]] = defaultdict(list)
    for tracks, own in people:
        silences[own[0].side].append(list(_silence(tracks, own, seconds, heard)))
    gaps = [gap for side in ("left", "right") for gap in _nobody(side, silences[side], seconds)]
    longest = sorted(gaps, key=lambda gap: gap.start_s - gap.end_s)[:_MOST_GAPS]
    all_tracks = tuple(track for tracks, _ in people for track in tracks)
    return Plan(epoch, seconds, all_tracks, tuple(sorted(longest, key=lambda gap: (gap.side, gap.start_s))))


def _tracks(dated: Sequence[tuple[float, PartToMix]]) -> list[Track]:
    """A leg that was replaced may have sent the same voice for a moment longer: it is heard once. One that goes on in
    the next part is heard to its end, for that part begins with silence.
    """
    ends = [start_s + LEAD_S for start_s, _ in dated[1:]] + [float("inf")]
    return [
        Track(part.participant_id, part.number, part.side, start_s, min(start_s + part.seconds, end_s))
        for (start_s, part), end_s in zip(dated, ends, strict=True)
    ]


def _heard_again(tracks: Sequence[Track], parts: Sequence[PartToMix]) -> Iterator[float]:
    """When something of this person is recorded that was not before, as far as it ends a pause."""
    for track, part in zip(tracks, parts, strict=True):
        yield track.start_s
        for from_s, to_s, why in part.gaps:
            if why == "paused" and from_s < to_s:
                yield track.start_s + to_s


def _silence(
    tracks: Sequence[Track], parts: Sequence[PartToMix], seconds: float, heard: Sequence[float]
) -> Iterator[_Gap]:
    """Of one person, in order and without overlap. `heard`: when somebody of the recording was, again."""
    at_s, paused_s = 0.0, float("inf")
    for track, part in zip(tracks, parts, strict=True):
        yield from _without_line(at_s, track.start_s, paused_s, heard)
        paused_s = float("inf")
        for from_s, to_s, why in part.gaps:
            if why == "paused" and from_s == to_s:
                paused_s = track.start_s + from_s
            elif why in ("lost", "not_sent", "paused"):
                yield _Gap(track.start_s + from_s, min(track.start_s + to_s, track.until_s), why)  # type: ignore[arg-type]  # mypy narrows no str
        at_s = track.until_s
    yield from _without_line(at_s, seconds, paused_s, heard)


def _without_line(from_s: float, to_s: float, paused_s: float, heard: Sequence[float]) -> Iterator[_Gap]:
    """From one part to the next. A pause that began at `paused_s`, and in which the leg ended, is one until anybody is
    heard again.
    """
    began_s = from_s if paused_s - from_s < _WORTH_TELLING_S else min(paused_s, to_s)
    over_s = next((moment for moment in heard if paused_s < moment < to_s), to_s)
    yield _Gap(from_s, began_s, "away")
    yield _Gap(began_s, over_s, "paused")
    yield _Gap(over_s, to_s, "away")


def _nobody(side: Side, people: Sequence[Sequence[_Gap]], seconds: float) -> list[SideGap]:
    """The seconds that are missing of everybody on this side; a side without anybody is away all the time."""
    told = [[gap for gap in gaps if gap.end_s - gap.start_s >= _WORTH_TELLING_S] for gaps in people]
    edges = sorted({0.0, seconds, *(edge for gaps in told for gap in gaps for edge in (gap.start_s, gap.end_s))})
    found: list[SideGap] = []
    for start_s, end_s in pairwise(edges):
        reasons = [_reason(gaps, (start_s + end_s) / 2) for gaps in told] or ["away"]
        why = next((reason for reason in _FIRST_REASON if reason in reasons), None)
        if why is None or None in reasons:
            continue
        if found and found[-1].end_s == start_s and found[-1].why == why:
            start_s = found.pop().start_s  # noqa: PLW2901 (one gap, seen in two pieces)
        found.append(SideGap(side, start_s, end_s, why))
    return [gap for gap in found if gap.end_s - gap.start_s >= _WORTH_TELLING_S]


def _reason(gaps: Sequence[_Gap], at_s: float) -> Missing | None:
    found = bisect_right(gaps, at_s, key=lambda gap: gap.start_s) - 1
    return gaps[found].why if found >= 0 and at_s < gaps[found].end_s else None

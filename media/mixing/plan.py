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
        """From and to in its seconds, and why (`media.timeline.GapKind`)."""


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
    tracks: list[Track] = []
    silences: defaultdict[Side, list[list[_Gap]]] = defaultdict(list)
    for dated in of_person.values():
        own = _tracks(dated)
        tracks += own
        silences[own[0].side].append(list(_silence(own, [part for _, part in dated], seconds)))
    gaps = [gap for side in ("left", "right") for gap in _nobody(side, silences[side], seconds)]
    longest = sorted(gaps, key=lambda gap: gap.start_s - gap.end_s)[:_MOST_GAPS]
    return Plan(epoch, seconds, tuple(tracks), tuple(sorted(longest, key=lambda gap: (gap.side, gap.start_s))))


def _tracks(dated: Sequence[tuple[float, PartToMix]]) -> list[Track]:
    """A leg that was replaced may have sent the same voice for a moment longer: it is heard once. One that goes on in
    the next part is heard to its end, for that part begins with silence.
    """
    ends = [start_s + LEAD_S for start_s, _ in dated[1:]] + [float("inf")]
    return [
        Track(part.participant_id, part.number, part.side, start_s, min(start_s + part.seconds, end_s))
        for (start_s, part), end_s in zip(dated, ends, strict=True)
    ]


def _silence(tracks: Sequence[Track], parts: Sequence[PartToMix], seconds: float) -> Iterator[_Gap]:
    """Of one person, in order and without overlap."""
    at_s = 0.0
    for track, part in zip(tracks, parts, strict=True):
        yield _Gap(at_s, track.start_s, "away")
        for from_s, to_s, why in part.gaps:
            if why in ("lost", "not_sent", "paused"):
                yield _Gap(track.start_s + from_s, min(track.start_s + to_s, track.until_s), why)  # type: ignore[arg-type]  # mypy narrows no str
        at_s = track.until_s
    yield _Gap(at_s, seconds, "away")


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

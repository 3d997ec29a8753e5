"""A growing part into what is played: packets in order, silence where nothing is, whole frames, and which seconds those
are. Pure but for reading the log, which is gone through once to be measured and once for each writing.

The same bytes come of the same part each time: what a full disk did not take is made again when it is read. However
long a part is, some seconds of it are in memory, and some bytes for each of its clusters.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import merge

from media.codecs import DEPACKETISERS
from media.frames import frames
from media.growing import GrowingLog, PauseMark
from media.opus import SAMPLES_PER_S, is_stereo, packet_seconds, silence
from media.order import in_order
from media.picture import CLOCK_RATE, Frame, PicturePacket, Size
from media.timeline import Arrived, Gap, Pause, Position, gap_before, place, unended, with_pauses
from media.webm import Block, Layout, measure
from media.webm_head import PICTURE, SOUND, MediaType, PictureTrack, Tracks

_MOST_TOLD = 1_000
"""Gaps and sizes told of one part; a line that has more of them is known to be bad. The longest gaps are: of thousands
of single packets and a minute, the minute.
"""
_DARK_S = 2.0
"""No camera sends so few frames: longer than this there is no picture, and players show the last one of before."""
_MOST_EARLIER_S = 3.0
"""So far second 0 may go back: as long as a packet is asked for. Nobody is believed to have spoken before that."""


@dataclass(frozen=True, slots=True)
class SizeFrom:
    """From here on the picture has this size."""

    start_s: float
    size: Size


@dataclass(frozen=True, slots=True)
class Assembled:
    """A whole part. `gaps`, `sizes` and `seconds` count from its second 0, which lies `earlier_s` before the one that
    its writer took for it: what came late at the start was spoken before anybody knew.
    """

    gaps: tuple[Gap, ...]
    sizes: tuple[SizeFrom, ...]
    seconds: float
    earlier_s: float
    _layout: Layout
    _played: "_PlayedLog"

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self._layout.size

    @property
    def media_type(self) -> MediaType:
        """What kind of file it is."""
        return self._layout.tracks.media_type

    def pieces(self) -> Iterator[bytes]:
        """The file. Silence fills what is missing: a player that only counts samples is not led astray."""
        return self._layout.pieces(_block(one) for one in self._played if not isinstance(one, Gap))


def assemble(log: GrowingLog) -> Assembled | None:
    """None when no packet is there."""
    survey, zero_s = _Survey(), _second_zero(log)
    played = _PlayedLog(log, zero_s)
    clusters = tuple(measure(survey.watch(played)))
    if not clusters:
        return None
    return Assembled(
        survey.gaps(_pauses(log, zero_s)), tuple(survey.sizes), survey.seconds, log.zero_s - zero_s,
        Layout(Tracks(survey.channels, survey.picture), clusters, seconds=survey.seconds), played,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Sounded:
    """A packet of Opus at its place."""

    start_s: float
    end_s: float
    payload: bytes


_Played = _Sounded | Frame | Gap


@dataclass(slots=True)
class _Survey:
    """What has to be known of a file before its first byte is written."""

    seconds: float = 0.0
    channels: int | None = None
    picture: PictureTrack | None = None
    heard: list[Gap] = field(default_factory=list)
    seen: list[Gap] = field(default_factory=list)
    sizes: list[SizeFrom] = field(default_factory=list)
    _known_s: float | None = None
    """Until here it is known where there is a picture."""

    def watch(self, everything: Iterable[_Played]) -> Iterator[Block]:
        """Note all that goes by."""
        for one in everything:
            match one:
                case Gap():
                    self._note(one)
                case Frame():
                    self._see(one)
                    yield _block(one)
                case _Sounded():
                    self.seconds = max(self.seconds, one.end_s)
                    self.channels = max(self.channels or 1, 2 if is_stereo(one.payload) else 1)
                    yield _block(one)

    def gaps(self, pauses: Sequence[Pause]) -> tuple[Gap, ...]:
        """Of sound, and those of the picture that are no pause, of which the sound has one already."""
        self._look_back(self.seconds)
        unseen = [gap for gap in with_pauses(self.seen, pauses) if gap.kind != "paused"]
        told = [*_longest([*with_pauses(self.heard, pauses), *unseen]), *unended(pauses, self.seconds)]
        return tuple(sorted(told, key=lambda gap: gap.start_s))

    def _note(self, gap: Gap) -> None:
        gaps = self.seen if gap.kind == "no_picture" else self.heard
        gaps.append(gap)
        if len(gaps) >= 2 * _MOST_TOLD:
            gaps[:] = _longest(gaps)
        if gap.kind == "no_picture":
            self._known_s = gap.end_s

    def _look_back(self, now_s: float) -> None:
        """A camera that was off, or a picture that was taken back, is missing as well: nothing of it ever came."""
        if self._known_s is not None and now_s - self._known_s > _DARK_S:
            self._note(Gap(self._known_s, now_s, "no_picture"))
        self._known_s = now_s

    def _see(self, frame: Frame) -> None:
        self.seconds = max(self.seconds, frame.start_s)
        self._look_back(frame.start_s)
        if frame.size is None:
            return
        if self.picture is None:
            self.picture = PictureTrack(frame.codec, frame.size, DEPACKETISERS[frame.codec].private(frame.data))
        changed = not self.sizes or self.sizes[-1].size != frame.size
        if changed and len(self.sizes) < _MOST_TOLD:
            self.sizes.append(SizeFrom(frame.start_s, frame.size))


@dataclass(frozen=True, slots=True)
class _PlayedLog:
    """Sound and picture on one clock, in order; gaps among them. Gone through as often as one likes."""

    log: GrowingLog
    zero_s: float

    def __iter__(self) -> Iterator[_Played]:
        return merge(_sound(self.log, self.zero_s), _picture(self.log, self.zero_s), key=lambda one: one.start_s)


def _longest(gaps: Sequence[Gap]) -> Sequence[Gap]:
    return sorted(gaps, key=lambda gap: gap.start_s - gap.end_s)[:_MOST_TOLD]


def _second_zero(log: GrowingLog) -> float:
    """Where the writer has put it, unless the first sound was spoken before it: that it was late, and by how much, is
    seen only in what came after it. Pressed together it would sound shorter than it was.
    """
    first = next(_placed(log), None)
    if first is None:
        return log.zero_s
    return min(log.zero_s, max(first.start_s, log.zero_s - _MOST_EARLIER_S))


def _placed(log: GrowingLog) -> Iterator[Position[Arrived]]:
    arrived = (record for record in log if isinstance(record, Arrived) and not isinstance(record, PicturePacket))
    return place(in_order(arrived), clock_rate=SAMPLES_PER_S, seconds_of=packet_seconds)


def _sound(log: GrowingLog, zero_s: float) -> Iterator[_Played]:
    end_s: float | None = None
    for position in _placed(log):
        start_s = max(0.0, position.start_s - zero_s)
        gap = gap_before(position, end_s)
        if gap is not None and (moved := _moved(gap, zero_s)) is not None:
            yield moved
            yield from _quiet(moved.start_s, moved.end_s)
        elif end_s is None:
            yield from _quiet(0.0, start_s)
        end_s = position.end_s
        yield _Sounded(start_s, start_s + position.seconds, position.packet.payload)


def _picture(log: GrowingLog, zero_s: float) -> Iterator[_Played]:
    packets = (record for record in log if isinstance(record, PicturePacket))
    for one in frames(place(in_order(packets), clock_rate=CLOCK_RATE, seconds_of=lambda _: 0.0)):
        if isinstance(one, Frame):
            yield Frame(max(0.0, one.start_s - zero_s), one.codec, one.data, one.size)
        elif (moved := _moved(one, zero_s)) is not None:
            yield moved


def _moved(gap: Gap, zero_s: float) -> Gap | None:
    """As it counts from second 0; None when it lies before."""
    return Gap(max(0.0, gap.start_s - zero_s), gap.end_s - zero_s, gap.kind) if gap.end_s > zero_s else None


def _quiet(start_s: float, end_s: float) -> Iterator[_Sounded]:
    for at_s, payload in silence(end_s - start_s):
        yield _Sounded(start_s + at_s, start_s + at_s, payload)


def _block(one: _Sounded | Frame) -> Block:
    track, is_key = (PICTURE, one.size is not None) if isinstance(one, Frame) else (SOUND, True)
    return Block(track, max(0, round(one.start_s * 1000)), one.data if isinstance(one, Frame) else one.payload, is_key)


def _pauses(log: GrowingLog, zero_s: float) -> tuple[Pause, ...]:
    """In order. The last one may have no end: its leg has ended before."""
    pauses: list[Pause] = []
    began: float | None = None
    for mark in log:
        if not isinstance(mark, PauseMark):
            continue
        if mark.begins:
            began = mark.at_s if began is None else began
        elif began is not None:
            pauses.append(Pause(began - zero_s, mark.at_s - zero_s))
            began = None
    if began is not None:
        pauses.append(Pause(began - zero_s, float("inf")))
    return tuple(pauses)

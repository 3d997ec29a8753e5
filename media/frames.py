"""Placed packets of a picture into whole frames. One that is not whole is left out, and all that need it: up to the
next keyframe, which is a marked gap. Pure.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from media.codecs import DEPACKETISERS
from media.picture import Codec, Frame, PicturePacket
from media.timeline import Gap, Position

_MOST_BYTES = 4 << 20
_MOST_PACKETS = 8_192
"""A keyframe of a screen has some hundred kilobytes; who sends more sends no frame."""


def frames(positions: Iterable[Position[PicturePacket]]) -> Iterator[Frame | Gap]:
    """Frames as they follow each other, and the gaps between them. A file has one codec: that of the first keyframe."""
    codec: Codec | None = None
    before: int | None = None
    unbroken = False
    shown_s: float | None = None
    missing_s: float | None = None
    end_s = 0.0
    for group in _groups(positions):
        follows = before is not None and group.first == before + 1
        before = group.last
        if not group.payloads and follows:
            continue
        frame = group.frame(follows=follows)
        if frame is not None and frame.size is not None and codec in (None, frame.codec):
            codec, unbroken = frame.codec, True
        elif frame is None or frame.codec is not codec or not follows:
            unbroken = False
        if unbroken and frame is not None:
            if missing_s is not None:
                yield Gap(missing_s, frame.start_s, "no_picture")
            missing_s, shown_s = None, frame.start_s
            yield frame
        elif missing_s is None:
            missing_s = group.start_s if shown_s is None else shown_s
        end_s = group.start_s
    if missing_s is not None and end_s > missing_s:
        yield Gap(missing_s, end_s, "no_picture")


@dataclass(slots=True)
class _Group:
    """Packets of one timestamp."""

    start_s: float
    timestamp: int
    codec: Codec
    first: int
    last: int
    payloads: list[bytes] = field(default_factory=list)
    ended: bool = False
    _bytes: int = 0
    _broken: bool = False

    def takes(self, packet: PicturePacket) -> bool:
        """Whether it belongs to these: also padding, which follows a frame and has its timestamp."""
        return packet.timestamp == self.timestamp and packet.codec is self.codec

    def add(self, packet: PicturePacket) -> None:
        """The next one that has come."""
        self._broken |= packet.number > self.last + 1 and not self.ended
        self.last = packet.number
        if not packet.payload:
            return
        self._bytes += len(packet.payload)
        if self._bytes > _MOST_BYTES or len(self.payloads) >= _MOST_PACKETS:
            self._broken = True
            return
        self.payloads.append(packet.payload)
        self.ended |= packet.ends_frame

    def frame(self, *, follows: bool) -> Frame | None:
        """None when something of it is missing. `follows`: the packet before its first one is there."""
        depacketiser = DEPACKETISERS[self.codec]
        begins = bool(self.payloads) and (follows or depacketiser.starts_frame(self.payloads[0]))
        if self._broken or not begins or not self.ended:
            return None
        data = depacketiser.join(self.payloads)
        return None if data is None else Frame(self.start_s, self.codec, data, depacketiser.key_size(data))


def _groups(positions: Iterable[Position[PicturePacket]]) -> Iterator[_Group]:
    group: _Group | None = None
    for position in positions:
        packet = position.packet
        if group is None or not group.takes(packet):
            if group is not None:
                group.ended |= packet.number == group.last + 1 and bool(packet.payload)
                yield group
            group = _Group(position.start_s, packet.timestamp, packet.codec, packet.number, packet.number - 1)
        group.add(packet)
    if group is not None:
        yield group

"""What a picture is made of on its way through the recorder: packets of one of three codecs, and whole frames.

Nothing is decoded. Each codec has a module of its own that knows its packets; `Depacketiser` is what it has to say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from media.timeline import Arrived

CLOCK_RATE = 90_000
"""RTP timestamps of all three count this clock."""


class Codec(StrEnum):
    """Spelled as an offer has them."""

    VP8 = "VP8"
    VP9 = "VP9"
    H264 = "H264"


@dataclass(frozen=True, slots=True)
class PicturePacket(Arrived):
    """A packet of a picture as it came. Without a payload it is padding, and only its number counts."""

    codec: Codec
    ends_frame: bool
    """The marker bit."""


@dataclass(frozen=True, slots=True)
class Size:
    """In pixels, both above 0."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Frame:
    """A whole frame, as a file has it. `size`: it is a keyframe, and so large."""

    start_s: float
    codec: Codec
    data: bytes
    size: Size | None


class Depacketiser(Protocol):
    """What the module of a codec says of packets and frames; whatever bytes there are, none of this raises."""

    def starts_frame(self, payload: bytes) -> bool:
        """Whether this packet says of itself that it is the first one of its frame."""

    def starts_keyframe(self, payload: bytes) -> bool:
        """Whether this packet seems to be the first one of a keyframe; a hint, good enough to stop asking for one."""

    def join(self, payloads: Sequence[bytes]) -> bytes | None:
        """All packets of a frame, in order, into the frame; None when they are none, or the first is not there."""

    def key_size(self, frame: bytes) -> Size | None:
        """The size that a keyframe names; None for any other frame."""

    def private(self, keyframe: bytes) -> bytes:
        """What a file's track header has to hold for a decoder (CodecPrivate of RFC 9559); mostly nothing."""

"""A picture that moves, encoded as browsers do, cut into packets as the RFCs have them, and looked at again."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np

from media.picture import CLOCK_RATE, Codec, PicturePacket

FRAMES_PER_S = 15
_LARGEST = 1_100
_OPTIONS = {
    Codec.VP8: {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0", "error-resilient": "1"},
    Codec.VP9: {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0", "row-mt": "0"},
    Codec.H264: {
        "preset": "ultrafast",
        "tune": "zerolatency",
        "profile": "baseline",
        "x264-params": "slices=2",
        "forced-idr": "1",
    },
}
_ENCODERS = {Codec.VP8: "libvpx", Codec.VP9: "libvpx-vp9", Codec.H264: "libx264"}
Grey = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]


def drawn(number: int, *, width: int = 320, height: int = 240) -> av.VideoFrame:
    """Bars that say which frame it is: eight bits, bright or dark, on a ground that moves a little."""
    grey = np.full((height, width), 60 + number % 20, dtype=np.uint8)
    for bit in range(8):
        left = bit * width // 8
        grey[height // 4 : 3 * height // 4, left : left + width // 8] = 220 if number >> bit & 1 else 30
    return av.VideoFrame.from_ndarray(np.stack([grey] * 3, axis=-1), format="rgb24")


def number_of(frame: av.VideoFrame) -> int:
    """Which one it is."""
    grey = frame.to_ndarray(format="gray")
    height, width = grey.shape
    middle = grey[height // 2 - 8 : height // 2 + 8]
    return sum(1 << bit for bit in range(8) if middle[:, (2 * bit + 1) * width // 16 - 4 :][:, :8].mean() > 125)


def encoded(
    codec: Codec, count: int, *, keys: Sequence[int] = (0,), width: int = 320, height: int = 240, first: int = 0
) -> list[bytes]:
    """Frames of one encoder; those at `keys` are keyframes."""
    encoder = av.CodecContext.create(_ENCODERS[codec], "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.time_base, encoder.framerate, encoder.bit_rate = Fraction(1, FRAMES_PER_S), Fraction(FRAMES_PER_S), 400_000
    encoder.gop_size, encoder.options, encoder.thread_count = 9_999, _OPTIONS[codec], 1
    frames: list[bytes] = []
    for number in range(count):
        frame = drawn(first + number, width=width, height=height).reformat(format="yuv420p")
        frame.pts = number
        if number in keys:
            frame.pict_type = av.video.frame.PictureType.I
        frames += [bytes(packet) for packet in encoder.encode(frame)]
    frames += [bytes(packet) for packet in encoder.encode(None)]
    assert len(frames) == count
    return frames


def payloads(codec: Codec, frame: bytes, *, number: int = 0) -> list[bytes]:
    """One frame as a browser sends it."""
    match codec:
        case Codec.VP8:
            return _vp8(frame, number)
        case Codec.VP9:
            return _vp9(frame, number)
        case Codec.H264:
            return _h264(frame)


@dataclass
class Sent:
    """Packets with numbers that grow, each frame at its time; `frame_of` says whose each packet is."""

    packets: list[PicturePacket]
    frame_of: dict[int, int]


def sent(
    codec: Codec, frames: Sequence[bytes], *, first: int = 100, at_s: float = 50.0, starts: int = 0, number: int = 0
) -> Sent:
    """From second `at_s` on, 30 ms on their way; the frames are called `starts` and on."""
    out: list[PicturePacket] = []
    frame_of: dict[int, int] = {}
    for index, frame in enumerate(frames, start=starts):
        pieces = payloads(codec, frame, number=index)
        for place, payload in enumerate(pieces):
            seconds = index / FRAMES_PER_S
            timestamp = (77 + round(seconds * CLOCK_RATE)) & 0xFFFFFFFF
            packet_number = first + number + len(out)
            ends = place == len(pieces) - 1
            out.append(PicturePacket(packet_number, timestamp, at_s + seconds + 0.03, payload, codec, ends))
            frame_of[packet_number] = index
    return Sent(out, frame_of)


def shown(file: bytes) -> list[tuple[float, int]]:
    """What a player shows: when, and which frame."""
    with av.open(io.BytesIO(file), "r") as container:
        return [(float(frame.time or 0.0), number_of(frame)) for frame in container.decode(video=0)]


def _pieces(data: bytes, size: int = _LARGEST) -> Iterator[bytes]:
    for at in range(0, len(data), size):
        yield data[at : at + size]


def _vp8(frame: bytes, number: int) -> list[bytes]:
    """RFC 7741, section 4.2, as Chromium does: extended, with a picture id of 15 bits."""
    picture_id = (0x8000 | number & 0x7FFF).to_bytes(2, "big")
    return [
        bytes([0x80 | (0x10 if place == 0 else 0), 0x80]) + picture_id + piece
        for place, piece in enumerate(_pieces(frame))
    ]


def _vp9(frame: bytes, number: int) -> list[bytes]:
    """RFC 9628, section 4.2, not flexible; a keyframe brings the scalability structure along."""
    is_key = not (frame[0] >> 2 & 1) if frame[0] >> 4 & 3 != 3 else False
    pieces = list(_pieces(frame))
    out: list[bytes] = []
    for place, piece in enumerate(pieces):
        begins, ends = place == 0, place == len(pieces) - 1
        head = 0x80 | (0 if is_key else 0x40) | (0x08 if begins else 0) | (0x04 if ends else 0)
        structure = bytes([0x18]) + b"\x01\x40\x00\xf0" + bytes([1, 0x04, 1]) if is_key and begins else b""
        head |= 0x02 if structure else 0
        out.append(bytes([head]) + (0x8000 | number & 0x7FFF).to_bytes(2, "big") + structure + piece)
    return out


def units(frame: bytes) -> list[bytes]:
    """The NAL units of a frame as encoders give them, behind start codes."""
    parts = frame.replace(b"\x00\x00\x00\x01", b"\x00\x00\x01").split(b"\x00\x00\x01")
    return [part for part in parts if part]


def _h264(frame: bytes) -> list[bytes]:
    """RFC 6184: parameter sets together (STAP-A), what is large in fragments (FU-A)."""
    all_units = units(frame)
    sets = [unit for unit in all_units if unit[0] & 31 in (7, 8)]
    out = []
    if sets:
        out.append(bytes([0x78]) + b"".join(len(unit).to_bytes(2, "big") + unit for unit in sets))
    for unit in (unit for unit in all_units if unit[0] & 31 not in (6, 7, 8)):
        if len(unit) <= _LARGEST:
            out.append(unit)
            continue
        pieces = list(_pieces(unit[1:]))
        for place, piece in enumerate(pieces):
            edge = (0x80 if place == 0 else 0) | (0x40 if place == len(pieces) - 1 else 0)
            out.append(bytes([unit[0] & 0xE0 | 28, edge | unit[0] & 31]) + piece)
    return out

"""Stereo Opus packets into a whole WebM file, in two goes: clusters as packets come, then the head that knows them all.

Pure. `media.webm` writes a part in one go because it has its packets; here there may be half a million, and nothing is
kept of a cluster but where it begins and its size. Element ids: RFC 9559.
"""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from media.ebml import bytes_of, element, head, number
from media.opus import SAMPLES_PER_S

_CLUSTER_MS = 1_000
_PREROLL_NS = 80_000_000
"""What a decoder needs to hear before it is right again."""
_APP = b"Reassure"
_KEYFRAME = 0x80
_CLUSTER = 0x1F43B675


@dataclass(frozen=True, slots=True)
class Encoded:
    """A packet, and its time in the file: that of its first sample, the encoder's delay not taken off."""

    at_ms: int
    payload: bytes


class StereoWebm:
    """`clusters` first and to its end, then `head`; the file is the head and then the clusters."""

    def __init__(self) -> None:
        self._index: list[tuple[int, int]] = []

    def clusters(self, packets: Iterable[Encoded]) -> Iterator[bytes]:
        """Each as soon as it is complete."""
        blocks: list[Encoded] = []
        for packet in packets:
            if blocks and packet.at_ms - blocks[0].at_ms >= _CLUSTER_MS:
                yield self._cluster(blocks)
                blocks = []
            blocks.append(packet)
        if blocks:
            yield self._cluster(blocks)

    def head(self, *, seconds: float, delay_samples: int) -> bytes:
        """Everything before the first cluster. `delay_samples`: what the encoder says first, and is not to be heard."""
        info, tracks = _info(seconds), _tracks(delay_samples)
        before = len(_seek(0, 0, 0)) + len(info) + len(tracks)
        first = before + len(self._cues(0))
        seek = _seek(len(_seek(0, 0, 0)), len(_seek(0, 0, 0)) + len(info), before)
        segment = first + sum(size for _, size in self._index)
        return _ebml() + head(0x18538067, segment) + seek + info + tracks + self._cues(first)

    def _cluster(self, blocks: list[Encoded]) -> bytes:
        start_ms = blocks[0].at_ms
        body = [number(0xE7, start_ms, width=8)]
        for block in blocks:
            body += [
                head(0xA3, len(block.payload) + 4),
                struct.pack(">BhB", 0x81, block.at_ms - start_ms, _KEYFRAME),
                block.payload,
            ]
        written = element(_CLUSTER, b"".join(body))
        self._index.append((start_ms, len(written)))
        return written

    def _cues(self, first: int) -> bytes:
        points: list[bytes] = []
        position = first
        for start_ms, size in self._index:
            place = element(0xB7, number(0xF7, 1) + number(0xF1, position, width=8))
            points.append(element(0xBB, number(0xB3, start_ms, width=8) + place))
            position += size
        return element(0x1C53BB6B, b"".join(points))


def _ebml() -> bytes:
    return element(
        0x1A45DFA3,
        number(0x4286, 1) + number(0x42F7, 1) + number(0x42F2, 4) + number(0x42F3, 8)
        + element(0x4282, b"webm") + number(0x4287, 4) + number(0x4285, 2),
    )  # fmt: skip


def _seek(info_at: int, tracks_at: int, cues_at: int) -> bytes:
    entries = ((0x1549A966, info_at), (0x1654AE6B, tracks_at), (0x1C53BB6B, cues_at))
    places = (element(0x53AB, bytes_of(kind)) + number(0x53AC, at, width=8) for kind, at in entries)
    return element(0x114D9B74, b"".join(element(0x4DBB, place) for place in places))


def _info(seconds: float) -> bytes:
    duration = element(0x4489, struct.pack(">d", seconds * 1000))
    return element(0x1549A966, number(0x2AD7B1, 1_000_000) + duration + element(0x4D80, _APP) + element(0x5741, _APP))


def _tracks(delay_samples: int) -> bytes:
    """RFC 7845, section 5.1, for what stands in CodecPrivate."""
    opus_head = b"OpusHead" + struct.pack("<BBHIhB", 1, 2, delay_samples, SAMPLES_PER_S, 0, 0)
    audio = element(0xB5, struct.pack(">d", float(SAMPLES_PER_S))) + number(0x9F, 2)
    delay_ns = delay_samples * 1_000_000_000 // SAMPLES_PER_S
    entry = (
        number(0xD7, 1) + number(0x73C5, 1) + number(0x83, 2) + number(0x9C, 0)
        + element(0x86, b"A_OPUS") + number(0x56AA, delay_ns) + number(0x56BB, _PREROLL_NS)
        + element(0x63A2, opus_head) + element(0xE1, audio)
    )  # fmt: skip
    return element(0x1654AE6B, element(0xAE, entry))

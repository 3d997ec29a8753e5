"""Opus packets into a whole WebM file: clusters of a second, and an index in front to be played from anywhere.

Pure: packets in, bytes out. All sizes are known before the first byte is written; nothing is gone back to.
Element ids: RFC 9559; the header of Opus in it: RFC 7845, section 5.1.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from media.opus import SAMPLES_PER_S, is_stereo
from media.timeline import Placed

_CLUSTER_MS = 1_000
_PREROLL_NS = 80_000_000
"""What a decoder needs to hear before it is right again."""
_KEYFRAME = 0x80
_APP = b"Reassure"


@dataclass(frozen=True, slots=True)
class _Cluster:
    start_ms: int
    blocks: tuple[tuple[int, bytes], ...]
    """Milliseconds after the start, and the packet."""

    @property
    def body_size(self) -> int:
        return len(_number(0xE7, self.start_ms, width=8)) + sum(_block_size(payload) for _, payload in self.blocks)


def webm(packets: Sequence[Placed], *, seconds: float) -> Iterator[bytes]:
    """The file in pieces. `packets` are in order, and second 0 of the file is second 0 of their clock."""
    clusters = _clusters(packets)
    channels = 2 if any(is_stereo(packet.payload) for packet in packets) else 1
    head = _info(seconds) + _tracks(channels)
    index_size = len(_cues(clusters, [0] * len(clusters)))
    seek_size = len(_seek(0, 0, 0))
    positions: list[int] = []
    end = seek_size + len(head) + index_size
    for cluster in clusters:
        positions.append(end)
        end += len(_head(0x1F43B675, cluster.body_size)) + cluster.body_size
    yield _ebml() + _head(0x18538067, end)
    info_at = seek_size
    yield _seek(info_at, info_at + len(_info(seconds)), info_at + len(head)) + head + _cues(clusters, positions)
    for cluster in clusters:
        yield _written(cluster)


def _clusters(packets: Sequence[Placed]) -> list[_Cluster]:
    clusters: list[_Cluster] = []
    blocks: list[tuple[int, bytes]] = []
    start_ms = 0
    for packet in packets:
        at_ms = max(0, round(packet.start_s * 1000))
        if blocks and at_ms - start_ms >= _CLUSTER_MS:
            clusters.append(_Cluster(start_ms, tuple(blocks)))
            blocks = []
        if not blocks:
            start_ms = at_ms
        blocks.append((max(0, at_ms - start_ms), packet.payload))
    if blocks:
        clusters.append(_Cluster(start_ms, tuple(blocks)))
    return clusters


def _written(cluster: _Cluster) -> bytes:
    parts = [_head(0x1F43B675, cluster.body_size), _number(0xE7, cluster.start_ms, width=8)]
    for at_ms, payload in cluster.blocks:
        parts += [_head(0xA3, len(payload) + 4), struct.pack(">BhB", 0x81, at_ms, _KEYFRAME), payload]
    return b"".join(parts)


def _block_size(payload: bytes) -> int:
    size = len(payload) + 4
    return len(_head(0xA3, size)) + size


def _ebml() -> bytes:
    return _element(
        0x1A45DFA3,
        _number(0x4286, 1) + _number(0x42F7, 1) + _number(0x42F2, 4) + _number(0x42F3, 8)
        + _element(0x4282, b"webm") + _number(0x4287, 4) + _number(0x4285, 2),
    )  # fmt: skip


def _seek(info_at: int, tracks_at: int, cues_at: int) -> bytes:
    entries = ((0x1549A966, info_at), (0x1654AE6B, tracks_at), (0x1C53BB6B, cues_at))
    return _element(
        0x114D9B74,
        b"".join(
            _element(0x4DBB, _element(0x53AB, _bytes_of(kind)) + _number(0x53AC, at, width=8)) for kind, at in entries
        ),
    )


def _info(seconds: float) -> bytes:
    duration = _element(0x4489, struct.pack(">d", seconds * 1000))
    return _element(
        0x1549A966, _number(0x2AD7B1, 1_000_000) + duration + _element(0x4D80, _APP) + _element(0x5741, _APP)
    )


def _tracks(channels: int) -> bytes:
    opus_head = b"OpusHead" + struct.pack("<BBHIhB", 1, channels, 0, SAMPLES_PER_S, 0, 0)
    audio = _element(0xB5, struct.pack(">d", float(SAMPLES_PER_S))) + _number(0x9F, channels)
    entry = (
        _number(0xD7, 1) + _number(0x73C5, 1) + _number(0x83, 2) + _number(0x9C, 0)
        + _element(0x86, b"A_OPUS") + _number(0x56AA, 0) + _number(0x56BB, _PREROLL_NS)
        + _element(0x63A2, opus_head) + _element(0xE1, audio)
    )  # fmt: skip
    return _element(0x1654AE6B, _element(0xAE, entry))


def _cues(clusters: Sequence[_Cluster], positions: Sequence[int]) -> bytes:
    points = [
        _element(
            0xBB,
            _number(0xB3, cluster.start_ms, width=8)
            + _element(0xB7, _number(0xF7, 1) + _number(0xF1, position, width=8)),
        )
        for cluster, position in zip(clusters, positions, strict=True)
    ]
    return _element(0x1C53BB6B, b"".join(points))


def _element(kind: int, body: bytes) -> bytes:
    return _head(kind, len(body)) + body


def _number(kind: int, value: int, *, width: int = 0) -> bytes:
    return _element(kind, value.to_bytes(width or max(1, (value.bit_length() + 7) // 8), "big"))


def _head(kind: int, size: int) -> bytes:
    """An id and a size of as few bytes as it needs (RFC 8794, section 4)."""
    width = next(width for width in range(1, 9) if size < (1 << (7 * width)) - 1)
    return _bytes_of(kind) + ((1 << (7 * width)) | size).to_bytes(width, "big")


def _bytes_of(kind: int) -> bytes:
    return kind.to_bytes((kind.bit_length() + 7) // 8, "big")

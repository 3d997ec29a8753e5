"""Sound and picture into a whole WebM file, or Matroska where WebM knows the codec not: clusters of a second at most,
and an index in front to be played from anywhere.

Blocks are gone through twice: once to be measured, once to be written; all sizes are known before the first byte is,
and nothing is gone back to. Pure. Element ids: RFC 9559; the header of Opus in it: RFC 7845, section 5.1.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from media.ebml import bytes_of as _bytes_of
from media.ebml import element as _element
from media.ebml import head as _head
from media.ebml import number as _number
from media.opus import SAMPLES_PER_S
from media.picture import Codec, Size

SOUND, PICTURE = 1, 2
"""The numbers of the tracks."""

MediaType = Literal["audio/webm", "video/webm", "video/x-matroska"]

_CLUSTER_MS = 1_000
_SHORTEST_CLUSTER_MS = 200
"""A keyframe begins a cluster, so that the index leads to it; but not each of very many."""
_PREROLL_NS = 80_000_000
"""What a decoder needs to hear before it is right again."""
_KEYFRAME = 0x80
_APP = b"Reassure"
_CODEC_IDS = {Codec.VP8: b"V_VP8", Codec.VP9: b"V_VP9", Codec.H264: b"V_MPEG4/ISO/AVC"}


@dataclass(frozen=True, slots=True)
class Block:
    """A packet of Opus, or a frame, at its place in the file."""

    track: int
    at_ms: int
    payload: bytes
    is_key: bool = True

    @property
    def size(self) -> int:
        """Bytes it takes in a cluster."""
        size = len(self.payload) + 4
        return len(_head(0xA3, size)) + size


@dataclass(frozen=True, slots=True)
class PictureTrack:
    """What a track header says. Players follow the frames when their size changes; the header keeps the first one."""

    codec: Codec
    size: Size
    private: bytes


@dataclass(frozen=True, slots=True)
class Tracks:
    """What is in a file; `channels` of the sound, None without any."""

    channels: int | None
    picture: PictureTrack | None = None

    @property
    def media_type(self) -> MediaType:
        """H.264 is no codec of WebM; the same file is Matroska then, and says so."""
        if self.picture is None:
            return "audio/webm"
        return "video/x-matroska" if self.picture.codec is Codec.H264 else "video/webm"


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where a cluster begins and how many bytes it has; `cue` is the track that can be played from there."""

    start_ms: int
    body_size: int
    cue: int


def measure(blocks: Iterable[Block]) -> Iterator[Cluster]:
    """The clusters of these blocks, which are in order."""
    for cluster in _clustered(blocks):
        body_size = _start_size(cluster) + sum(block.size for block in cluster)
        leads_to_picture = cluster[0].track == PICTURE and cluster[0].is_key
        yield Cluster(cluster[0].at_ms, body_size, PICTURE if leads_to_picture else SOUND)


class Layout:
    """Of a file whose blocks have been measured."""

    def __init__(self, tracks: Tracks, clusters: Sequence[Cluster], *, seconds: float) -> None:
        self.tracks = tracks
        info, described = _info(seconds), _tracks(tracks)
        cues_at = len(_seek(0, 0, 0)) + len(info) + len(described)
        end = cues_at + len(_cues(clusters, [0] * len(clusters)))
        positions: list[int] = []
        for cluster in clusters:
            positions.append(end)
            end += len(_head(0x1F43B675, cluster.body_size)) + cluster.body_size
        info_at = len(_seek(0, 0, 0))
        seek = _seek(info_at, info_at + len(info), cues_at)
        start = _ebml(tracks) + _head(0x18538067, end)
        self._head = start + seek + info + described + _cues(clusters, positions)
        self.size = len(start) + end
        """Of the whole file in bytes."""

    def pieces(self, blocks: Iterable[Block]) -> Iterator[bytes]:
        """The file, of the same blocks."""
        yield self._head
        for cluster in _clustered(blocks):
            yield _written(cluster)


def _clustered(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    cluster: list[Block] = []
    for block in blocks:
        if cluster and _begins_cluster(block, block.at_ms - cluster[0].at_ms):
            yield cluster
            cluster = []
        cluster.append(block)
    if cluster:
        yield cluster


def _begins_cluster(block: Block, after_ms: int) -> bool:
    return after_ms >= (_SHORTEST_CLUSTER_MS if block.track == PICTURE and block.is_key else _CLUSTER_MS)


def _written(cluster: Sequence[Block]) -> bytes:
    start_ms = cluster[0].at_ms
    parts = [
        _head(0x1F43B675, _start_size(cluster) + sum(block.size for block in cluster)),
        _number(0xE7, start_ms, width=8),
    ]
    for block in cluster:
        at = struct.pack(">BhB", 0x80 | block.track, max(0, block.at_ms - start_ms), _KEYFRAME if block.is_key else 0)
        parts += [_head(0xA3, len(block.payload) + 4), at, block.payload]
    return b"".join(parts)


def _start_size(cluster: Sequence[Block]) -> int:
    return len(_number(0xE7, cluster[0].at_ms, width=8))


def _ebml(tracks: Tracks) -> bytes:
    kind = b"matroska" if tracks.media_type == "video/x-matroska" else b"webm"
    return _element(
        0x1A45DFA3,
        _number(0x4286, 1) + _number(0x42F7, 1) + _number(0x42F2, 4) + _number(0x42F3, 8)
        + _element(0x4282, kind) + _number(0x4287, 4) + _number(0x4285, 2),
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


def _tracks(tracks: Tracks) -> bytes:
    sound = _sound(tracks.channels) if tracks.channels is not None else b""
    return _element(0x1654AE6B, sound + (_picture(tracks.picture) if tracks.picture else b""))


def _sound(channels: int) -> bytes:
    opus_head = b"OpusHead" + struct.pack("<BBHIhB", 1, channels, 0, SAMPLES_PER_S, 0, 0)
    audio = _element(0xB5, struct.pack(">d", float(SAMPLES_PER_S))) + _number(0x9F, channels)
    return _element(
        0xAE,
        _number(0xD7, SOUND) + _number(0x73C5, SOUND) + _number(0x83, 2) + _number(0x9C, 0)
        + _element(0x86, b"A_OPUS") + _number(0x56AA, 0) + _number(0x56BB, _PREROLL_NS)
        + _element(0x63A2, opus_head) + _element(0xE1, audio),
    )  # fmt: skip


def _picture(track: PictureTrack) -> bytes:
    private = _element(0x63A2, track.private) if track.private else b""
    video = _number(0xB0, track.size.width) + _number(0xBA, track.size.height)
    return _element(
        0xAE,
        _number(0xD7, PICTURE) + _number(0x73C5, PICTURE) + _number(0x83, 1) + _number(0x9C, 0)
        + _element(0x86, _CODEC_IDS[track.codec]) + private + _element(0xE0, video),
    )  # fmt: skip


def _cues(clusters: Sequence[Cluster], positions: Sequence[int]) -> bytes:
    points = [
        _element(
            0xBB,
            _number(0xB3, cluster.start_ms, width=8)
            + _element(0xB7, _number(0xF7, cluster.cue) + _number(0xF1, position, width=8)),
        )
        for cluster, position in zip(clusters, positions, strict=True)
    ]
    return _element(0x1C53BB6B, b"".join(points))

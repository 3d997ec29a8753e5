"""Sound and picture into a whole WebM file, or Matroska where WebM knows the codec not: clusters of a second at most,
behind a head that leads to each (`media.webm_head`).

Blocks are gone through twice: once to be measured, once to be written; all sizes are known before the first byte is,
and nothing is gone back to. Pure. Element ids: RFC 9559.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from media.ebml import head, number
from media.webm_head import PICTURE, SOUND, Cluster, Tracks, file_head

_CLUSTER = 0x1F43B675
_BLOCK = 0xA3
_CLUSTER_MS = 1_000
_SHORTEST_CLUSTER_MS = 200
"""A keyframe begins a cluster, so that the index leads to it; but not each of very many."""
_KEYFRAME = 0x80


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
        return len(head(_BLOCK, size)) + size


class Layout:
    """Of a file whose blocks have been measured."""

    def __init__(self, tracks: Tracks, clusters: Sequence[Cluster], *, seconds: float) -> None:
        self.tracks = tracks
        self._head = file_head(tracks, clusters, seconds=seconds)
        self.size = len(self._head) + sum(cluster.size for cluster in clusters)
        """Of the whole file in bytes."""

    def pieces(self, blocks: Iterable[Block]) -> Iterator[bytes]:
        """The file, of the same blocks."""
        yield self._head
        for cluster in clustered(blocks):
            yield written(cluster)


def measure(blocks: Iterable[Block]) -> Iterator[Cluster]:
    """The clusters of these blocks, which are in order."""
    for cluster in clustered(blocks):
        size = _body_size(cluster)
        leads_to_picture = cluster[0].track == PICTURE and cluster[0].is_key
        yield Cluster(cluster[0].at_ms, len(head(_CLUSTER, size)) + size, PICTURE if leads_to_picture else SOUND)


def clustered(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """The same blocks, those of each cluster together."""
    cluster: list[Block] = []
    for block in blocks:
        if cluster and _begins_cluster(block, block.at_ms - cluster[0].at_ms):
            yield cluster
            cluster = []
        cluster.append(block)
    if cluster:
        yield cluster


def written(cluster: Sequence[Block]) -> bytes:
    """A cluster as it stands in a file."""
    start_ms = cluster[0].at_ms
    parts = [head(_CLUSTER, _body_size(cluster)), _start(start_ms)]
    for block in cluster:
        at = struct.pack(">BhB", 0x80 | block.track, max(0, block.at_ms - start_ms), _KEYFRAME if block.is_key else 0)
        parts += [head(_BLOCK, len(block.payload) + 4), at, block.payload]
    return b"".join(parts)


def _begins_cluster(block: Block, after_ms: int) -> bool:
    return after_ms >= (_SHORTEST_CLUSTER_MS if block.track == PICTURE and block.is_key else _CLUSTER_MS)


def _body_size(cluster: Sequence[Block]) -> int:
    return len(_start(cluster[0].at_ms)) + sum(block.size for block in cluster)


def _start(start_ms: int) -> bytes:
    return number(0xE7, start_ms, width=8)

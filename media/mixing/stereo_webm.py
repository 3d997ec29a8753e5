"""Stereo Opus packets into a whole WebM file, in two goes: clusters as packets come, then the head that knows them all.

Pure. `media.webm` writes a part in one go because its log can be gone through twice; here there may be half a million
packets, encoded as they come, and nothing is kept of a cluster but where it begins and its size.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from media.webm import Block, clustered, written
from media.webm_head import SOUND, Cluster, Tracks, file_head


@dataclass(frozen=True, slots=True)
class Encoded:
    """A packet, and its time in the file: that of its first sample, the encoder's delay not taken off."""

    at_ms: int
    payload: bytes


class StereoWebm:
    """`clusters` first and to its end, then `head`; the file is the head and then the clusters."""

    def __init__(self) -> None:
        self._index: list[Cluster] = []

    def clusters(self, packets: Iterable[Encoded]) -> Iterator[bytes]:
        """Each as soon as it is complete."""
        for cluster in clustered(Block(SOUND, packet.at_ms, packet.payload) for packet in packets):
            piece = written(cluster)
            self._index.append(Cluster(cluster[0].at_ms, len(piece)))
            yield piece

    def head(self, *, seconds: float, delay_samples: int) -> bytes:
        """Everything before the first cluster. `delay_samples`: what the encoder says first, and is not to be heard."""
        return file_head(Tracks(channels=2, delay_samples=delay_samples), self._index, seconds=seconds)

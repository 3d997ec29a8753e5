"""A finished file that lies elsewhere, in a bucket: fetched in pieces as it is read, and never through a thread.

A thread that waits for somebody far away is one that nobody else has, and a process has few: some who listen to what a
bucket does not give would hold up everybody who listens to what lies here.
"""

from typing import Protocol

from media.chunks import HEAD_BYTES, Chunks, Stretch
from media.errors import StorageAway

_PIECE = 16 * (1 << 16)
"""So much is asked for at a time, and has the storage's deadline for itself: a slow line is no line that is away."""


class Far(Protocol):
    """Where sealed bytes lie."""

    size: int

    async def read(self, start: int, length: int) -> bytes:
        """These bytes as they lie there, fewer at the end. Raises StorageAway, at the latest after a deadline."""


class Afar:
    """Made by `open_afar`; see `media.reading.OpenPart`."""

    def __init__(self, far: Far, chunks: Chunks) -> None:
        self._far = far
        self._chunks = chunks
        self.size = chunks.size

    async def read(self, start: int, length: int) -> bytes:
        """See `OpenPart`."""
        end = min(start + length, self.size)
        return b"".join([await self._piece(at, min(_PIECE, end - at)) for at in range(start, end, _PIECE)])

    async def aclose(self) -> None:
        """Each piece is a request of its own."""

    async def _piece(self, start: int, length: int) -> bytes:
        stretch = self._chunks.around(start, length)
        if stretch is None:
            return b""
        return self._chunks.cut(stretch, await _opened(self._far, self._chunks, stretch), start=start, length=length)


async def open_afar(far: Far, key: bytes) -> Afar:
    """Raises Damaged or StorageAway. That nothing is missing at the end is proven first."""
    chunks = Chunks(await far.read(0, HEAD_BYTES), key, size=far.size)
    await _opened(far, chunks, chunks.end)
    return Afar(far, chunks)


async def _opened(far: Far, chunks: Chunks, stretch: Stretch) -> bytes:
    """Opening a whole piece took a fifth of a millisecond: not worth a thread."""
    length = min(stretch.length, far.size - stretch.start)
    sealed = await far.read(stretch.start, length)
    if len(sealed) < length:  # half an answer is none; the file itself may well be whole
        raise StorageAway
    return chunks.opened(stretch, sealed)

"""How a finished file lies sealed: a head, and chunks of one size, each of which is opened by itself. Touches no disk.

A chunk that is missing at the end is found: the last one is sealed as the last.
"""

from dataclasses import dataclass

from media.errors import Damaged
from media.seal import SALT_BYTES, TAG_BYTES, Seal

MAGIC = b"RSEALED1"
HEAD_BYTES = len(MAGIC) + SALT_BYTES
CHUNK = 1 << 16
_SEALED_CHUNK = CHUNK + TAG_BYTES


@dataclass(frozen=True, slots=True)
class Stretch:
    """Chunks that follow each other, and where their sealed bytes lie in the file."""

    first: int
    last: int

    @property
    def start(self) -> int:
        """Their first byte."""
        return HEAD_BYTES + self.first * _SEALED_CHUNK

    @property
    def length(self) -> int:
        """So many bytes; the file may end before."""
        return (self.last - self.first + 1) * _SEALED_CHUNK


class Chunks:
    """Of one file of `size` sealed bytes. `self.size` is that of what is inside; it is proven once `end` was opened."""

    def __init__(self, head: bytes, key: bytes, *, size: int) -> None:
        """Raises Damaged."""
        if len(head) < HEAD_BYTES or not head.startswith(MAGIC):
            raise Damaged
        self._seal = Seal(key, salt=head[len(MAGIC) :], kind=MAGIC)
        body = size - HEAD_BYTES
        self._count = max(1, -(-body // _SEALED_CHUNK))
        self.size = body - self._count * TAG_BYTES

    @property
    def end(self) -> Stretch:
        """The last one: it says that there is no more."""
        return Stretch(self._count - 1, self._count - 1)

    def around(self, start: int, length: int) -> Stretch | None:
        """What has these bytes of the inside; None when there are none."""
        end = min(start + length, self.size)
        return None if start >= end else Stretch(start // CHUNK, (end - 1) // CHUNK)

    def opened(self, stretch: Stretch, sealed: bytes) -> bytes:
        """All that is inside of these. Raises Damaged, also when some of it is missing."""
        return b"".join(
            self._seal.open(
                number,
                sealed[(number - stretch.first) * _SEALED_CHUNK : (number - stretch.first + 1) * _SEALED_CHUNK],
                last=number == self._count - 1,
            )
            for number in range(stretch.first, stretch.last + 1)
        )

    def cut(self, stretch: Stretch, plain: bytes, *, start: int, length: int) -> bytes:
        """Of what was opened, the bytes that were asked for; fewer at the end."""
        before = stretch.first * CHUNK
        return plain[start - before : min(start + length, self.size) - before]

"""What the look into a file has found, and what of it is to be kept: ranges of its bytes, never a second encoding."""

import mmap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode

Data = bytes | mmap.mmap
Part = bytes | slice
"""Bytes put in, or a range of the file with both ends."""
MOST_PARTS = 20_000
"""Segments or chunks; a 15 MB photo has some two thousand, and each costs us memory."""
_PIECE = 256 * 1024


@dataclass(frozen=True, slots=True)
class Findings:
    """`kept` in order is the file as it will be stored. `orientation` is EXIF's, 1 to 8."""

    kept: tuple[Part, ...]
    width: int | None = None
    height: int | None = None
    orientation: int = 1

    @property
    def pixels(self) -> int:
        """How many a decoder would have to hold; 0 of what is no picture."""
        return (self.width or 0) * (self.height or 0)


def broken(why: str) -> SignalError:
    """The refusal of a file that is not what it begins as, or not whole."""
    return SignalError(ErrorCode.FILE_BROKEN, f"The file is broken: {why}.")


def pieces(data: Data, parts: Sequence[Part]) -> Iterator[bytes]:
    """What is kept, in pieces of a bounded size."""
    for part in parts:
        if isinstance(part, bytes):
            yield part
            continue
        for begin in range(part.start, part.stop, _PIECE):
            yield data[begin : min(begin + _PIECE, part.stop)]

"""PNG (W3C, third edition): every chunk's checksum, and a picture of exactly the size its head tells.

Kept are the chunks that make the picture, and which way up it is. Texts, times, EXIF and what follows the end are not.
"""

import struct
import zlib
from collections.abc import Iterator
from zlib import decompressobj

from cases.evidence.findings import MOST_PARTS, Data, Findings, Part, broken
from cases.evidence.orientation import UPRIGHT, orientation_in, tiff_with

_BEGIN = 8
_KEPT = frozenset(
    {
        b"IHDR",
        b"PLTE",
        b"IDAT",
        b"IEND",
        b"tRNS",
        b"gAMA",
        b"cHRM",
        b"sRGB",
        b"iCCP",
        b"cICP",
        b"sBIT",
        b"bKGD",
        b"pHYs",
    }
)
_LONGEST = {
    b"IEND": 0, b"tRNS": 256, b"gAMA": 4, b"cHRM": 32, b"sRGB": 1, b"cICP": 4, b"sBIT": 4, b"bKGD": 6, b"pHYs": 9,
}  # fmt: skip
"""Bytes of what has a length of its own (section 11): what is longer holds something else."""
_TOLD = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})
"""What tells of the photo; kept only if its person agrees."""
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""First column and row, and the steps, of the seven passes (section 8)."""
_PIECE = 256 * 1024


class _Head:
    def __init__(self, raw: bytes) -> None:
        if len(raw) != 13:
            raise broken("it does not say how large it is")
        told: tuple[int, ...] = struct.unpack(">IIBBBBB", raw)
        self.width, self.height, self.depth, self.colour, packed, filtered, self.laced = told
        known = self.depth in _DEPTHS.get(self.colour, ()) and packed == filtered == 0 and self.laced in (0, 1)
        if not known or not 0 < self.width < 2**31 or not 0 < self.height < 2**31:
            raise broken("it does not say how large it is")

    @property
    def unpacked(self) -> int:
        """How many bytes the picture is, each row with its filter's number before it."""
        if not self.laced:
            return self._rows(self.width, self.height)
        return sum(
            self._rows((self.width - x + dx - 1) // dx, (self.height - y + dy - 1) // dy) for x, y, dx, dy in _ADAM7
        )

    def _rows(self, width: int, height: int) -> int:
        if width <= 0 or height <= 0:
            return 0
        return height * (1 + (width * self.depth * _CHANNELS[self.colour] + 7) // 8)


def look_into_png(data: Data, *, keep_place: bool) -> Findings:
    """Its size only; raises SignalError with `file_broken`. What it holds is for `check_png`."""
    chunks = list(_chunks(data))
    if not chunks or chunks[0][0] != b"IHDR" or chunks[-1][0] != b"IEND" or chunks[-1][2] - chunks[-1][1] != 12:
        raise broken("it ends too early")
    head = _Head(data[chunks[0][1] + 8 : chunks[0][2] - 4])
    kept = _KEPT | _TOLD if keep_place else _KEPT
    told = next((data[begin + 8 : end - 4] for name, begin, end in chunks if name == b"eXIf"), b"")
    orientation = orientation_in(told)
    parts: list[Part] = [
        slice(begin, end) for name, begin, end in chunks if name in kept and _is_itself(name, end - begin - 12)
    ]
    if orientation != UPRIGHT and not keep_place:
        parts.insert(1, _chunk(b"eXIf", tiff_with(orientation)))  # behind the head, before the picture
    return Findings((slice(0, _BEGIN), *parts), width=head.width, height=head.height, orientation=orientation)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _is_itself(name: bytes, length: int) -> bool:
    return length <= _LONGEST.get(name, length)


def check_png(data: Data) -> None:
    """Unpack it, holding a little at a time: only once its size is known to be one we take."""
    chunks = list(_chunks(data))
    left = _Head(data[chunks[0][1] + 8 : chunks[0][2] - 4]).unpacked
    unpacking = decompressobj()
    for name, begin, end in chunks:
        if not _is_sound(data, begin, end):
            raise broken("a checksum is wrong")
        if name == b"IDAT":
            for at in range(begin + 8, end - 4, _PIECE):
                left -= _unpacked(unpacking, data[at : min(at + _PIECE, end - 4)], most=left)
    if left != 0 or not unpacking.eof:
        raise broken("it ends too early")


def _unpacked(unpacking: "zlib._Decompress", piece: bytes, *, most: int) -> int:
    """How many bytes came out; never more than `most`, whatever a bomb holds."""
    found = 0
    try:
        while piece and not unpacking.eof:
            found += len(unpacking.decompress(piece, _PIECE))
            piece = unpacking.unconsumed_tail
            if found > most:
                raise broken("there is more in it than it says")
    except zlib.error as error:
        raise broken("it cannot be unpacked") from error
    return found


def _chunks(data: Data) -> Iterator[tuple[bytes, int, int]]:
    """Name, begin and end of each, to the last one that counts."""
    at = _BEGIN
    for _ in range(MOST_PARTS):
        head = data[at : at + 8]
        if len(head) < 8:
            raise broken("it ends too early")
        length, name = struct.unpack(">I4s", head)
        end = at + 12 + length
        if end > len(data):
            raise broken("it ends too early")
        yield name, at, end
        if name == b"IEND":
            return
        at = end
    raise broken("it is in too many pieces")


def _is_sound(data: Data, begin: int, end: int) -> bool:
    found = 0
    for at in range(begin + 4, end - 4, _PIECE):
        found = zlib.crc32(data[at : min(at + _PIECE, end - 4)], found)
    return found == int.from_bytes(data[end - 4 : end], "big")

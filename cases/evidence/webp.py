"""WebP (RFC 9649): a RIFF file; kept are the chunks that make one still picture."""

import struct
from collections.abc import Iterator

from cases.evidence.findings import Data, Findings, Part, broken
from cases.evidence.orientation import UPRIGHT, orientation_in, tiff_with
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode

_BEGIN = 12
_PICTURE = frozenset({b"VP8 ", b"VP8L"})
_KEPT = _PICTURE | {b"ICCP", b"ALPH"}
_TOLD = frozenset({b"EXIF", b"XMP "})
_MOVES = frozenset({b"ANIM", b"ANMF"})
_MOST_CHUNKS = 1_000
_HAS_EXIF, _HAS_XMP = 0x08, 0x04


def look_into_webp(data: Data, *, keep_place: bool) -> Findings:
    """Raises SignalError with `file_broken`, or `file_kind_refused` for one that moves."""
    chunks = list(_chunks(data))
    names = [name for name, _, _ in chunks]
    if _MOVES & set(names):
        raise SignalError(ErrorCode.FILE_KIND_REFUSED, "A picture that moves is not taken.")
    if sum(name in _PICTURE for name in names) != 1 or b"VP8X" in names[1:]:
        raise broken("there is no picture in it")
    sizes = [_size(name, data[begin + 8 : begin + 18]) for name, begin, _ in chunks if name in {b"VP8X", *_PICTURE}]
    orientation = next((_orientation(data[begin + 8 : end]) for name, begin, end in chunks if name == b"EXIF"), UPRIGHT)
    parts = list(_kept(data, chunks, orientation, keep_place=keep_place))
    length = sum(len(part) if isinstance(part, bytes) else part.stop - part.start for part in parts)
    head = b"RIFF" + struct.pack("<I", length + 4) + b"WEBP"
    width, height = (max(each) for each in zip(*sizes, strict=True))
    return Findings((head, *parts), width=width, height=height, orientation=orientation)


def _kept(data: Data, chunks: list[tuple[bytes, int, int]], orientation: int, *, keep_place: bool) -> Iterator[Part]:
    turned = orientation != UPRIGHT and not keep_place and chunks[0][0] == b"VP8X"
    for name, begin, end in chunks:
        if name == b"VP8X":
            yield _extended(data[begin:end], told=keep_place, turned=turned)
        elif name in _KEPT or (keep_place and name in _TOLD):
            yield slice(begin, end)
    if turned:
        told = tiff_with(orientation)
        yield b"EXIF" + struct.pack("<I", len(told)) + told


def _extended(chunk: bytes, *, told: bool, turned: bool) -> bytes:
    """The head of an extended file, without what it does not have any more."""
    flags = chunk[8] if told else chunk[8] & ~(_HAS_EXIF | _HAS_XMP) | (_HAS_EXIF if turned else 0)
    return chunk[:8] + bytes((flags,)) + chunk[9:]


def _orientation(payload: bytes) -> int:
    return orientation_in(payload.removeprefix(b"Exif\0\0"))


def _size(name: bytes, begins: bytes) -> tuple[int, int]:
    if len(begins) < 10:
        raise broken("it does not say how large it is")
    if name == b"VP8X":
        width = 1 + int.from_bytes(begins[4:7], "little")
        return width, 1 + int.from_bytes(begins[7:10], "little")
    if name == b"VP8L" and begins[0] == 0x2F:
        bits = int.from_bytes(begins[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if name == b"VP8 " and begins[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", begins[6:10])
        if width & 0x3FFF and height & 0x3FFF:
            return width & 0x3FFF, height & 0x3FFF
    raise broken("it does not say how large it is")


def _chunks(data: Data) -> Iterator[tuple[bytes, int, int]]:
    """Name, begin and end of each, filled up to an even length; what follows the file's own end is not in it."""
    whole = 8 + int.from_bytes(data[4:8], "little")
    if whole > len(data):
        raise broken("it ends too early")
    at = _BEGIN
    for _ in range(_MOST_CHUNKS):
        if at >= whole:
            return
        head = data[at : at + 8]
        if len(head) < 8:
            raise broken("it ends too early")
        name, length = struct.unpack("<4sI", head)
        end = at + 8 + length + length % 2
        if end > whole:
            raise broken("it ends too early")
        yield name, at, end
        at = end
    raise broken("it is in too many pieces")

"""JPEG (ITU-T T.81, annex B): walks its segments, and keeps those that make the picture.

Everything else may tell where and by whom it was taken, or be another file in disguise: EXIF, XMP, IPTC, comments, a
second picture, and whatever follows the end.
"""

import re
import struct
from collections.abc import Iterator

from cases.evidence.findings import MOST_PARTS, Data, Findings, Part, broken
from cases.evidence.orientation import UPRIGHT, exif_segment, orientation_in

_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_APP0, _APP1, _APP2, _APP13, _APP14 = 0xE0, 0xE1, 0xE2, 0xED, 0xEE
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_DECODED = _FRAMES | {0xC4, 0xCC, _SOS, 0xDB, 0xDC, 0xDD}
"""Tables, frames and scans. What the standard has reserved no decoder reads, and anything may stand in it."""
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_PICTURE = {_APP0: b"JFIF\0", _APP2: b"ICC_PROFILE\0", _APP14: b"Adobe"}
"""Application segments a decoder needs for the right colours."""
_TOLD = frozenset({_APP1, _APP13})
"""Those that tell of the photo; kept only if its person agrees."""
_END_OF_IMAGE = b"\xff\xd9"
_EXIF = b"Exif\0\0"
_END_OF_SCAN = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")


def look_into_jpeg(data: Data, *, keep_place: bool) -> Findings:
    """Raises SignalError with `file_broken`."""
    parts: list[Part] = []
    sizes: list[tuple[int, int]] = []
    orientation, scans = UPRIGHT, 0
    for marker, begin, end in _segments(data):
        if marker in _FRAMES:
            sizes.append(_size(data, begin, end))
        if marker == _APP1 and data[begin + 4 : begin + 10] == _EXIF:
            orientation = orientation_in(data[begin + 10 : end])
        if marker == _SOS:
            scans += 1
        if _is_kept(marker, data[begin + 4 : begin + 20], keep_place=keep_place):
            parts.append(slice(begin, end))
    if len(sizes) != 1 or not scans:
        raise broken("there is not one picture in it")
    turned = [exif_segment(orientation)] if orientation != UPRIGHT and not keep_place else []
    (width, height) = sizes[0]
    kept = (slice(0, 2), *turned, *parts, _END_OF_IMAGE)
    return Findings(kept, width=width, height=height, orientation=orientation)


def _segments(data: Data) -> Iterator[tuple[int, int, int]]:
    """Marker, begin and end of each, a scan with the coded data that follows it, up to the end of the image."""
    at = 2
    for _ in range(MOST_PARTS):
        at, marker = _marker(data, at)
        if marker == _EOI:
            return
        end = at + 2 if marker in _ALONE else _end_of_segment(data, at)
        if marker == _SOS:
            end = _end_of_scan(data, end)
        yield marker, at, end
        at = end
    raise broken("it is in too many pieces")


def _marker(data: Data, at: int) -> tuple[int, int]:
    """Where the marker's last 0xFF lies, and its code; any number of 0xFF may stand before it."""
    if data[at : at + 1] != b"\xff":
        raise broken("a segment is missing")
    while data[at + 1 : at + 2] == b"\xff":
        at += 1
    code = data[at + 1 : at + 2]
    if code in (b"", b"\0") or code[0] == _SOI:
        raise broken("it ends too early")
    return at, code[0]


def _end_of_segment(data: Data, at: int) -> int:
    length = data[at + 2 : at + 4]
    end = at + 2 + (struct.unpack(">H", length)[0] if len(length) == 2 else 0)
    if end < at + 4 or end > len(data):
        raise broken("it ends too early")
    return end


def _size(data: Data, begin: int, end: int) -> tuple[int, int]:
    """Width and height as the frame's head tells them (B.2.2); 0 lines, to be told later, no browser writes."""
    if end - begin < 10:
        raise broken("it does not say how large it is")
    height, width = struct.unpack(">HH", data[begin + 5 : begin + 9])
    if not height or not width:
        raise broken("it does not say how large it is")
    return width, height


def _is_kept(marker: int, begins: bytes, *, keep_place: bool) -> bool:
    if marker in _DECODED:
        return True
    if marker in _TOLD:
        return keep_place
    return marker in _PICTURE and begins.startswith(_PICTURE[marker])


def _end_of_scan(data: Data, at: int) -> int:
    """In coded data 0xFF is followed by 0 or by a restart marker (B.1.1.5). Of a run of 0xFF the last one counts."""
    found = _END_OF_SCAN.search(data, at)
    if found is None:
        raise broken("it ends too early")
    return found.end() - 2

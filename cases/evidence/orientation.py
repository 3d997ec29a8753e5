"""Which way up a photo is: the one thing of its EXIF that is kept when all else of it goes.

EXIF 2.32 (CIPA DC-008), 4.6: a TIFF header and directories of entries of twelve bytes.
"""

import struct

_ORIENTATION = 0x0112
_SHORT = 3
_MOST_ENTRIES = 512
UPRIGHT = 1


def orientation_in(tiff: bytes) -> int:
    """The orientation, 1 to 8; 1 where nothing readable is said."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None:
        return UPRIGHT
    try:
        (at,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, at)
        for number in range(min(count, _MOST_ENTRIES)):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", tiff, at + 2 + 12 * number)
            if tag == _ORIENTATION and kind == _SHORT:
                return value if 1 <= value <= 8 else UPRIGHT
    except struct.error:  # an offset that leads out of it
        return UPRIGHT
    return UPRIGHT


def tiff_with(orientation: int) -> bytes:
    """A directory that says this and nothing else."""
    entry = struct.pack("<HHIHH", _ORIENTATION, _SHORT, 1, orientation, 0)
    return b"II*\0" + struct.pack("<IH", 8, 1) + entry + struct.pack("<I", 0)


def exif_segment(orientation: int) -> bytes:
    """The same as a segment of a JPEG, to stand after its first two bytes."""
    payload = b"Exif\0\0" + tiff_with(orientation)
    return b"\xff\xe1" + struct.pack(">H", len(payload) + 2) + payload

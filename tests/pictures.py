"""Pictures and documents for tests, made here: as cameras write them, and as nobody should."""

import struct
import zlib
from fractions import Fraction
from functools import cache

import av
import numpy as np

GPS = b"\x01\x02NORTH 59.3293 EAST 18.0686"
"""What must not be left in a photo."""
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@cache
def jpeg(width: int = 64, height: int = 48, *, seed: int = 1) -> bytes:
    """As an encoder writes it."""
    return _encoded("mjpeg", "yuvj420p", width, height, seed)


@cache
def webp(width: int = 64, height: int = 48, *, seed: int = 1) -> bytes:
    """The simple form: one chunk."""
    return _encoded("libwebp", "yuv420p", width, height, seed)


def png(width: int = 8, height: int = 6, *, told: tuple[int, int] | None = None, packed: bytes | None = None) -> bytes:
    """`told` and `packed` stand in for the true size and the true picture."""
    rows = b"".join(b"\0" + bytes((x * 20 + y) % 256 for x in range(width * 3)) for y in range(height))
    head = struct.pack(">IIBBBBB", *(told or (width, height)), 8, 2, 0, 0, 0)
    packed = zlib.compress(rows) if packed is None else packed
    chunks = (chunk(b"IHDR", head), chunk(b"tEXt", b"Comment\0" + GPS), chunk(b"IDAT", packed), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def chunk(name: bytes, data: bytes) -> bytes:
    """One of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def photo(width: int = 64, height: int = 48, *, orientation: int = 6, seed: int = 1) -> bytes:
    """A JPEG as a phone writes it: where it was taken stands in EXIF, XMP, IPTC and a comment, and a film follows."""
    plain = jpeg(width, height, seed=seed)
    segments = (
        (0xE1, b"Exif\0\0" + exif(orientation)), (0xE1, b"http://ns.adobe.com/xap/1.0/\0<x>" + GPS + b"</x>"),
        (0xED, b"Photoshop 3.0\0" + GPS), (0xE2, b"MPF\0" + GPS), (0xFE, GPS),
    )  # fmt: skip
    told = b"".join(struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data for marker, data in segments)
    return plain[:2] + told + plain[2:] + b"ftypmp42" + GPS


def exif(orientation: int, *, order: str = ">") -> bytes:
    """A TIFF with an orientation and something that tells the place."""
    head = (b"MM\0*" if order == ">" else b"II*\0") + struct.pack(f"{order}I", 8)
    entries = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    entries += struct.pack(f"{order}HHII", 0x8825, 4, 1, 38)
    return head + struct.pack(f"{order}H", 2) + entries + struct.pack(f"{order}I", 0) + GPS


def extended_webp(*, orientation: int = 6, seed: int = 1) -> bytes:
    """A WebP with EXIF and XMP."""
    size = struct.pack("<I", 63)[:3] + struct.pack("<I", 47)[:3]
    chunks = (
        (b"VP8X", b"\x0c\0\0\0" + size), (b"VP8 ", webp(seed=seed)[20:]), (b"EXIF", exif(orientation, order="<")),
        (b"XMP ", GPS),
    )  # fmt: skip
    body = b"WEBP" + b"".join(_riff(*each) for each in chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _riff(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)


def _encoded(codec: str, points: str, width: int, height: int, seed: int) -> bytes:
    encoder = av.CodecContext.create(codec, "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, points  # type: ignore[attr-defined]
    encoder.time_base = Fraction(1, 1)
    drawn = np.random.default_rng(seed).integers(0, 255, (height, width, 3), dtype=np.uint8)
    frame = av.VideoFrame.from_ndarray(drawn, format="rgb24").reformat(format=points)
    return b"".join(bytes(packet) for packet in [*encoder.encode(frame), *encoder.encode(None)])  # type: ignore[attr-defined]

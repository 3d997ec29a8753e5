"""H.264 in RTP (RFC 6184, packetisation mode 1) and in a file (ISO/IEC 14496-15). Pure.

A frame is a row of NAL units, each behind its length in four bytes. Browsers send the parameter sets with every
keyframe; they stay in the frames, so that a size that changes is one that players follow.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from media.bits import Bits, TooShort
from media.picture import Size

_IDR, _SPS, _PPS, _AUD, _STAP_A, _FU_A = 5, 7, 8, 9, 24, 28
_LENGTH = struct.Struct(">I")
_HIGH = frozenset({100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135})
"""Profiles whose parameter set says more about colour (ITU-T H.264, section 7.3.2.1.1)."""


class _Nonsense(Exception):  # noqa: N818 (reads as the finding it is)
    """No packet of H.264, or pieces that do not belong together."""


def starts_frame(payload: bytes) -> bool:
    """An access unit delimiter or parameter sets; that a slice is the first one, no packet says."""
    return _first_kind(payload) in (_AUD, _SPS)


def starts_keyframe(payload: bytes) -> bool:
    """Parameter sets, or a slice of an IDR picture."""
    return _first_kind(payload) in (_SPS, _IDR)


def join(payloads: Sequence[bytes]) -> bytes | None:
    """The NAL units of all packets, each behind its length."""
    try:
        units = list(_units(payloads))
    except _Nonsense:
        return None
    return b"".join(_LENGTH.pack(len(unit)) + unit for unit in units) if units else None


def key_size(frame: bytes) -> Size | None:
    """Of an IDR picture that has its parameter sets with it."""
    units = list(_read_units(frame))
    kinds = {unit[0] & 31 for unit in units}
    if not {_IDR, _SPS, _PPS} <= kinds:
        return None
    parameters = _parameters(next(unit for unit in units if unit[0] & 31 == _SPS))
    return parameters.size if parameters is not None else None


def private(keyframe: bytes) -> bytes:
    """The decoder's configuration record (ISO/IEC 14496-15, section 5.3.3.1)."""
    units = list(_read_units(keyframe))
    sets, pictures = ([unit for unit in units if unit[0] & 31 == kind] for kind in (_SPS, _PPS))
    parameters = _parameters(sets[0]) if sets else None
    if parameters is None or not pictures:
        return b""
    record = b"\x01" + sets[0][1:4] + b"\xff"
    record += bytes([0xE0 | len(sets[:1])]) + _behind_length(sets[:1])
    record += bytes([len(pictures[:255])]) + _behind_length(pictures[:255])
    if sets[0][1] in (100, 110, 122, 144):
        record += bytes([0xFC | parameters.chroma, 0xF8 | parameters.luma_bits, 0xF8 | parameters.chroma_bits, 0])
    return record


def _behind_length(units: Sequence[bytes]) -> bytes:
    return b"".join(struct.pack(">H", len(unit) & 0xFFFF) + unit for unit in units)


def _first_kind(payload: bytes) -> int | None:
    """The kind of the first NAL unit that begins in this packet; None when none does."""
    if not payload:
        return None
    kind = payload[0] & 31
    if kind == _STAP_A:
        return payload[3] & 31 if len(payload) > 3 else None
    if kind == _FU_A:
        return payload[1] & 31 if len(payload) > 1 and payload[1] & 0x80 else None
    return kind


def _units(payloads: Sequence[bytes]) -> Iterator[bytes]:
    """Raises _Nonsense."""
    growing: bytearray | None = None
    for payload in payloads:
        kind = payload[0] & 31 if payload else 0
        if growing is not None and kind != _FU_A:
            raise _Nonsense
        if kind == _FU_A:
            growing = _grown(growing, payload)
            if payload[1] & 0x40:
                yield bytes(growing)
                growing = None
        elif kind == _STAP_A:
            yield from _aggregated(payload)
        elif 1 <= kind <= 23:
            yield payload
        else:
            raise _Nonsense
    if growing is not None:
        raise _Nonsense


def _begins(payload: bytes) -> bool:
    return len(payload) > 2 and bool(payload[1] & 0x80)


def _grown(growing: bytearray | None, payload: bytes) -> bytearray:
    """One more fragment of a unit (section 5.8)."""
    if len(payload) < 3 or _begins(payload) != (growing is None):
        raise _Nonsense
    if growing is None:
        growing = bytearray([payload[0] & 0xE0 | payload[1] & 31])
    growing += payload[2:]
    return growing


def _aggregated(payload: bytes) -> Iterator[bytes]:
    """The units of one packet (section 5.7.1)."""
    at = 1
    while at < len(payload):
        length = int.from_bytes(payload[at : at + 2], "big")
        unit = payload[at + 2 : at + 2 + length]
        if not length or len(unit) < length:
            raise _Nonsense
        yield unit
        at += 2 + length


def _read_units(frame: bytes) -> Iterator[bytes]:
    at = 0
    while at + _LENGTH.size < len(frame):
        (length,) = _LENGTH.unpack_from(frame, at)
        at += _LENGTH.size
        if length:
            yield frame[at : at + length]
        at += length


@dataclass(frozen=True, slots=True)
class _Parameters:
    size: Size
    chroma: int
    luma_bits: int
    chroma_bits: int


def _parameters(unit: bytes) -> _Parameters | None:
    """What a sequence parameter set says of the picture (ITU-T H.264, section 7.3.2.1.1)."""
    try:
        return _read_parameters(unit[1:].replace(b"\x00\x00\x03", b"\x00\x00"))
    except TooShort:
        return None


def _read_parameters(plain: bytes) -> _Parameters | None:
    bits = Bits(plain)
    profile = bits.take(8)
    bits.take(16)
    bits.golomb()
    chroma, luma_bits, chroma_bits = _colour(bits) if profile in _HIGH else (1, 0, 0)
    bits.golomb()  # log2_max_frame_num
    _skip_order(bits)
    bits.golomb()  # max_num_ref_frames
    bits.flag()
    across, down = bits.golomb() + 1, bits.golomb() + 1
    is_frame = bits.flag()
    if not is_frame:
        bits.flag()
    bits.flag()
    crop = [bits.golomb() for _ in range(4)] if bits.flag() else [0] * 4
    unit_x, unit_y = (2 if chroma in (1, 2) else 1), (2 if chroma == 1 else 1) * (1 if is_frame else 2)
    width = 16 * across - unit_x * (crop[0] + crop[1])
    height = 16 * down * (1 if is_frame else 2) - unit_y * (crop[2] + crop[3])
    fits = 0 < width < 1 << 16 and 0 < height < 1 << 16
    return _Parameters(Size(width, height), chroma & 3, luma_bits & 7, chroma_bits & 7) if fits else None


def _colour(bits: Bits) -> tuple[int, int, int]:
    chroma = bits.golomb()
    if chroma == 3:
        bits.flag()
    luma_bits, chroma_bits = bits.golomb(), bits.golomb()
    bits.flag()
    if bits.flag():
        for number in range(12 if chroma == 3 else 8):
            if bits.flag():
                _skip_scaling(bits, 16 if number < 6 else 64)
    return chroma, luma_bits, chroma_bits


def _skip_scaling(bits: Bits, count: int) -> None:
    last, following = 8, 8
    for _ in range(count):
        if following:
            following = (last + bits.signed_golomb()) % 256
        last = following or last


def _skip_order(bits: Bits) -> None:
    """Which picture order count, and its fields."""
    kind = bits.golomb()
    if kind == 0:
        bits.golomb()
    elif kind == 1:
        bits.flag()
        bits.signed_golomb()
        bits.signed_golomb()
        for _ in range(min(255, bits.golomb())):
            bits.signed_golomb()

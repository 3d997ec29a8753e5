"""VP9 in RTP (RFC 9628) and the uncompressed header of its frames (VP9 bitstream, section 6.2). Pure."""

from collections.abc import Sequence

from media.bits import Bits, TooShort
from media.picture import Size

_SYNC = 0x498342
_SRGB = 7


def starts_frame(payload: bytes) -> bool:
    """The B bit; of several layers, each begins with one."""
    return bool(payload) and bool(payload[0] & 0x08)


def starts_keyframe(payload: bytes) -> bool:
    """Not predicted from another picture (the P bit is 0)."""
    return starts_frame(payload) and not payload[0] & 0x40


def join(payloads: Sequence[bytes]) -> bytes | None:
    """The payloads without their descriptors; several layers of one picture follow each other as they came."""
    if not payloads or not starts_frame(payloads[0]):
        return None
    pieces = []
    for payload in payloads:
        at = _frame_at(payload)
        if at is None or at >= len(payload):
            return None
        pieces.append(payload[at:])
    return b"".join(pieces)


def key_size(frame: bytes) -> Size | None:
    """As the uncompressed header has it."""
    try:
        return _key_size(Bits(frame[:16]))
    except TooShort:
        return None


def private(keyframe: bytes) -> bytes:
    """A decoder of VP9 needs nothing beside the frames."""
    return b""


def _key_size(bits: Bits) -> Size | None:
    if bits.take(2) != 2:
        return None
    profile = bits.take(1) + 2 * bits.take(1)
    if profile == 3:
        bits.take(1)
    shows_another, is_inter = bits.flag(), bits.flag()
    if shows_another or is_inter:
        return None
    bits.take(2)  # show_frame, error_resilient_mode
    if bits.take(24) != _SYNC:
        return None
    _skip_colour(bits, profile)
    return Size(bits.take(16) + 1, bits.take(16) + 1)


def _skip_colour(bits: Bits, profile: int) -> None:
    """color_config (section 6.2.2)."""
    if profile >= 2:
        bits.take(1)
    if bits.take(3) != _SRGB:
        bits.take(1)
        if profile in (1, 3):
            bits.take(3)
    elif profile in (1, 3):
        bits.take(1)


def _frame_at(payload: bytes) -> int | None:
    """Where the descriptor ends (RFC 9628, section 4.2); None when it is cut off."""
    try:
        return _descriptor_bytes(payload)
    except IndexError:
        return None


def _descriptor_bytes(payload: bytes) -> int:
    head, at = payload[0], 1
    has_id, is_inter, has_layers, is_flexible, has_structure = (
        bool(head & bit) for bit in (0x80, 0x40, 0x20, 0x10, 0x02)
    )
    if has_id:
        at += 2 if payload[at] & 0x80 else 1
    if has_layers:
        at += 1 if is_flexible else 2
    if is_inter and is_flexible:
        for _ in range(3):
            more = payload[at] & 1
            at += 1
            if not more:
                break
    return _structure_end(payload, at) if has_structure else at


def _structure_end(payload: bytes, at: int) -> int:
    """Behind the scalability structure (section 4.2.1)."""
    layers, has_sizes, has_group = (payload[at] >> 5) + 1, payload[at] & 0x10, payload[at] & 0x08
    at += 1
    if has_sizes:
        at += 4 * layers
    if has_group:
        pictures = payload[at]
        at += 1
        for _ in range(pictures):
            at += 1 + ((payload[at] >> 2) & 3)
    return at

"""VP8 in RTP (RFC 7741) and the first bytes of its frames (RFC 6386, section 9.1). Pure."""

from collections.abc import Sequence

from media.picture import Size

_SYNC = b"\x9d\x01\x2a"
_KEY_HEAD_BYTES = 10


def starts_frame(payload: bytes) -> bool:
    """The S bit, in the first partition."""
    return bool(payload) and payload[0] & 0x17 == 0x10


def starts_keyframe(payload: bytes) -> bool:
    """The P bit of the frame is 0."""
    at = _frame_at(payload)
    return starts_frame(payload) and at is not None and not payload[at] & 1


def join(payloads: Sequence[bytes]) -> bytes | None:
    """The payloads without their descriptors, one after the other."""
    if not payloads or not starts_frame(payloads[0]):
        return None
    pieces = []
    for payload in payloads:
        at = _frame_at(payload)
        if at is None:
            return None
        pieces.append(payload[at:])
    return b"".join(pieces)


def key_size(frame: bytes) -> Size | None:
    """14 bits each, after the start code; the two above are scaling, which is the player's business."""
    if len(frame) < _KEY_HEAD_BYTES or frame[0] & 1 or frame[3:6] != _SYNC:
        return None
    width, height = (int.from_bytes(frame[at : at + 2], "little") & 0x3FFF for at in (6, 8))
    return Size(width, height) if width and height else None


def private(keyframe: bytes) -> bytes:
    """A decoder of VP8 needs nothing beside the frames."""
    return b""


def _frame_at(payload: bytes) -> int | None:
    """Where the descriptor ends (section 4.2); None when there is nothing behind it."""
    at = 1
    if payload and payload[0] & 0x80:
        if len(payload) < 2:
            return None
        extensions = payload[1]
        at = 2
        if extensions & 0x80:  # picture id, of one byte or two
            at += 2 if len(payload) > at and payload[at] & 0x80 else 1
        if extensions & 0x40:  # TL0PICIDX
            at += 1
        if extensions & 0x30:  # TID, Y, KEYIDX
            at += 1
    return at if at < len(payload) else None

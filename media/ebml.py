"""How EBML is written: an id, a size of as few bytes as it needs, a body (RFC 8794). Pure."""


def element(kind: int, body: bytes) -> bytes:
    """An element whole."""
    return head(kind, len(body)) + body


def number(kind: int, value: int, *, width: int = 0) -> bytes:
    """An unsigned number, of as few bytes as it needs or of `width`."""
    return element(kind, value.to_bytes(width or max(1, (value.bit_length() + 7) // 8), "big"))


def head(kind: int, size: int) -> bytes:
    """What stands before a body of this size (RFC 8794, section 4)."""
    width = next(width for width in range(1, 9) if size < (1 << (7 * width)) - 1)
    return bytes_of(kind) + ((1 << (7 * width)) | size).to_bytes(width, "big")


def bytes_of(kind: int) -> bytes:
    """An id as it is written; its length is in its first bits."""
    return kind.to_bytes((kind.bit_length() + 7) // 8, "big")

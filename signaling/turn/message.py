"""STUN messages as bytes (RFC 8489, sections 5 and 14), as far as a TURN client needs them. No I/O, no state."""

import hashlib
import hmac
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from ipaddress import IPv4Address, IPv6Address

Address = IPv4Address | IPv6Address
Attributes = Iterable[tuple[int, bytes]]

_COOKIE = struct.pack("!I", 0x2112A442)
HEADER = 20
_INTEGRITY = 24
"""Bytes of the MESSAGE-INTEGRITY attribute with its head."""


class Method(IntEnum):
    """RFC 8656, section 17."""

    ALLOCATE = 0x003
    REFRESH = 0x004
    CREATE_PERMISSION = 0x008


class Kind(IntEnum):
    """The two class bits of a message type, where they stand in it."""

    REQUEST = 0x000
    SUCCESS = 0x100
    ERROR = 0x110


class Attribute(IntEnum):
    """RFC 8489, section 18.3, and RFC 8656, section 18."""

    USERNAME = 0x0006
    MESSAGE_INTEGRITY = 0x0008
    ERROR_CODE = 0x0009
    LIFETIME = 0x000D
    XOR_PEER_ADDRESS = 0x0012
    REALM = 0x0014
    NONCE = 0x0015
    XOR_RELAYED_ADDRESS = 0x0016
    REQUESTED_ADDRESS_FAMILY = 0x0017
    REQUESTED_TRANSPORT = 0x0019


@dataclass(frozen=True, slots=True)
class Message:
    """A message that was read. Of an attribute that occurs twice, the first counts."""

    type: int
    transaction: bytes
    attributes: Mapping[int, bytes]
    data: bytes = field(repr=False)
    integrity_at: int | None = None

    @property
    def error(self) -> int | None:
        """The number in ERROR-CODE; None when there is none that can be read."""
        value = self.attributes.get(Attribute.ERROR_CODE, b"")
        return (value[2] & 7) * 100 + value[3] if len(value) >= 4 else None

    def signed_with(self, key: bytes) -> bool:
        """Whether MESSAGE-INTEGRITY is there and right."""
        if self.integrity_at is None:
            return False
        expected = _integrity(self.data[: self.integrity_at], key)
        return hmac.compare_digest(expected, self.attributes[Attribute.MESSAGE_INTEGRITY])


def encode(type_: int, transaction: bytes, attributes: Attributes, *, key: bytes | None = None) -> bytes:
    """The message; with a key it is signed."""
    body = b"".join(_attribute(number, value) for number, value in attributes)
    head = struct.pack("!HH", type_, len(body)) + _COOKIE + transaction
    if key is None:
        return head + body
    signed = _attribute(Attribute.MESSAGE_INTEGRITY, _integrity(head + body, key))
    return _with_length(head + body, len(body) + _INTEGRITY) + signed


def decode(data: bytes) -> Message:
    """Raises ValueError for whatever is no whole STUN message."""
    if len(data) < HEADER or data[4:8] != _COOKIE or len(data) != length_of(data):
        raise ValueError("no STUN message")
    type_, attributes, at, integrity_at = struct.unpack_from("!H", data)[0], dict[int, bytes](), HEADER, None
    while at < len(data):
        if at + 4 > len(data):
            raise ValueError("half an attribute")
        number, length = struct.unpack_from("!HH", data, at)
        if at + 4 + length > len(data):
            raise ValueError("an attribute that is longer than its message")
        if integrity_at is None:  # what comes after it is signed by nobody (section 14.5)
            attributes.setdefault(number, data[at + 4 : at + 4 + length])
            integrity_at = at if number == Attribute.MESSAGE_INTEGRITY else None
        at += 4 + length + -length % 4
    return Message(type_, data[8:HEADER], attributes, data, integrity_at)


def length_of(data: bytes) -> int:
    """How long the whole message is whose first four bytes or more these are."""
    length: int = struct.unpack_from("!H", data, 2)[0]
    return HEADER + length


def xor_address(address: Address, port: int, transaction: bytes) -> bytes:
    """The value of an XOR-...-ADDRESS (section 14.2)."""
    family = 1 if address.version == 4 else 2
    return struct.pack("!BBH", 0, family, port ^ 0x2112) + _xor(address.packed, transaction)


def read_xor_address(value: bytes, transaction: bytes) -> Address:
    """The address in such a value. Raises ValueError when there is none."""
    family, packed = value[1:2], _xor(value[4:], transaction)
    if family == b"\x01" and len(packed) == 4:
        return IPv4Address(packed)
    if family == b"\x02" and len(packed) == 16:
        return IPv6Address(packed)
    raise ValueError("no address")


def _attribute(number: int, value: bytes) -> bytes:
    return struct.pack("!HH", number, len(value)) + value + b"\0" * (-len(value) % 4)


def _integrity(before: bytes, key: bytes) -> bytes:
    """HMAC-SHA1 over what stands before it, with the length as if the message ended behind it."""
    return hmac.new(key, _with_length(before, len(before) - HEADER + _INTEGRITY), hashlib.sha1).digest()


def _with_length(data: bytes, length: int) -> bytes:
    return data[:2] + struct.pack("!H", length) + data[4:]


def _xor(packed: bytes, transaction: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(packed, _COOKIE + transaction, strict=False))

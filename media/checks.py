"""Whether a check of ICE is by whom the offer is from: seen before anything of it is parsed.

Anybody may throw something at a leg's port, and aioice takes a datagram to pieces before it asks whose it is: 1,220
bytes of addresses took it half a millisecond. Who does not name the leg is put aside here in two microseconds, who does
and has not its password in fifteen. Nobody is put aside for how many others come: then those could keep a browser out.
"""

import hmac
import struct

from aioice import stun

_HEAD = struct.Struct(">HH4s")
_HEAD_BYTES = 20
_ATTRIBUTE = struct.Struct(">HH")
_BINDING_REQUEST = 0x0001
_MAGIC_COOKIE = bytes.fromhex("2112a442")
_USERNAME, _MESSAGE_INTEGRITY = 0x0006, 0x0008
_LONGEST = 1_500
"""Browsers' have some 100 bytes; one that carries its handshake in them, as Chromium tries, fills a packet."""
_MOST_ATTRIBUTES = 32
"""Browsers write a dozen at most."""


def is_authentic(data: bytes, *, username: bytes, password: bytes) -> bool:
    """A binding request under this name, by who knows the password (RFC 8489, section 9.1.3). What comes after the
    proof is not proven, and not looked at (section 14.5).
    """
    if not _is_request(data) or username not in data:
        return False
    at, named = _HEAD_BYTES, False
    for _ in range(_MOST_ATTRIBUTES):
        if at + _ATTRIBUTE.size > len(data):
            return False
        kind, length = _ATTRIBUTE.unpack_from(data, at)
        if kind == _USERNAME:
            named = hmac.compare_digest(_value(data, at, length), username)
            if not named:
                return False
        elif kind == _MESSAGE_INTEGRITY:
            return named and _proves(_value(data, at, length), data[:at], password)
        at += _ATTRIBUTE.size + length + -length % 4
    return False


def _proves(proof: bytes, proven: bytes, password: bytes) -> bool:
    wanted: bytes = stun.message_integrity(proven, password)
    return hmac.compare_digest(proof, wanted)


def _is_request(data: bytes) -> bool:
    if not _HEAD_BYTES <= len(data) <= _LONGEST or len(data) % 4:
        return False
    return data.startswith(_HEAD.pack(_BINDING_REQUEST, len(data) - _HEAD_BYTES, _MAGIC_COOKIE))


def _value(data: bytes, at: int, length: int) -> bytes:
    return data[at + _ATTRIBUTE.size : at + _ATTRIBUTE.size + length]

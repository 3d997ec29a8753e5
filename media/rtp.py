"""An RTP packet as it is read (RFC 3550, section 5.1): of its head nothing is kept but what is used. Pure."""

import struct
from typing import NamedTuple

_FIXED = struct.Struct(">BBHII")
_RTCP_TYPES = range(192, 209)


class Rtp(NamedTuple):
    """Of one packet. `payload` is without padding, and empty where there was nothing else."""

    ssrc: int
    sequence: int
    timestamp: int
    payload_type: int
    marker: bool
    payload: bytes


def is_rtcp(datagram: bytes) -> bool:
    """Which of the two a datagram of media is, encrypted or not (RFC 5761, section 4)."""
    return len(datagram) > 1 and datagram[1] in _RTCP_TYPES


def read_rtp(packet: bytes) -> Rtp | None:
    """None of what is no whole packet. Header extensions are passed over, whatever they hold."""
    size = len(packet)
    if size < _FIXED.size:
        return None
    first, second, sequence, timestamp, ssrc = _FIXED.unpack_from(packet)
    begin, end = _FIXED.size + 4 * (first & 0x0F), size
    if first & 0x10:
        begin += 4 + 4 * int.from_bytes(packet[begin + 2 : begin + 4])
    if first & 0x20:
        end -= packet[-1] or size
    if first >> 6 != 2 or begin > end:
        return None
    return Rtp(ssrc, sequence, timestamp, second & 0x7F, second > 0x7F, packet[begin:end])

"""Keeps strangers' datagrams away from a leg's DTLS and SRTP.

Symptom: anybody who knows the UDP port can send a DTLS ClientHello or a plaintext alert and the leg fails.
Cause: aioice 0.13 hands every datagram that is not STUN upwards without looking at its source.
Can go when aioice checks the source itself.
"""

from collections.abc import Callable
from typing import Any

from aioice import Connection
from aioice.ice import CandidatePair


def guard(connection: Connection) -> None:
    """From now on DTLS (20..63) and RTP/RTCP (128..191, RFC 7983 section 7) pass only from checked addresses."""
    for protocol in connection._protocols:
        protocol.datagram_received = _checked(connection, protocol.datagram_received)  # type: ignore[method-assign]


def _checked(connection: Connection, receive: Callable[..., None]) -> Callable[..., None]:
    def datagram_received(data: bytes, address: tuple[Any, ...]) -> None:
        if data and _is_media(data[0]) and (address[0], address[1]) not in _peers(connection):
            return
        receive(data, address)

    return datagram_received


def _is_media(first: int) -> bool:
    return 20 <= first <= 63 or 128 <= first <= 191


def _peers(connection: Connection) -> set[tuple[str, int]]:
    checked = [pair for pair in connection._check_list if pair.state == CandidatePair.State.SUCCEEDED]
    pairs = [*checked, *connection._nominated.values()]
    return {(pair.remote_candidate.host, pair.remote_candidate.port) for pair in pairs}

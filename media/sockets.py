"""A leg's UDP ports: one at each of our addresses, out of the worker's part of the range the firewall lets in."""

import asyncio
import errno
import random
import socket
from collections.abc import Callable, Sequence
from typing import Any

from aioice.ice import get_host_addresses

_LOOPBACK = "127.0.0.1"
_BUFFER_BYTES = 256 * 1024
"""What comes while the loop is busy elsewhere waits here: a quarter of a second of the most that a leg may send."""


class Bound:
    """One socket. `received` is told of every datagram with its source; it must not wait."""

    def __init__(self, transport: asyncio.DatagramTransport) -> None:
        self._transport = transport
        self.host, self.port = transport.get_extra_info("sockname")[:2]

    def send(self, data: bytes, address: tuple[str, int]) -> None:
        """As far as the system takes it: the network may lose it anyway."""
        if not self._transport.is_closing():
            self._transport.sendto(data, address)

    def close(self) -> None:
        """Nothing comes any more."""
        self._transport.abort()


Received = Callable[[Bound, bytes, tuple[str, int]], None]


class _Hearing(asyncio.DatagramProtocol):
    def __init__(self, received: Received) -> None:
        self._received = received
        self._bound: Bound | None = None

    def bind(self, bound: Bound) -> None:
        self._bound = bound

    def datagram_received(self, data: bytes, addr: tuple[Any, ...]) -> None:
        if self._bound is not None:
            self._received(self._bound, data, (addr[0], addr[1]))


async def open_sockets(addresses: Sequence[str], ports: range | None, received: Received) -> list[Bound]:
    """At each of these addresses, or of this machine; on a machine with loopback only, at that.

    An address that cannot be bound is left out. Raises OSError when none can.
    """
    wanted = list(addresses) or get_host_addresses(use_ipv4=True, use_ipv6=True) or [_LOOPBACK]
    opened: list[Bound] = []
    failed: OSError | None = None
    for address in wanted:
        try:
            opened.append(await _open(address, ports, received))
        except OSError as error:
            failed = error
    if not opened and failed is not None:
        raise failed
    return opened


async def _open(address: str, ports: range | None, received: Received) -> Bound:
    bound_socket = _bind(address, ports)
    try:
        transport, hearing = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: _Hearing(received), sock=bound_socket
        )
    except BaseException:
        bound_socket.close()
        raise
    bound = Bound(transport)
    hearing.bind(bound)
    return bound


def _bind(address: str, ports: range | None) -> socket.socket:
    """A free port of the range, looked for from a random one on."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    begin = random.randrange(len(ports)) if ports else 0  # noqa: S311 (no secret: it stands in the answer)
    tried = [ports[(begin + n) % len(ports)] for n in range(len(ports))] if ports else [0]
    taken: OSError | None = None
    for port in tried:
        new = socket.socket(family, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        try:
            new.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER_BYTES)
            new.bind((address, port))
        except OSError as error:
            new.close()
            if error.errno != errno.EADDRINUSE:
                raise
            taken = error
        else:
            return new
    raise taken or OSError(errno.EADDRINUSE, "no port of the range is free")

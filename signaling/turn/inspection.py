"""One look at one address of a TURN server: does it relay to anywhere inside?

It is asked for a permission towards each special-purpose block (RFC 8656, section 9); nothing is sent there.
"""

import asyncio
import ssl
from collections.abc import Iterable
from dataclasses import dataclass

from signaling.turn.blocks import Probe, probes
from signaling.turn.connection import TurnConnection, connected
from signaling.turn.credential import TurnCredential
from signaling.turn.message import Attribute, Attributes, Method, read_xor_address, xor_address
from signaling.turn.url import Way

_WITHIN_S = 10.0
_SIDE_BY_SIDE = 16
_PORT = 9
"""Discard; a permission is for an address, whatever the port (RFC 8656, section 9)."""
_FORBIDDEN, _NO_SUCH_FAMILY, _OTHER_FAMILY = 403, 440, 443
_UDP = 17
_FAMILY = {4: 1, 6: 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """`reaches`: the blocks it relays to. `unclear`: why one cannot know whether there are (more) of them, or None."""

    reaches: frozenset[str] = frozenset()
    unclear: str | None = None


async def inspect(way: Way, address: str, credential: TurnCredential, *, tls: ssl.SSLContext | None) -> Finding:
    """Looks with an IPv4 allocation and with an IPv6 one. Never raises: what goes wrong is `unclear`."""
    looks = await asyncio.gather(*(_look(way, address, credential, tls, version) for version in _FAMILY))
    found = [each for each in looks if each is not None]
    return together(found) if found else Finding(unclear="it relays neither IPv4 nor IPv6")


def together(findings: Iterable[Finding]) -> Finding:
    """What all of them reach, and the first thing that is unclear."""
    each = tuple(findings)
    unclear = next((one.unclear for one in each if one.unclear is not None), None)
    return Finding(frozenset().union(*(one.reaches for one in each)), unclear)


async def _look(
    way: Way, address: str, credential: TurnCredential, tls: ssl.SSLContext | None, version: int
) -> Finding | None:
    """None when the server has no relay of this family, and so reaches nobody by it."""
    found: list[Finding] = []
    try:
        async with asyncio.timeout(_WITHIN_S), connected(way, address, credential, tls=tls) as connection:
            answer = await connection.ask(Method.ALLOCATE, lambda _: _allocation(version))
            if answer.error == _NO_SUCH_FAMILY:
                return None
            if answer.error is not None:
                return Finding(unclear=f"Allocate is answered {answer.error}")
            relayed = answer.message.attributes.get(Attribute.XOR_RELAYED_ADDRESS, b"")
            own = read_xor_address(relayed, answer.message.transaction)
            # But for its own address, where two people who both need a relay meet.
            await _try_all(connection, [each for each in probes(version) if each.address != own], found)
            await connection.ask(Method.REFRESH, lambda _: [(Attribute.LIFETIME, bytes(4))])
    except (OSError, TimeoutError, ValueError) as error:
        found.append(Finding(unclear=str(error) or "it takes too long"))
    return together(found)


async def _try_all(connection: TurnConnection, wanted: list[Probe], found: list[Finding]) -> None:
    """Into `found`, so that what was found before the time was over is not lost."""
    turns = asyncio.Semaphore(_SIDE_BY_SIDE)

    async def in_turn(probe: Probe) -> None:
        async with turns:
            found.append(await _try(connection, probe))

    await asyncio.gather(*(in_turn(probe) for probe in wanted))


async def _try(connection: TurnConnection, probe: Probe) -> Finding:
    def peer(transaction: bytes) -> Attributes:
        return [(Attribute.XOR_PEER_ADDRESS, xor_address(probe.address, _PORT, transaction))]

    try:
        answer = await connection.ask(Method.CREATE_PERMISSION, peer)
    except (OSError, TimeoutError) as error:
        return Finding(unclear=str(error))
    if answer.error is None:
        return Finding(reaches=frozenset({probe.block}))
    if answer.error in (_FORBIDDEN, _OTHER_FAMILY):
        return Finding()
    return Finding(unclear=f"CreatePermission for {probe.address} is answered {answer.error}")


def _allocation(version: int) -> Attributes:
    return (
        (Attribute.REQUESTED_TRANSPORT, bytes((_UDP, 0, 0, 0))),
        (Attribute.REQUESTED_ADDRESS_FAMILY, bytes((_FAMILY[version], 0, 0, 0))),
    )

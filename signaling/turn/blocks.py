"""Where no relay may reach: every block of the IANA registries of special-purpose addresses, and ways to write them.

https://www.iana.org/assignments/iana-ipv4-special-registry and .../iana-ipv6-special-registry (RFC 6890, 8190), with
multicast (RFC 5771, 4291), and what was taken back and some networks still route. Blocks inside a block of the list are
left out. Those that are reachable from everywhere are in it: nobody calls from an anycast service.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from signaling.turn.message import Address

IPV4 = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
IPV6 = tuple(
    IPv6Network(block)
    for block in (
        "::/128", "::1/128", "100::/64", "100:0:0:1::/64", "2001::/23", "2001:db8::/32", "2620:4f:8000::/48",
        "3fff::/20", "5f00::/16", "64:ff9b:1::/48", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    )
)  # fmt: skip
WITH_IPV4_INSIDE = {
    IPv6Network("::/96"): 0,  # IPv4-compatible (RFC 4291, 2.5.5.1): coturn's CVE-2020-26262
    IPv6Network("::ffff:0:0/96"): 0,  # IPv4-mapped
    IPv6Network("::ffff:0:0:0/96"): 0,  # IPv4-translated (RFC 7915, 2.1)
    IPv6Network("64:ff9b::/96"): 0,  # translated, for the whole world (RFC 6052)
    IPv6Network("2002::/16"): 80,  # 6to4 (RFC 3056)
}
"""Blocks whose addresses name an IPv4 address, so many bits to the left."""

_NOTABLE = (
    "10.0.0.1", "100.100.100.200", "127.0.0.1", "169.254.169.254", "172.17.0.1", "192.168.1.1", "::1",
    "fd00:ec2::254", "ff02::1",
)  # fmt: skip
"""Where something interesting commonly is: this machine, routers, containers, the clouds' metadata services."""


@dataclass(frozen=True, slots=True)
class Probe:
    """An address to try, and the block it is to stand for."""

    address: Address
    block: str


def probes(version: int) -> list[Probe]:
    """What an allocation of this family is asked for. IPv4-mapped ones are tried with both."""
    if version == 4:
        return [*_in_blocks(IPV4), *_embedded(IPv6Network("::ffff:0:0/96"))]
    return [*_in_blocks(IPV6), *(probe for block in WITH_IPV4_INSIDE for probe in _embedded(block))]


def _in_blocks(blocks: tuple[IPv4Network, ...] | tuple[IPv6Network, ...]) -> Iterator[Probe]:
    """The first, the last and the middle of each, and what is notable there."""
    for block in blocks:
        first, last = block[0], block[-1]
        chosen = {first, last, block[block.num_addresses // 2]}
        chosen.update(address for address in _notable() if address.version == block.version and address in block)
        yield from (Probe(address, str(block)) for address in sorted(chosen, key=int))


def _embedded(outer: IPv6Network) -> Iterator[Probe]:
    for inner in IPV4:
        chosen = {
            inner[0],
            inner[-1],
            *(address for address in _notable() if address.version == 4 and address in inner),
        }
        for address in sorted(chosen, key=int):
            written = IPv6Address(int(outer[0]) | int(address) << WITH_IPV4_INSIDE[outer])
            yield Probe(written, f"{outer} with {inner}")


def _notable() -> list[Address]:
    return [IPv6Address(text) if ":" in text else IPv4Address(text) for text in _NOTABLE]

"""Keeps webhooks out of the inside: a name is resolved once, checked, and the connection goes to what was checked.

Because the connector dials exactly the addresses this resolver gives it, a name that answers differently the second
time (DNS rebinding) gains nothing.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from socket import AddressFamily

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

_CARRIERS_OF_IPV4 = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"), ip_network("2002::/16"))
_NEVER = (
    ip_network("0.0.0.0/8"),
    ip_network("100.64.0.0/10"),
    ip_network("192.0.0.0/24"),
    ip_network("192.88.99.0/24"),
)


class InsideAddress(Exception):  # noqa: N818 (reads as the refusal it is)
    """The target is, or resolves to, an address that is not on the public internet.

    No OSError, which the connector would take for a name that is not known.
    """


def is_public(text: str) -> bool:
    """Whether an address may be dialled; an IPv6 address that wraps an IPv4 one never is, unless it is mapped."""
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if isinstance(address, IPv4Address):
        refused = any(address in network for network in _NEVER)
    else:
        refused = address.is_site_local or any(address in network for network in _CARRIERS_OF_IPV4)
    return address.is_global and not (refused or address.is_multicast or address.is_reserved)


def check_literal(url: URL) -> None:
    """Refuse an address written into the URL itself, which no resolver ever sees. Raises InsideAddress."""
    try:
        public = is_public(url.host or "")
    except ValueError:
        return  # a name: the resolver's business
    if not public:
        raise InsideAddress(f"{url.host} is an inside address")


class PublicResolver(AbstractResolver):
    """Resolves with another resolver and gives nothing back when any of the addresses is an inside one."""

    def __init__(self, inner: AbstractResolver | None = None) -> None:
        self._inner = inner or ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: AddressFamily = AddressFamily.AF_INET
    ) -> list[ResolveResult]:
        """Raises InsideAddress."""
        found = await self._inner.resolve(host, port, family)
        if not all(is_public(result["host"]) for result in found):
            raise InsideAddress(f"{host} resolves to an inside address")
        return found

    async def close(self) -> None:
        """Close the resolver behind."""
        await self._inner.close()

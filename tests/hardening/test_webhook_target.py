"""A webhook target cannot reach inside addresses, by literal, name, mapping or rebinding."""

from socket import AddressFamily

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from summary.target import InsideAddress, PublicResolver, check_literal, is_public

INSIDE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.1.2.3", "224.0.0.1",
    "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1", "192.0.0.8", "::1", "::", "fe80::1", "fe80::1%eth0",
    "fc00::1", "fec0::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
    "2002:7f00:1::", "::127.0.0.1",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_every_special_block_is_inside(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1"])
def test_public_addresses_are_dialled(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://[::1]:8080/", "http://[::ffff:a00:1]/"])
def test_an_address_in_the_url_is_checked_without_any_resolver(url: str) -> None:
    with pytest.raises(InsideAddress):
        check_literal(URL(url))


class Rebinding(AbstractResolver):
    """Answers a public address first and an inside one ever after."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)

    async def resolve(
        self, host: str, port: int = 0, family: AddressFamily = AddressFamily.AF_INET
    ) -> list[ResolveResult]:
        """The next answer."""
        return [
            ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=0)
            for address in self.answers.pop(0)
        ]

    async def close(self) -> None:
        """Nothing to close."""


async def test_a_name_that_rebinds_is_refused_when_it_turns_inside() -> None:
    resolver = PublicResolver(Rebinding(["1.1.1.1"], ["127.0.0.1"], ["1.1.1.1", "10.0.0.1"]))
    assert [found["host"] for found in await resolver.resolve("evil.example")] == ["1.1.1.1"]
    for _ in range(2):
        with pytest.raises(InsideAddress):
            await resolver.resolve("evil.example")

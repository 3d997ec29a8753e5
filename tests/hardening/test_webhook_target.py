"""A webhook target cannot reach inside addresses, by literal, name, mapping, redirect or rebinding."""

from socket import AddressFamily

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from outgoing import target
from outgoing.dispatch import deliver_everything_due
from outgoing.target import InsideAddress, PublicResolver, check_literal, is_public
from records.database import Database
from tests.integration.outgoing.stage import Time, add, delivery, due_again, enqueue, receiving, sending

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


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0x7f.1"])
async def test_an_endpoint_inside_is_not_sent_a_byte_and_the_delivery_says_why(sqlite_db: Database, host: str) -> None:
    await enqueue(sqlite_db)
    async with receiving() as there, sending(allow_private=False) as here:
        await add(sqlite_db, "one", there.url.replace("127.0.0.1", host))
        assert await deliver_everything_due(sqlite_db, here, clock=Time()) == 1
        assert there.ids == []
    row = await delivery(sqlite_db)
    assert row.delivered_at is None
    assert "inside address" in (row.last_error or "")


async def test_a_redirect_inside_is_not_followed(sqlite_db: Database) -> None:
    await enqueue(sqlite_db)
    async with receiving() as inside:
        async with receiving((307, {"Location": inside.url})) as there, sending() as here:
            await add(sqlite_db, "one", there.url)
            await deliver_everything_due(sqlite_db, here, clock=Time())
            assert len(there.ids) == 1
        assert inside.ids == []
    assert (await delivery(sqlite_db)).last_status == 307


async def test_a_name_that_rebinds_between_two_attempts_is_dialled_where_it_was_checked_or_not_at_all(
    sqlite_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name answers a public address to the check; whatever it would answer to another question is not asked."""
    dialled: list[str] = []

    async def start_connection(addr_infos: list[tuple[object, ...]], **_: object) -> None:
        dialled.extend(info[4][0] for info in addr_infos)  # type: ignore[index]  # as getaddrinfo has them
        raise OSError("nobody is called in a test")

    answers = Rebinding(["1.1.1.1"], ["127.0.0.1"])
    monkeypatch.setattr(target, "ThreadedResolver", lambda: answers)
    monkeypatch.setattr("aiohttp.connector.aiohappyeyeballs.start_connection", start_connection)
    await enqueue(sqlite_db)
    await add(sqlite_db, "one", "https://evil.example/hook")
    async with sending(allow_private=False) as here:
        assert await deliver_everything_due(sqlite_db, here, clock=Time()) == 1
        assert set(dialled) == {"1.1.1.1"}
        assert answers.answers == [["127.0.0.1"]], "asked once"
        dialled.clear()
        await due_again(sqlite_db)
        assert await deliver_everything_due(sqlite_db, here, clock=Time()) == 1
    assert dialled == []
    assert "inside address" in ((await delivery(sqlite_db)).last_error or "")

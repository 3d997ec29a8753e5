"""What deploy/turnserver.conf tells coturn, and the credentials that we give browsers, fit each other."""

import asyncio
import re
import ssl
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal

import pytest
from aioice.stun import TransactionFailed
from aioice.turn import TurnClientUdpProtocol

from deploy.coturn import CONFIG, own_address, prepare_coturn
from signaling.turn.connection import TurnConnection, connected
from signaling.turn.inspection import Finding, inspect
from signaling.turn.message import Attribute, Attributes, Method, xor_address
from signaling.turn.url import Way
from tests.contract.coturn import HOST, SECRET, Coturn, credential, free_port, ours, running_coturn

QUOTA = 3
_UDP, _TCP = 17, 6
_SOFTWARE, _FINGERPRINT = 0x8022, 0x8028


@pytest.fixture
def turn(tmp_path: Path) -> Iterator[Coturn]:
    """With the lines of production."""
    with running_coturn(tmp_path, ours()) as turn:
        yield turn


async def test_coturn_takes_our_credentials_and_no_others(turn: Coturn) -> None:
    assert await _asked(turn) is None
    assert await _asked(turn, secret="another one") == 401
    assert await _asked(turn, age=timedelta(seconds=360)) == 401


async def test_a_client_that_is_not_ours_takes_them_as_well(turn: Coturn) -> None:
    assert await _allocated(turn, "participant") == HOST


async def test_an_allocation_outlives_its_credential_and_the_nonce(tmp_path: Path) -> None:
    with running_coturn(tmp_path, ours().replace("stale-nonce=600", "stale-nonce=1")) as turn:
        async with asyncio.timeout(40), _connection(turn, ttl_s=6) as connection:
            assert await _allocate(connection) is None
            await asyncio.sleep(7.5)
            assert await _asked(turn, age=timedelta(seconds=7.5), ttl_s=6) == 401
            refreshed = await connection.ask(Method.REFRESH, lambda _: [(Attribute.LIFETIME, b"\0\0\2\x58")])
            assert refreshed.error is None


async def test_the_quota_counts_by_call_and_participant(tmp_path: Path) -> None:
    with running_coturn(tmp_path, ours().replace("user-quota=36", f"user-quota={QUOTA}")) as turn:
        async with asyncio.timeout(40), AsyncExitStack() as stack:
            for number in range(QUOTA):  # each with a credential of its own, as after reconnecting
                connection = await stack.enter_async_context(_connection(turn, "call.lucia", ttl_s=300 + number))
                assert await _allocate(connection) is None
            one_more = await stack.enter_async_context(_connection(turn, "call.lucia", ttl_s=400))
            assert await _allocate(one_more) == 486
            for other in ("call.wei", "another.lucia"):
                connection = await stack.enter_async_context(_connection(turn, other))
                assert await _allocate(connection) is None


async def test_turns_is_spoken_with_today_s_ciphers_only(tmp_path: Path) -> None:
    certificate, key = _certificate(tmp_path)
    with running_coturn(tmp_path, ours() + f"cert={certificate}\npkey={key}\n", tls=True) as turn:
        way, trusting = Way("localhost", turn.tls_port, "tls"), ssl.create_default_context(cafile=certificate)
        async with asyncio.timeout(40):
            found = await inspect(way, HOST, credential(), tls=trusting)
            assert found == Finding()
            wary = await inspect(way, HOST, credential(), tls=ssl.create_default_context())
            assert "CERTIFICATE_VERIFY_FAILED" in (wary.unclear or "")
        assert _cipher(turn, "-tls1_2").startswith("ECDHE-ECDSA-")
        assert _cipher(turn, "-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA") == ""


async def test_it_tells_no_version_and_marks_what_is_stun(turn: Coturn) -> None:
    async with asyncio.timeout(40), _connection(turn, secret="another one") as connection:
        refused = await connection.ask(Method.ALLOCATE, lambda _: _transport(_UDP))
    assert _SOFTWARE not in refused.message.attributes
    assert _FINGERPRINT in refused.message.attributes


async def test_it_relays_no_tcp(turn: Coturn) -> None:
    async with asyncio.timeout(40), _connection(turn, by="tcp") as connection:
        assert (await connection.ask(Method.ALLOCATE, lambda _: _transport(_TCP))).error is not None
        assert await _allocate(connection) is None


async def test_the_clusters_coturn_lets_its_own_address_through_and_no_other(tmp_path: Path) -> None:
    port, address = free_port(), own_address()
    part = prepare_coturn(tmp_path, address=address, port=port, secret=SECRET, log=tmp_path / "log")
    part.start()
    try:
        part.wait_ready(within_s=20)
        way = Way(address, port, "tcp")
        assert await inspect(way, address, credential(), tls=None) == Finding()
        async with asyncio.timeout(40), connected(way, address, credential(), tls=None) as connection:
            assert await _allocate(connection) is None
            assert await _permitted(connection, address) is None
    finally:
        part.end(within_s=5)


@pytest.mark.parametrize(
    ("family", "peer"),
    [(1, "198.41.0.4"), (1, HOST), (2, "2001:503:ba3e::2:30"), (2, "2a00:1450::1"), (2, "2620:4e::")],
)
async def test_it_relays_to_the_world_and_to_itself(tmp_path: Path, family: int, peer: str) -> None:
    with running_coturn(tmp_path, ours() + f"allowed-peer-ip={HOST}\nallow-loopback-peers\n") as turn:
        async with asyncio.timeout(40), _connection(turn) as connection:
            wanted = (Attribute.REQUESTED_ADDRESS_FAMILY, bytes((family, 0, 0, 0)))
            allocated = await connection.ask(Method.ALLOCATE, lambda _: [*_transport(_UDP), wanted])
            assert allocated.error is None
            assert await _permitted(connection, peer) is None


def test_every_line_of_the_file_has_its_reason_above_it() -> None:
    block: list[str] = []
    for line in CONFIG.read_text(encoding="utf-8").splitlines():
        block = [*block, line] if line else []
        assert not line or block[0].startswith("#"), line


@asynccontextmanager
async def _connection(
    turn: Coturn, owner: str = "call.lucia", *, by: Literal["udp", "tcp"] = "udp", **how: Any
) -> AsyncIterator[TurnConnection]:
    async with connected(Way(HOST, turn.port, by), HOST, credential(owner, **how), tls=None) as connection:
        yield connection


async def _asked(turn: Coturn, **how: Any) -> int | None:
    async with asyncio.timeout(40), _connection(turn, **how) as connection:
        return await _allocate(connection)


async def _allocate(connection: TurnConnection) -> int | None:
    return (await connection.ask(Method.ALLOCATE, lambda _: _transport(_UDP))).error


async def _permitted(connection: TurnConnection, peer: str) -> int | None:
    def asked(transaction: bytes) -> Attributes:
        return [(Attribute.XOR_PEER_ADDRESS, xor_address(ip_address(peer), 9, transaction))]

    return (await connection.ask(Method.CREATE_PERMISSION, asked)).error


def _transport(number: int) -> Attributes:
    return [(Attribute.REQUESTED_TRANSPORT, bytes((number, 0, 0, 0)))]


async def _allocated(turn: Coturn, owner: str) -> str:
    made = credential(owner)
    transport, client = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: TurnClientUdpProtocol((HOST, turn.port), made.username, made.password, 600, 500),
        remote_addr=(HOST, turn.port),
    )
    try:
        async with asyncio.timeout(40):
            with pytest.raises(TransactionFailed, match="403"):
                await client.connect()
                await client.channel_bind(0x4000, ("10.0.0.1", 9))
            assert client.relayed_address is not None
            return str(client.relayed_address[0])
    finally:
        if client.refresh_task is not None:
            client.refresh_task.cancel()
        transport.close()


def _certificate(folder: Path) -> tuple[Path, Path]:
    certificate, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out",
         str(certificate)],
        check=True, capture_output=True, timeout=20,
    )  # fmt: skip
    return certificate, key


def _cipher(turn: Coturn, *options: str) -> str:
    """What openssl and the server agree on; nothing when they do not."""
    command = ["openssl", "s_client", "-connect", f"{HOST}:{turn.tls_port}", *options]
    said = subprocess.run(command, input=b"", capture_output=True, check=False, timeout=20).stdout.decode()
    found = re.search(r"Cipher is (?!\(NONE\))(\S+)", said)
    return found[1] if found else ""

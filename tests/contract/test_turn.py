"""What deploy/turnserver.conf tells coturn, and what we tell browsers, fit each other; nothing inside is relayed to."""

import asyncio
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from aioice.stun import TransactionFailed
from aioice.turn import TurnClientUdpProtocol

from deploy.coturn import production_lines
from deploy.part import listens
from signaling.runtime.ice import IceConfig
from signaling.runtime.node import utc_now

OURS = IceConfig(turn_urls=("turn:turn.example.org:3478",), turn_secret="the secret of the test")
INSIDE = ("10.1.2.3", "127.0.0.1", "169.254.169.254", "172.16.0.1", "192.168.1.1", "100.64.0.1", "0.1.2.3", "224.0.0.1")


@pytest.fixture
def turn(tmp_path: Path) -> Iterator[int]:
    """A coturn with the lines of production, on a port of its own; only where it listens is another place."""
    lines = production_lines() + f"static-auth-secret={OURS.turn_secret}\n"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    here = (
        f"listening-ip=127.0.0.1\nrelay-ip=127.0.0.1\nlistening-port={port}\nno-tls\nno-dtls\npidfile={tmp_path}/pid\n"
    )
    (tmp_path / "turn.conf").write_text(lines + here + f"userdb={tmp_path}/db\n")
    command = ["turnserver", "-c", str(tmp_path / "turn.conf"), "--log-file", "stdout", "--simple-log"]
    with (tmp_path / "turn.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=tmp_path)
    try:
        _wait_for(process, port)
        yield port
        assert process.poll() is None
        assert "Bad configuration" not in (tmp_path / "turn.log").read_text(errors="replace")
    finally:
        process.kill()
        process.wait(10)


def _wait_for(process: "subprocess.Popen[bytes]", port: int) -> None:
    """It listens on TCP as well; a datagram sent before would only be sent again much later."""
    end = time.monotonic() + 20
    while not listens("127.0.0.1", port):
        assert process.poll() is None
        assert time.monotonic() < end, "coturn does not listen"
        time.sleep(0.05)


@asynccontextmanager
async def _client(port: int, ice: IceConfig, *, age: timedelta = timedelta(0)) -> AsyncIterator[TurnClientUdpProtocol]:
    (server,) = ice.servers("participant", now=utc_now() - age)
    transport, client = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: TurnClientUdpProtocol(("127.0.0.1", port), server.username, server.credential, 600, 500),
        remote_addr=("127.0.0.1", port),
    )
    try:
        yield client
    finally:
        if client.refresh_task is not None:
            client.refresh_task.cancel()
        transport.close()


async def _allocated(port: int, ice: IceConfig, *, age: timedelta = timedelta(0)) -> str:
    async with asyncio.timeout(20), _client(port, ice, age=age) as client:
        return (await client.connect())[0]


async def test_coturn_takes_our_credentials_and_no_others(turn: int) -> None:
    assert await _allocated(turn, OURS) == "127.0.0.1"
    with pytest.raises(TransactionFailed, match="401"):
        await _allocated(turn, replace(OURS, turn_secret="another one"))
    with pytest.raises(TransactionFailed, match="401"):
        await _allocated(turn, OURS, age=timedelta(seconds=OURS.turn_ttl_s + 60))


async def test_nothing_inside_is_relayed_to(turn: int) -> None:
    async with asyncio.timeout(20), _client(turn, OURS) as client:
        await client.connect()
        for number, address in enumerate(INSIDE, start=0x4000):
            with pytest.raises(TransactionFailed, match="403"):
                await client.channel_bind(number, (address, 9))
        await client.channel_bind(0x4100, ("198.41.0.4", 9))

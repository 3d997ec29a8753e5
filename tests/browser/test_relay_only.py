"""With `relay` the browsers warm through TURN alone, and no address of the customer's reaches the agent's page."""

import asyncio
import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy.part import listens
from records.database import Database
from signaling.runtime.ice import IceConfig
from tests.browser.stage import open_stage, until
from tests.browser.test_warm_lobby import SEEN, steps_told, watched_in_the_dark

pytestmark = pytest.mark.slow

SECRET = "the secret of the test"
RELAY = "127.0.0.1"
"""Where the relay sends from: another address than any that a browser has of its own."""


def _own_address() -> str:
    """The one this machine would be reached at; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        return str(probe.getsockname()[0])


@contextmanager
def _turn(address: str, folder: Path) -> Iterator[int]:
    with socket.create_server((address, 0)) as free:
        port: int = free.getsockname()[1]
    options = [
        f"--listening-ip={address}", f"--relay-ip={RELAY}", f"--listening-port={port}", "--no-tls", "--no-dtls",
        "--no-cli", "--use-auth-secret", f"--static-auth-secret={SECRET}", "--realm=test", "--allow-loopback-peers",
        f"--pidfile={folder}/pid", f"--userdb={folder}/db", "--log-file=stdout", "--simple-log",
    ]  # fmt: skip
    with (folder / "turn.log").open("wb") as log:
        process = subprocess.Popen(["turnserver", "-n", *options], stdout=log, stderr=log, cwd=folder)
    try:
        for _ in range(200):
            if listens(address, port):
                break
            assert process.poll() is None
            time.sleep(0.05)
        yield port
    finally:
        process.kill()
        process.wait(10)


async def test_warm_by_relay_no_address_of_the_customer_reaches_the_agent(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    address = _own_address()
    with _turn(address, tmp_path) as port:
        ice = IceConfig(turn_urls=(f"turn:{address}:{port}",), turn_secret=SECRET, transport_policy="relay")
        async with open_stage(sqlite_db, redis_url, tmp_path, ice=ice) as stage:
            await stage.open_call()
            agent = await stage.agent()
            frames: list[str] = []
            agent.on("websocket", lambda line: line.on("framereceived", lambda frame: frames.append(str(frame))))
            await agent.reload()
            customer = await stage.customer()
            await until(agent, "session.view.talk === 'connected' && frames.count > 2")
            await watched_in_the_dark(agent)
            for page in (agent, customer):
                await page.evaluate("session.ready()")
            await until(agent, SEEN)
            async with asyncio.timeout(20):
                while len(rows := await steps_told(stage)) < 2:
                    await agent.wait_for_timeout(200)
            told = [json.loads(frame) for frame in frames]
            ways = [message["candidate"]["candidate"] for message in told if message["type"] == "candidate"]
            ways += [
                line for message in told if message["type"] == "description"
                for line in message["description"]["sdp"].splitlines() if line.startswith("a=candidate")
            ]  # fmt: skip
            assert ways
            assert [way for way in ways if " typ relay" not in way] == []
            from_the_customer = [frame for frame in frames if '"from_page"' in frame]
            assert [frame for frame in from_the_customer if address in frame or ".local" in frame] == []
            assert {path["kind"] for row in rows for path in row.paths} == {"relayed"}

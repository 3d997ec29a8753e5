"""What a deployment meets that ends a node: it leaves in order, waits for nobody who does not ask, and never hangs."""

import asyncio
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest

from tests.install.program import ROOT, Program, running, wait_for

HANGS = """
import asyncio, time
from house import ending
async def main():
    stop = ending.listen(exit_within_s=1)
    print("listening", flush=True)
    await stop.asked.wait()
    time.sleep(60)
asyncio.run(main())
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "var"


@asynccontextmanager
async def open_page(program: Program) -> AsyncIterator["aiohttp.ClientWebSocketResponse[bool]"]:
    """The agent's page, welcomed."""
    line = next(line for line in program.said.splitlines() if line.strip().startswith("agent "))
    _, email, password = line.split()
    origin = {"Origin": program.origin}
    async with aiohttp.ClientSession(headers=origin, cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        who = {"email": email, "password": password}
        async with http.post(f"{program.origin}/api/session", json=who) as answer:
            token = (await answer.json())["socket_token"]
        async with http.ws_connect(f"{program.origin}/ws", protocols=("reassure.v1",)) as page:
            await page.send_json({"type": "hello", "token": token, "page_id": "page-1"})
            await hear(page, lambda message: message["type"] == "agent")
            yield page


async def hear(page: "aiohttp.ClientWebSocketResponse[bool]", fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    async with asyncio.timeout(20):
        while not fits(message := json.loads(await page.receive_str())):
            pass
    return dict(message)


async def ready(http: aiohttp.ClientSession, program: Program) -> tuple[int, bool]:
    async with http.get(f"{program.origin}/readyz") as answer:
        return answer.status, (await answer.json())["draining"]


async def ended(program: Program) -> int:
    return await asyncio.to_thread(program.process.wait, 30)


async def test_sigterm_sends_the_pages_elsewhere_and_waits_for_nobody_when_nobody_asks(folder: Path) -> None:
    with running(folder=folder, drain_s="10") as program:
        async with open_page(program) as page:
            program.process.send_signal(signal.SIGTERM)
            bye = await hear(page, lambda message: message["type"] == "bye")
            assert (bye["code"], bye["retry"]) == ("draining", True)
            assert await ended(program) == 0
        assert "drain.done" in program.said
        assert "drain.not_noticed" not in program.said
        assert "Traceback" not in program.said


async def test_sigterm_tells_the_balancer_first_and_the_pages_once_it_knows(folder: Path) -> None:
    with running(folder=folder, drain_s="10") as program:
        async with aiohttp.ClientSession() as http, open_page(program) as page:
            for _ in range(3):
                assert await ready(http, program) == (200, False)
            program.process.send_signal(signal.SIGTERM)
            await asyncio.to_thread(wait_for, lambda: "drain.begun" in program.said, 20, "it never began to drain")
            assert await ready(http, program) == (503, True)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.5):
                    await page.receive()
            async with http.ws_connect(f"{program.origin}/ws", protocols=("reassure.v1",)) as late:
                await late.send_json({"type": "hello", "token": "0123456789abcdef", "page_id": "late"})
                assert (await hear(late, lambda message: message["type"] == "bye"))["code"] == "draining"
            assert await ready(http, program) == (503, True)
            await hear(page, lambda message: message["type"] == "bye")
        assert await ended(program) == 0
        assert "drain.not_noticed" not in program.said


async def test_a_balancer_that_asks_no_more_is_waited_for_only_so_long(folder: Path) -> None:
    with running(folder=folder, drain_s="0.5") as program:
        async with aiohttp.ClientSession() as http:
            for _ in range(3):
                await ready(http, program)
        program.process.send_signal(signal.SIGTERM)
        assert await ended(program) == 0
        assert "drain.not_noticed" in program.said


@pytest.mark.parametrize("second", [signal.SIGTERM, signal.SIGINT], ids=lambda name: name.name)
async def test_a_second_signal_ends_it_at_once(folder: Path, second: signal.Signals) -> None:
    with running(folder=folder, drain_s="10") as program:
        async with aiohttp.ClientSession() as http:
            for _ in range(3):
                await ready(http, program)
        program.process.send_signal(signal.SIGTERM)
        await asyncio.to_thread(wait_for, lambda: "drain.begun" in program.said, 20, "it never began to drain")
        program.process.send_signal(second)
        assert await ended(program) == 0
        assert "drain.not_noticed" not in program.said
        assert "drain.done" not in program.said
        assert "Traceback" not in program.said


def test_a_request_under_way_is_answered(folder: Path) -> None:
    with running(folder=folder) as program:
        where = urlsplit(program.origin)
        body = b'{"email": "nobody@example.org", "password": "wrong"}'
        head = f"POST /api/session HTTP/1.1\r\nHost: {where.netloc}\r\nOrigin: {program.origin}\r\n"
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        with closing(socket.create_connection((where.hostname or "", where.port or 0), timeout=20)) as slow:
            slow.sendall(head.encode() + body[:10])
            time.sleep(0.5)  # until it is being read
            program.process.send_signal(signal.SIGTERM)
            wait_for(lambda: not _listens(where.hostname or "", where.port or 0), 20, "it let people in for ever")
            slow.sendall(body[10:])
            assert slow.recv(4096).startswith(b"HTTP/1.1 401")
        assert program.process.wait(30) == 0


def _listens(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=5).close()
    except (ConnectionRefusedError, ConnectionResetError):  # reset: it was in line when the door closed
        return False
    return True


def test_ctrl_c_drains_nothing(folder: Path) -> None:
    with running(folder=folder) as program:
        program.press_ctrl_c()
    assert "drain." not in program.said


def test_what_hangs_is_ended_by_the_kernel() -> None:
    with subprocess.Popen((sys.executable, "-c", HANGS), cwd=ROOT, stdout=subprocess.PIPE) as hanging:
        assert hanging.stdout is not None
        hanging.stdout.readline()
        hanging.terminate()
        assert hanging.wait(30) == -signal.SIGALRM

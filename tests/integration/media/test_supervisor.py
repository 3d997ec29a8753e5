"""The recorder's process is kept running: again when it dies, less and less often, and ended in order with us."""

import asyncio
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from media.supervisor import keep_running


async def _until_lines(file: Path, count: int) -> list[str]:
    async with asyncio.timeout(30):
        while not file.exists() or len(file.read_text().splitlines()) < count:  # noqa: ASYNC110, ASYNC240 (a file)
            await asyncio.sleep(0.02)
    return file.read_text().splitlines()  # noqa: ASYNC240 (a few bytes)


def _program(tmp_path: Path, code: str) -> tuple[list[str], Path]:
    told = tmp_path / "told"
    return [sys.executable, "-c", f"import os, signal, time\ntold = open({str(told)!r}, 'a')\n{code}"], told


async def _end(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_whoever_dies_is_started_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("media.supervisor._FIRST_PAUSE_S", 0.01)
    command, told = _program(tmp_path, "print(os.getpid(), file=told)\nraise SystemExit(3)")
    with capture_logs() as log:
        task = asyncio.create_task(keep_running(command))
        pids = await _until_lines(told, 3)
        await _end(task)
    assert len(set(pids[:3])) == 3
    died = [line for line in log if line["event"] == "recorder.died"]
    assert died[0]["status"] == 3
    pauses = [line["again_in_s"] for line in died]
    assert pauses == sorted(pauses)
    assert pauses[1] > pauses[0]


async def test_the_pause_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("media.supervisor._LONGEST_PAUSE_S", 0.01)
    command, told = _program(tmp_path, "print('x', file=told)")
    task = asyncio.create_task(keep_running(command))
    await _until_lines(told, 4)
    await _end(task)


async def test_it_is_ended_in_order(tmp_path: Path) -> None:
    code = """
def ended(*_):
    print("ended", file=told, flush=True)
    raise SystemExit(0)
signal.signal(signal.SIGTERM, ended)
print("here", file=told, flush=True)
time.sleep(60)
"""
    command, told = _program(tmp_path, code)
    task = asyncio.create_task(keep_running(command))
    await _until_lines(told, 1)
    await _end(task)
    assert told.read_text().splitlines() == ["here", "ended"]


async def test_whoever_does_not_want_to_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("media.supervisor._END_WITHIN_S", 0.2)
    code = "signal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint(os.getpid(), file=told, flush=True)\ntime.sleep(60)"
    command, told = _program(tmp_path, code)
    task = asyncio.create_task(keep_running(command))
    (pid,) = await _until_lines(told, 1)
    await _end(task)
    assert not Path(f"/proc/{pid}").exists()  # noqa: ASYNC240 (no file at all)

"""What somebody meets who starts the cluster, and what is left when it ends."""

import json
import os
import re
import signal
import urllib.request
from pathlib import Path

import pytest

from tests.install.program import alive, descendants, running, wait_for

MAKE_CLUSTER = ("make", "cluster")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]
_PARTS = {"postgresql", "redis", "coturn", "node-1", "node-2", "node-3", "media-worker-0", "media-worker-1", "haproxy"}


def _processes(said: str) -> dict[str, int]:
    line = next(line for line in said.splitlines() if line.strip().startswith("processes "))
    return {name: int(pid) for name, pid in re.findall(r"(\S+) (\d+)", line)}


def _private(said: str) -> Path:
    return Path(re.findall(r"host=(\S+)/postgres", said)[0])


def test_it_starts_again_what_dies_and_kill_9_of_itself_or_ctrl_c_leave_no_trace(tmp_path: Path) -> None:
    with running(MAKE_CLUSTER, folder=tmp_path / "var") as program:
        greeting = program.said
        processes = _processes(greeting)
        assert processes.keys() == _PARTS
        os.kill(processes["node-2"], signal.SIGKILL)
        wait_for(lambda: "node-2 has ended and was started again" in program.said, 20, "it was not started again")
        assert program.status("/readyz") == 200
        children = descendants(program.process.pid)
        python = next(pid for pid, words in alive(children).items() if "-m deploy" in words)
        os.kill(python, signal.SIGKILL)
        wait_for(lambda: alive(children) == {}, 20, f"left behind: {alive(children)}")
    for words in ("/agent/cases/LP-1001", "/logs", "agent@reassure.local", "supervisor@reassure.local"):
        assert words in greeting
    with running(MAKE_CLUSTER, folder=tmp_path / "var") as again:
        with urllib.request.urlopen(f"{again.origin}/readyz", timeout=5) as ready:  # noqa: S310 (our own cluster)
            assert set(json.load(ready)["turn"].values()) == {"passed"}
        assert not _private(greeting).exists()
        assert _private(again.said).exists()
        children = descendants(again.process.pid)
        again.press_ctrl_c()
    assert "Traceback" not in again.said
    assert "***" not in again.said
    assert alive(children) == {}
    assert not _private(again.said).exists()

"""Whoever is killed is there again at once, who ends by itself has ended, and nobody is left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
_WORK = """
import os, signal, sys, time
from reborn import run_again
def work():
    signal.signal(signal.SIGTERM, lambda *_: (print("asked", flush=True), sys.exit(0)))
    print(os.getpid(), flush=True)
    time.sleep(60)
run_again(work)
"""


@contextmanager
def _running(code: str) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def _said(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    while (line := process.stdout.readline().strip()) and "recorder.died" in line:
        pass
    return line


def _gone(pid: int, *, within_s: float = 5.0) -> bool:
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        if not Path(f"/proc/{pid}").exists():
            return True
        time.sleep(0.02)
    return False


def test_whoever_is_killed_is_there_again() -> None:
    with _running(_WORK) as process:
        first = int(_said(process))
        time.sleep(1.2)  # old enough not to be taken for one that cannot live
        os.kill(first, signal.SIGKILL)
        second = int(_said(process))
        assert second != first
        process.send_signal(signal.SIGTERM)
        assert _said(process) == "asked"
        assert process.wait(5) == 0
        assert _gone(second)


def test_who_is_killed_at_birth_is_left_to_whoever_pauses() -> None:
    with _running(_WORK) as process:
        os.kill(int(_said(process)), signal.SIGKILL)
        assert process.wait(5) == 1


def test_an_end_of_its_own_is_the_end() -> None:
    with _running("import sys\nfrom reborn import run_again\nrun_again(lambda: sys.exit(2))") as process:
        assert process.wait(10) == 2


def test_the_child_does_not_outlive_who_waits_for_it() -> None:
    with _running(_WORK) as process:
        child = int(_said(process))
        process.kill()
        process.wait(5)
        assert _gone(child)

"""The service as a stranger starts it: a process of its own, on a port the system chooses, in an empty folder."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVE = (sys.executable, "app.py", "serve")
MAKE_RUN = ("make", "run")


class Program:
    """A started service. `started_s` are the seconds until it said that people may come."""

    def __init__(self, command: tuple[str, ...], *, folder: Path, **settings: str) -> None:
        self.folder = folder
        self._output = folder.with_suffix(".log")
        begun = time.monotonic()
        with self._output.open("wb") as output:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment(folder, **settings), stdout=output, stderr=output,
                stdin=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
        wait_for(lambda: "Ctrl-C ends it." in self.said or self.process.poll() is not None, 60, "no greeting")
        assert self.process.poll() is None, self.said
        self.started_s = time.monotonic() - begun

    @property
    def said(self) -> str:
        """Everything it has written so far, to stdout and stderr."""
        return self._output.read_text(encoding="utf-8")

    @property
    def origin(self) -> str:
        """Where it says it can be reached."""
        found = re.search(r"case link +(http://[^/]+)/agent/cases/", self.said)
        assert found, self.said
        return found[1]

    def status(self, path: str) -> int:
        """The HTTP status of a GET."""
        with urllib.request.urlopen(self.origin + path, timeout=5) as response:  # noqa: S310 (our own server)
            return int(response.status)

    def press_ctrl_c(self) -> float:
        """What a terminal does: SIGINT to the whole group. The seconds until the process had ended."""
        begun = time.monotonic()
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(20)
        return time.monotonic() - begun


@contextmanager
def running(command: tuple[str, ...] = SERVE, *, folder: Path, **settings: str) -> Iterator[Program]:
    """Start it, and leave nothing of it behind whatever happens inside."""
    program = Program(command, folder=folder, **settings)
    try:
        yield program
    finally:
        if program.process.poll() is None:
            os.killpg(program.process.pid, signal.SIGKILL)
        program.process.wait(10)


def refusal(*, folder: Path, **settings: str) -> tuple[int, str]:
    """Exit code and all the output of a start that ought to fail."""
    done = subprocess.run(
        SERVE, cwd=ROOT, env=environment(folder, **settings), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL, timeout=30, check=False, text=True,
    )  # fmt: skip
    return done.returncode, done.stdout


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """Ours without any REASSURE_* and what a make above us has set, and these settings."""
    ours = ("REASSURE_", "MAKE", "MFLAGS")  # a make inside a make would speak as make[1]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    given = {"port": "0", "data_dir": str(folder)} | settings
    return clean | {f"REASSURE_{name.upper()}": value for name, value in given.items()}


def descendants(pid: int) -> set[int]:
    """Every process below `pid`, from /proc."""
    children: dict[int, set[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = stat.read_text().rpartition(")")[2].split()
        except OSError:  # ended meanwhile
            continue
        children.setdefault(int(after_name[1]), set()).add(int(stat.parent.name))
    found: set[int] = set()
    below = [pid]
    while below:
        below = [child for parent in below for child in children.get(parent, ())]
        found.update(below)
    return found


def alive(pids: set[int]) -> dict[int, str]:
    """Those that still run, with their command lines; a zombie does not run."""
    found = {}
    for pid in pids:
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if words:
            found[pid] = words
    return found


def wait_for(condition: Callable[[], bool], deadline_s: float, otherwise: str) -> None:
    """Until `condition()` holds; AssertionError with `otherwise` after the deadline."""
    end = time.monotonic() + deadline_s
    while not condition():
        assert time.monotonic() < end, otherwise
        time.sleep(0.02)

"""One program of the cluster: started, spoken to by signals, ended. Never outlives the process that started it.

Plain and synchronous, so that a command line and a test can both hold it. Start parts from the main thread: the kernel
ties a child to the thread that started it.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tether import tethered

_LOOK_S = 0.02
_COMES_WITHIN_S = 60.0
_TOLD_LINES = 15


class ClusterError(Exception):
    """A part is missing, did not come up, or ended; the text is for the operator."""


class Part:
    """`answers` says whether it is there for others. `user`: who runs it, when that is not us. It appends to `log`."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        answers: Callable[[], bool],
        log: Path,
        env: Mapping[str, str] | None = None,
        user: str | None = None,
    ) -> None:
        self.name = name
        self.log = log
        self.answers = answers
        self._command = tied(command, user=user)
        self._env = {**os.environ, **(env or {})}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        """Whether the process is there; a stopped one is."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """Of the process that was started last."""
        assert self._process is not None, f"{self.name} was never started"  # noqa: S101 (whoever asks has started it)
        return self._process.pid

    def start(self) -> None:
        """Start it (again). A session of its own: the Ctrl-C meant for us must not end it before we have."""
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603 (programs of the tables in this package)
                self._command, env=self._env, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd="/",
                start_new_session=True,
            )  # fmt: skip

    def tell(self, number: int) -> None:
        """Send it; nothing happens when the process is gone."""
        if self._process is not None:
            self._process.send_signal(number)

    def kill(self) -> None:
        """As a machine that is switched off: kill -9, and it is gone when this returns."""
        self.tell(signal.SIGKILL)
        if self._process is not None:
            self._process.wait(10)

    def wait(self, within_s: float) -> int:
        """Its exit code, once it has ended. Raises ClusterError when it has not by then."""
        assert self._process is not None, f"{self.name} was never started"  # noqa: S101 (whoever waits has started it)
        try:
            return self._process.wait(within_s)
        except subprocess.TimeoutExpired as error:
            raise ClusterError(f"{self.name} has not ended within {within_s:.0f} s:\n{self._last_words()}") from error

    def end(self, word: int = signal.SIGTERM, *, within_s: float) -> None:
        """Ask it to end, and end it if it has not by then."""
        self.tell(signal.SIGCONT)
        self.tell(word)
        if self._process is not None:
            try:
                self._process.wait(within_s)
            except subprocess.TimeoutExpired:
                self.kill()

    def wait_ready(self, *, within_s: float = _COMES_WITHIN_S) -> None:
        """Wait until it answers. Raises ClusterError, with the end of its log, when it ends or takes too long."""
        deadline = time.monotonic() + within_s
        while not self.answers():
            if not self.running:
                raise ClusterError(f"{self.name} ended at once:\n{self._last_words()}")
            if time.monotonic() > deadline:
                raise ClusterError(f"{self.name} does not answer within {within_s:.0f} s:\n{self._last_words()}")
            time.sleep(_LOOK_S)

    def _last_words(self) -> str:
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-_TOLD_LINES:]
        return "\n".join([*(f"  {line}" for line in lines), f"  (all of it: {self.log})"])


def listens(host: str, port: int) -> bool:
    """Whether somebody takes connections there."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def tied(command: Sequence[str], *, user: str | None = None) -> list[str]:
    """The command line that dies with us. Changing the user unties a process, so that comes first (prctl(2))."""
    if user is None:
        return tethered(*command)
    return [*as_user(user), "--pdeathsig", "KILL", "--", *command]


def as_user(user: str) -> list[str]:
    """The beginning of a command line, up to its options, that becomes `user`."""
    return [program("setpriv"), "--reuid", user, "--regid", user, "--init-groups"]


def program(name: str) -> str:
    """The path of a system's program. Raises ClusterError when it is not there."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin:/sbin")
    if found is None:
        raise ClusterError(f"{name} is missing.")
    return found

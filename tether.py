"""Start a program that dies with the process that started it, even when that one is ended by kill -9.

Runs as a program of its own, `python tether.py PARENT_PID PROGRAM ARGUMENT...`, because `preexec_fn` may deadlock in a
process that has threads. The kernel watches the *thread* that started the child: start it from the event loop's.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def tethered(*command: str) -> list[str]:
    """The command line that runs `command`, its program as an absolute path, tied to this process."""
    return [sys.executable, "-I", "-S", __file__, str(os.getpid()), *command]


def _become(parent: int, command: list[str]) -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) failed")
    if os.getppid() != parent:  # it ended before the kernel was asked to watch it
        sys.exit(1)
    os.execv(command[0], command)  # noqa: S606 (a program we were given, and no shell)


if __name__ == "__main__":
    _become(int(sys.argv[1]), sys.argv[2:])

"""Work that is there again at once after kill -9: done in a fork of a process that has everything imported and waits.

To start Python with all that the recorder needs takes seconds, a fork takes milliseconds. The process that waits has no
thread and no event loop, so that forking it is safe; whoever starts it starts it again if it is the one that dies.
"""

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

import structlog

from tether import PR_SET_PDEATHSIG

_YOUNG_S = 1.0
"""Whoever dies younger would be born and killed in a circle; that is for whoever started us, who pauses."""
_PASSED_ON = (signal.SIGTERM, signal.SIGINT)
log = structlog.get_logger()


def run_again(work: Callable[[], None]) -> None:
    """Do it in a child, and again whenever that is killed. Returns in the child; this process exits with its status.

    To be called before there is any thread. Signals that ask to end are passed on, once: the child has its own group.
    """
    children: list[int] = []
    asked: list[int] = []

    def pass_on(name: int, _: FrameType | None) -> None:
        asked.append(name)
        with suppress(ProcessLookupError):
            os.kill(children[-1], name)

    parent = os.getpid()
    while True:
        born = time.monotonic()
        child = os.fork()
        if child == 0:
            _begin_as_child(parent)
            work()
            return
        children.append(child)
        for name in _PASSED_ON:
            signal.signal(name, pass_on)
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        if asked or code >= 0 or time.monotonic() - born < _YOUNG_S:
            sys.exit(max(code, 0) if asked else code if code >= 0 else 1)
        log.error("recorder.died", status=code)


def _begin_as_child(parent: int) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.setpgid(0, 0)
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) failed")
    if os.getppid() != parent:
        sys.exit(1)

"""How a node ends: what the signals mean, and how it drains. No call ends by it: another node goes on serving it.

SIGTERM is what a deployment sends: the node drains, within half a minute. SIGINT and SIGHUP come from a person at a
terminal, who wants it back. A second word ends it at once, a third one like any program.
"""

import asyncio
import signal
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

import structlog
from aiohttp import web

from signaling.runtime.sockets import Sockets
from web.readiness import Readiness

EXIT_WITHIN_S = 30
_REQUESTS_S = 4.0
_ANSWERS_S = 2.0
"""Two deadlines, since aiohttp's own shutdown waits for answers on their way but reads no more of a request."""

_WORDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Stop:
    """`asked`: this process is to end. `at_once`: and nothing is to be waited for any more."""

    asked: asyncio.Event = field(default_factory=asyncio.Event)
    at_once: asyncio.Event = field(default_factory=asyncio.Event)

    def heard(self, name: int) -> None:
        """A signal has come."""
        if self.asked.is_set() or name != signal.SIGTERM:
            self.at_once.set()
        self.asked.set()


def listen(*, exit_within_s: int = EXIT_WITHIN_S) -> Stop:
    """Hear the signals from now on.

    From the first one on the kernel's own alarm runs: whatever hangs then, this process is gone when it rings. With 0
    there is none.
    """
    stop, loop = Stop(), asyncio.get_running_loop()

    def hear(name: int) -> None:
        if not stop.asked.is_set():
            signal.alarm(exit_within_s)
        stop.heard(name)
        if stop.at_once.is_set() and name == signal.SIGTERM:
            loop.remove_signal_handler(signal.SIGTERM)

    for name in _WORDS:
        loop.add_signal_handler(name, hear, name)
    return stop


async def drain(sockets: Sockets, readiness: Readiness, runner: web.AppRunner, *, notice_s: float) -> None:
    """Let nobody new in, wait until the balancer has noticed, send the pages elsewhere, finish what was asked."""
    sockets.drain()
    log.info("drain.begun", pages=sockets.count)
    if not await readiness.noticed(within_s=notice_s):
        log.warning("drain.not_noticed", after_s=notice_s)
    await sockets.move()
    for site in list(runner.sites):
        await site.stop()
    await readiness.idle(within_s=_REQUESTS_S)
    if runner.server is not None:
        runner.server.pre_shutdown()
        await runner.server.shutdown(_ANSWERS_S)
    log.info("drain.done", pages=sockets.count)


async def unless(hurry: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    """Do the work to its end, or until `hurry` is set; nothing of it when it is set already."""
    if hurry.is_set():
        work.close()
        return
    async with asyncio.TaskGroup() as tasks:
        working, hurried = tasks.create_task(work), tasks.create_task(hurry.wait())
        await asyncio.wait((working, hurried), return_when=asyncio.FIRST_COMPLETED)
        working.cancel()
        hurried.cancel()

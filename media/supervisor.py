"""Keeps a worker's process running: started again when it dies, ended in order when we end."""

import asyncio
import os
from collections.abc import Mapping, Sequence

import structlog

from lifetime import end_process, pause, still_wanted

_FIRST_PAUSE_S = 0.2
_LONGEST_PAUSE_S = 10.0
_WELL_AFTER_S = 30.0
_END_WITHIN_S = 5.0
"""Its legs are moved, and their parts closed."""

log = structlog.get_logger()


async def keep_running(command: Sequence[str], *, env: Mapping[str, str] | None = None) -> None:
    """Until cancelled. Whoever dies within 30 s is started again after a growing pause. `env` is beside our own."""
    pause_s = _FIRST_PAUSE_S
    while still_wanted():
        started = asyncio.get_running_loop().time()
        child = await asyncio.create_subprocess_exec(
            *command, env={**os.environ, **(env or {})}, start_new_session=True
        )
        try:
            status = await child.wait()
        finally:
            await end_process(child, within_s=_END_WITHIN_S)
        ran_s = asyncio.get_running_loop().time() - started
        pause_s = _FIRST_PAUSE_S if ran_s > _WELL_AFTER_S else min(2 * pause_s, _LONGEST_PAUSE_S)
        log.error("recorder.died", status=status, again_in_s=pause_s)
        await pause(pause_s)

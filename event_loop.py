"""The event loop of those who do little else than pass on what comes: nodes and recorders (docs/decisions/0013)."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

_new_loop: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop
try:
    import uvloop
except ImportError:  # not on every system
    pass
else:
    _new_loop = uvloop.new_event_loop

_Result = TypeVar("_Result")


def run_quickly(main: Coroutine[Any, Any, _Result]) -> _Result:
    """As `asyncio.run`, on uvloop's loop where there is one."""
    with asyncio.Runner(loop_factory=_new_loop) as runner:
        return runner.run(main)

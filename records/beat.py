"""The beat of the background loops: do what is due, then wait to be woken, or look again after a while."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError

from lifetime import first_of, pause, still_wanted

log = structlog.get_logger()


async def keep_doing(
    step: Callable[[], Awaitable[bool]], *, name: str, wake: asyncio.Event, poll_s: float, rest: float = 0.0
) -> None:
    """Until cancelled: `step` as long as it says that it had something to do. A database that is away is waited for.

    `rest`: so many times as long as a step took, nothing is done after it. Calls are on the same loop: what may come in
    thousands and is not waited for leaves it to them.
    """
    clock = asyncio.get_running_loop().time
    while still_wanted():
        wake.clear()
        try:
            begun = clock()
            while still_wanted() and await step():
                await pause(rest * (clock() - begun))
                begun = clock()
        except SQLAlchemyError:
            log.exception("loop.database_away", loop=name)
        if still_wanted():
            await first_of(wake, within_s=poll_s)

"""The beat of the background loops: do what is due, then wait to be woken, or look again after a while."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError

from lifetime import first_of, still_wanted

log = structlog.get_logger()


async def keep_doing(step: Callable[[], Awaitable[bool]], *, name: str, wake: asyncio.Event, poll_s: float) -> None:
    """Until cancelled: `step` as long as it says that it had something to do. A database that is away is waited for."""
    while still_wanted():
        wake.clear()
        try:
            while still_wanted() and await step():
                pass
        except SQLAlchemyError:
            log.exception("loop.database_away", loop=name)
        if still_wanted():
            await first_of(wake, within_s=poll_s)

"""The same deed for many, each in transactions of its own: whoever cannot be done keeps nobody behind them waiting."""

from collections.abc import Awaitable, Callable, Iterable

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from records.database import Database

_ANYTHING = select(1)
log = structlog.get_logger()


async def one_by_one(
    database: Database, ids: Iterable[str], deed: Callable[[str], Awaitable[bool]], *, failed: str
) -> int:  # fmt: skip
    """For how many the deed was done. Of each that fails is told once, as `failed`, and the next one's turn comes.

    Raises SQLAlchemyError when the database is away, which is no one's own fault and would be told of all of them.
    """
    done = 0
    for each in ids:
        try:
            done += await deed(each)
        except SQLAlchemyError:
            async with database.reading() as session:
                await session.execute(_ANYTHING)
            log.exception(failed, id=each)
    return done

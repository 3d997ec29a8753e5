"""Whoever is cancelled at the moment a connection was handed out gives it back."""

import asyncio
from collections.abc import Awaitable, Callable

import psycopg
import pytest
from sqlalchemy import literal, select, text
from sqlalchemy.pool import QueuePool

from records.database import Database, open_database

DEADLINE_S = 30.0
_ONE = select(literal(1))


async def _reading(database: Database) -> None:
    async with database.reading() as session:
        await session.execute(text("SELECT 1"))


async def _looking(database: Database) -> None:
    await database.look(_ONE)


def _out(database: Database) -> int:
    pool = database.engine.pool
    assert isinstance(pool, QueuePool)
    return pool.checkedout()


class _Held:
    """A step of the driver that ends when it is told to, or cancelled."""

    def __init__(self) -> None:
        self.reached, self.go_on = asyncio.Event(), asyncio.Event()

    async def __call__(self, *_: object) -> None:
        self.reached.set()
        await self.go_on.wait()


@pytest.mark.parametrize("asking", [_reading, _looking])
async def test_cancelled_while_its_connection_is_told_how_to_behave(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch, asking: Callable[[Database], Awaitable[None]]
) -> None:
    async with open_database(postgres_url) as database:
        await _reading(database)
        with monkeypatch.context() as patch:
            held = _Held()
            patch.setattr(psycopg.AsyncConnection, "set_autocommit", held)
            task = asyncio.ensure_future(asking(database))
            async with asyncio.timeout(DEADLINE_S):
                await held.reached.wait()
            assert _out(database) == 1
            task.cancel()
            held.go_on.set()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert _out(database) == 0
        async with asyncio.timeout(DEADLINE_S):
            await _reading(database)

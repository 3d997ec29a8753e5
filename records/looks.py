"""The looks that every node takes again and again, and that mostly find nothing: is anything due, may I still write?

Through a session one of them keeps the loop from all else for more than a millisecond, and a node takes a dozen in a
second: that, and not its work, was what the slowest hundredth of messages waited for. The driver's own part is a third
of it, so on PostgreSQL they are put to the driver as they are, on one connection that is kept for them. On SQLite the
driver has a thread of its own, and a session does.
"""

import asyncio
from collections.abc import Mapping
from enum import Enum
from typing import Any

from sqlalchemy import Select
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession
from sqlalchemy.sql import CompoundSelect
from sqlalchemy.sql.compiler import Compiled, SQLCompiler

Question = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]
Found = list[tuple[Any, ...]]


class Looks:
    """Asks statements that were made once, at the module's head: each is compiled when it is asked first, and kept.

    They ask for truths, numbers and names and are given instants that know their zone: what the driver itself
    understands, since nothing is converted on the way.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._by_session = engine.dialect.name == "sqlite"
        self._kept: AsyncConnection | None = None
        self._turn = asyncio.Lock()
        self._compiled: dict[Question, SQLCompiler] = {}

    async def ask(self, question: Question, given: Mapping[str, Any]) -> Found:
        """The rows. Raises SQLAlchemyError as a session does; the next look tries a new connection."""
        if self._by_session:
            async with AsyncSession(self._engine) as session:
                return [tuple(row) for row in await session.execute(question, given)]
        async with self._turn:
            try:
                return await self._ask_driver(question, given)
            except BaseException:  # cancelled in the middle too: nobody knows what would be answered next
                await self._give_up()
                raise

    async def close(self) -> None:
        """Give the connection back. Whoever asks afterwards gets another one."""
        async with self._turn:
            if self._kept is not None:
                kept, self._kept = self._kept, None
                await kept.close()

    async def _ask_driver(self, question: Question, given: Mapping[str, Any]) -> Found:
        if self._kept is None:
            self._kept = await self._engine.connect()
        driver = (await self._kept.get_raw_connection()).driver_connection
        assert driver is not None  # noqa: S101 (a connection that was just opened has one)
        text, values = self._put(question, given)
        try:
            answer = await driver.execute(text, values)
            found: Found = await answer.fetchall()
        except self._engine.dialect.loaded_dbapi.Error as error:
            raise OperationalError(text, None, error) from error
        return found

    def _put(self, question: Question, given: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        compiled = self._compiled.get(question)
        if compiled is None:
            made: Compiled = question.compile(dialect=self._engine.dialect)
            assert isinstance(made, SQLCompiler)  # noqa: S101 (a SELECT is compiled by nothing else)
            compiled = self._compiled[question] = made
        state = compiled.construct_expanded_state(dict(given))
        return state.statement, {name: _plain(value) for name, value in state.parameters.items()}

    async def _give_up(self) -> None:
        if self._kept is None:
            return
        kept, self._kept = self._kept, None
        try:
            await kept.invalidate()
            await kept.close()
        except (DBAPIError, OSError):  # it is gone either way
            pass


def _plain(value: object) -> object:
    return value.value if isinstance(value, Enum) else value

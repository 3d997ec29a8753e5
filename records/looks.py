"""The looks that every node takes again and again, and that mostly find nothing: is anything due, may I still write?

Through a session one of them keeps the loop from all else for more than a millisecond, and a node takes a dozen in a
second: that, and not its work, was what the slowest hundredth of messages waited for. The driver's own part is a third
of it, so on PostgreSQL they are put to the driver as they are, on one connection that is kept for them, and their text
is always the same: what a question knows itself stands in it, and a list is one value. The driver and the server keep
what they made of a text that they have seen before. On SQLite the driver has a thread of its own, and a session does.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ARRAY, BinaryExpression, BindParameter, Select, any_, bindparam
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession
from sqlalchemy.sql import ClauseElement, CompoundSelect, operators
from sqlalchemy.sql.compiler import Compiled, SQLCompiler
from sqlalchemy.sql.visitors import replacement_traverse

Question = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]
Found = list[tuple[Any, ...]]


class Looks:
    """Asks statements that were made once, at the module's head: each is compiled when it is asked first, and kept.

    They ask for truths, numbers and names, and are given names, lists of them and instants that know their zone: what
    the driver itself understands, since nothing is converted on the way.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._by_session = engine.dialect.name == "sqlite"
        self._kept: AsyncConnection | None = None
        self._driver: Any = None
        """The driver's own connection below the one that is kept."""
        self._turn = asyncio.Lock()
        self._texts: dict[Question, str] = {}

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
            self._driver = (await self._kept.get_raw_connection()).driver_connection
        text = self._texts.get(question) or self._texts.setdefault(question, self._text_of(question, given))
        try:
            answer = await self._driver.execute(text, given)
            found: Found = await answer.fetchall()
        except self._engine.dialect.loaded_dbapi.Error as error:
            raise OperationalError(text, None, error) from error
        return found

    def _text_of(self, question: Question, given: Mapping[str, Any]) -> str:
        settled = replacement_traverse(question, {}, _settled)
        assert isinstance(settled, Select | CompoundSelect)  # noqa: S101 (it is the same but for some of its elements)
        made: Compiled = settled.compile(dialect=self._engine.dialect)
        assert isinstance(made, SQLCompiler)  # noqa: S101 (a SELECT is compiled by nothing else)
        return made.construct_expanded_state(dict(given)).statement

    async def _give_up(self) -> None:
        if self._kept is None:
            return
        kept, self._kept = self._kept, None
        try:
            await kept.invalidate()
            await kept.close()
        except (DBAPIError, OSError):  # it is gone either way
            pass


def _settled(element: Any, **_: object) -> ClauseElement | None:  # noqa: ANN401 (whatever a statement is made of)
    """What stands in a question instead of this element of it, if it does not stay."""
    match element:
        case BinaryExpression(operator=operators.in_op, right=BindParameter(required=True) as these):
            return element.left == any_(bindparam(these.key, type_=ARRAY(element.left.type)))
        case BindParameter(required=False):
            return element.render_literal_execute()
        case _:
            return None

"""The door to SQL: one engine, sessions for reading and for writing, on SQLite (WAL) and PostgreSQL alike."""

import asyncio
import time
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from types import MappingProxyType
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from records.looks import Found, Looks, Question

_BUSY_TIMEOUT_MS = 5_000
_RESTED_S = 1.0
_CONNECT_TIMEOUT_S = 5
"""psycopg's own is more than two minutes, in which the clock of a node would stand still."""
_STATEMENT_TIMEOUT_S = 10
_IDLE_TIMEOUT_S = 5
"""A node that is frozen in the middle of a transaction keeps its locks no longer than this, or nobody could bury it."""
_DEAD_AFTER_S = 10
"""A connection whose other end is gone without a word would be waited for until the kernel's 15 minutes are over."""


_LENGTHS = (1, 8, 32, 128, 500)
NOTHING: Mapping[str, Any] = MappingProxyType({})

Value = TypeVar("Value")
Turn = AbstractAsyncContextManager[None]
"""Held while somebody writes, where one may write at a time."""


class Database:
    """Hands out sessions. A session never outlives its `async with`, and no object is used after it."""

    def __init__(self, engine: AsyncEngine, *, turn: Turn | None = None, looks: Looks | None = None) -> None:
        self.engine = engine
        self._writing = engine.execution_options(reassure_begin="BEGIN IMMEDIATE")
        self._reading = engine if engine.dialect.name == "sqlite" else _without_begin(engine)
        self.turn = turn or (asyncio.Lock() if engine.dialect.name == "sqlite" else nullcontext())
        self.looks = looks or Looks(self._reading)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Everything inside commits together, or nothing does.

        On SQLite the write lock is taken at the beginning, so that a reader who turns writer cannot fail halfway, and
        this process's writers take turns: SQLite's own waiting knows no queue, and in a crowd somebody waits in vain.
        """
        async with self.turn, AsyncSession(self._writing, expire_on_commit=False) as session, session.begin():
            yield session

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session for reading only; what is changed in objects inside is forgotten.

        On SQLite all of it is one moment. On PostgreSQL each statement is one of its own, as in a transaction of READ
        COMMITTED too, only without asking for one and giving it up again.
        """
        async with AsyncSession(self._reading, expire_on_commit=False, autoflush=False) as session:
            yield session

    async def look(self, question: Question, given: Mapping[str, Any] = NOTHING) -> Found:
        """For what is asked several times a second, see `records/looks.py`. Raises SQLAlchemyError."""
        return await self.looks.ask(question, given)


def few_lengths(values: Collection[Value]) -> list[Value]:
    """The same with the first one repeated: statements that list them have few texts, and each is planned once."""
    listed = list(values)
    length = next((length for length in _LENGTHS if length >= len(listed)), len(listed))
    return listed + listed[:1] * (length - len(listed))


@asynccontextmanager
async def open_database(url: str) -> AsyncIterator[Database]:
    """Open the database at `url` (`sqlite+aiosqlite:///...` or `postgresql+psycopg://...`); closed on leaving."""
    engine = create_async_engine(_with_deadlines(url), hide_parameters=True, pool_use_lifo=True)
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    else:
        _look_after_rest(engine)
    database = Database(engine)
    try:
        yield database
    finally:
        await database.looks.close()
        await engine.dispose()


def _with_deadlines(url: str) -> URL:
    """What the operator has written into the URL counts, name by name."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "postgresql":
        return parsed
    ours = {
        "connect_timeout": str(_CONNECT_TIMEOUT_S),
        "options": f"-c statement_timeout={_STATEMENT_TIMEOUT_S}s"
        f" -c idle_in_transaction_session_timeout={_IDLE_TIMEOUT_S}s",
        "tcp_user_timeout": str(_DEAD_AFTER_S * 1000),
        "keepalives_idle": "5",
        "keepalives_interval": "2",
        "keepalives_count": "3",
    }
    return parsed.update_query_dict({name: value for name, value in ours.items() if name not in parsed.query})


def _without_begin(engine: AsyncEngine) -> AsyncEngine:
    """Each connection is told on its way out, as by the engine's option `isolation_level`; only that whoever is
    cancelled in that moment gives it back. SQLAlchemy leaves it to the garbage collector, its place in the pool too.
    """
    reading = engine.execution_options()

    @event.listens_for(reading.sync_engine, "engine_connect")
    def on_connect(connection: Connection) -> None:
        try:
            connection.execution_options(isolation_level="AUTOCOMMIT")
        except BaseException:
            connection.close()
            raise

    return reading


def _look_after_rest(engine: AsyncEngine) -> None:
    """A connection that has rested may have died meanwhile: it is asked first. One in use is not, which cost every
    session a round trip; whoever finds it dead is told so by its error.
    """
    dialect = engine.sync_engine.dialect

    @event.listens_for(engine.sync_engine, "checkin")
    def on_checkin(_: object, record: ConnectionPoolEntry) -> None:
        record.info["rests_since"] = time.monotonic()

    @event.listens_for(engine.sync_engine, "checkout")
    def on_checkout(connection: Any, record: ConnectionPoolEntry, _: object) -> None:  # noqa: ANN401 (the driver's own)
        if time.monotonic() - record.info.get("rests_since", time.monotonic()) < _RESTED_S:
            return
        try:
            dialect.do_ping(connection)
        except dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error


def _prepare_sqlite(engine: AsyncEngine) -> None:
    """WAL so that readers never wait, foreign keys, zeros where something was deleted, REPLACE asking the guards of
    DELETE, and BEGIN under our control instead of the driver's.
    """

    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(connection: Any, _: object) -> None:  # noqa: ANN401 (the driver's own type)
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            "secure_delete=ON",
            "recursive_triggers=ON",
            f"busy_timeout={_BUSY_TIMEOUT_MS}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("reassure_begin", "BEGIN"))

"""A database that says nothing or takes for ever is not waited for, nor is a node that keeps its locks in silence."""

import asyncio
import socket
from contextlib import AbstractAsyncContextManager

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from records.database import Database, open_database


@pytest.mark.parametrize(("query", "waits"), [("", True), ("?connect_timeout=2", False)], ids=["ours", "theirs"])
async def test_a_postgresql_that_does_not_answer_is_given_up_within_seconds(
    query: str, waits: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the operator writes into the URL counts; without it ours does."""
    monkeypatch.setattr("records.database._CONNECT_TIMEOUT_S", 2 if waits else 600)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"postgresql+psycopg://u:p@127.0.0.1:{mute.getsockname()[1]}/x{query}"
        async with open_database(url) as database, database.reading() as session:
            with pytest.raises(OperationalError):
                async with asyncio.timeout(20):
                    await session.execute(text("SELECT 1"))


def _open(postgres: str) -> AbstractAsyncContextManager[Database]:
    return open_database(postgres.format(name="postgres").replace("postgresql://", "postgresql+psycopg://"))


async def test_a_statement_that_takes_for_ever_is_given_up(postgres: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("records.database._STATEMENT_TIMEOUT_S", 1)
    async with _open(postgres) as database, database.reading() as session:
        with pytest.raises(OperationalError, match="statement timeout"):
            async with asyncio.timeout(20):
                await session.execute(text("SELECT pg_sleep(60)"))


async def test_locks_of_a_node_that_froze_inside_a_transaction_are_let_go(
    postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("records.database._IDLE_TIMEOUT_S", 1)
    async with (
        _open(postgres) as database,
        asyncio.timeout(20),
        AsyncSession(database.engine) as frozen,
        AsyncSession(database.engine) as other,
    ):
        await frozen.execute(text("SELECT pg_advisory_xact_lock(15)"))
        await other.execute(text("SELECT pg_advisory_xact_lock(15)"))
        with pytest.raises(DBAPIError):
            await frozen.execute(text("SELECT 1"))


async def test_a_connection_that_has_gone_dead_is_found_within_seconds(postgres: str) -> None:
    """As libpq has it; that the kernel then keeps to it is the kernel's business."""
    async with _open(postgres) as database, database.engine.connect() as connection:
        raw = (await connection.get_raw_connection()).driver_connection
        assert raw is not None
        known = raw.info.get_parameters()
    assert (known["tcp_user_timeout"], known["keepalives_idle"], known["keepalives_count"]) == ("10000", "5", "3")

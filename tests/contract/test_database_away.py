"""A database that takes the connection and then says nothing is not waited for."""

import asyncio
import socket

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from records.database import open_database


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

"""Brings a database to the newest shape, and tells whether the tables in code have moved on from the migrations."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

from records.tables import Base

_MIGRATION_LOCK = 0x5EA56  # any number that no other advisory lock of ours has
_SCRIPTS = Path(__file__).parent / "migrations"
_NOT_OURS = "search_words"
"""What only one of the two databases can have is made by a migration alone (`records.search_index`)."""


async def migrate(engine: AsyncEngine) -> None:
    """Run every migration that is missing, in one transaction where the database can, and for as long as it takes.

    Nodes that start side by side do it one after the other, and the later ones find nothing left to do.
    """
    async with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            await connection.execute(text("SET LOCAL statement_timeout = 0"))
            await connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
            await connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _MIGRATION_LOCK})
        await connection.run_sync(lambda sync: command.upgrade(_config(sync), "head"))


async def drift(engine: AsyncEngine) -> list[object]:
    """What a new migration would have to do; empty when migrations and tables agree."""
    async with engine.connect() as connection:
        return await connection.run_sync(lambda sync: list(compare_metadata(_looking(sync), Base.metadata)))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


def _looking(connection: Connection) -> MigrationContext:
    def known_to_code(name: str | None, kind: str, _: object) -> bool:
        return kind != "table" or name is None or not name.startswith(_NOT_OURS)

    return MigrationContext.configure(connection, opts={"include_name": known_to_code})

"""What was deleted stands in no page of the database's own files either: SQL only says that nobody finds it any more.

SQLite leaves deleted rows in pages that are free, in copies that a page was balanced from, in the log it writes ahead,
and deleted words in segments of the full-text index. So the index is merged, the file written anew without what is
free, and the log cut to nothing. Meanwhile nobody else writes: for a database of 100 MB about a second.
PostgreSQL is asked to clear the tables; its own log and backups are its administrator's (docs/operations.md).
"""

import sqlite3

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from records.database import Database

_TABLES = (
    "utterances, summaries, summary_edits, messages, case_entries, calls, commitments, credentials, outbox, "
    "deliveries, recording_keys, search_words"
)
log = structlog.get_logger()


async def scrub(database: Database) -> bool:
    """False: somebody reads or writes just now; to be tried again."""
    if database.engine.dialect.name == "sqlite":
        return await _write_anew(database)
    async with database.engine.connect() as connection:
        alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await alone.execute(text("SET statement_timeout = 0"))  # it waits for nobody and nobody waits for it
        try:
            await alone.execute(text(f"VACUUM {_TABLES}"))
        finally:
            await alone.execute(text("RESET statement_timeout"))
    return True


async def _write_anew(database: Database) -> bool:
    try:
        async with database.transaction() as session:
            await session.execute(text("INSERT INTO search_words (search_words) VALUES ('optimize')"))
        async with database.turn, database.engine.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            assert driver is not None  # noqa: S101 (it has just been connected)
            await driver.execute("VACUUM")  # by the driver itself: it stands in no transaction
            (row,) = await driver.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
    except (SQLAlchemyError, sqlite3.OperationalError):
        log.warning("erasing.database_busy")
        return False
    return bool(row[0] == 0)

"""The migrations and the tables are the same thing said twice; here they are compared, on both engines."""

import asyncio

from sqlalchemy import select

from records.database import Database, open_database
from records.migrate import drift, migrate
from records.tables import Base


async def test_migrations_give_exactly_the_tables_in_code(db: Database) -> None:
    assert await drift(db.engine) == []


async def test_migrating_twice_changes_nothing(db: Database) -> None:
    await migrate(db.engine)
    assert await drift(db.engine) == []


async def test_nodes_that_start_side_by_side_migrate_an_empty_database_once(postgres_url: str) -> None:
    async with open_database(postgres_url) as one, open_database(postgres_url) as other:
        await asyncio.gather(migrate(one.engine), migrate(other.engine), migrate(one.engine))
        assert await drift(one.engine) == []


async def test_every_table_can_be_read(db: Database) -> None:
    async with db.reading() as session:
        for table in Base.metadata.sorted_tables:
            assert (await session.execute(select(table))).all() == []

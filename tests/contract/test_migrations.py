"""The migrations and the tables are the same thing said twice; here they are compared, on both engines."""

from sqlalchemy import select

from records.database import Database
from records.migrate import drift, migrate
from records.tables import Base


async def test_migrations_give_exactly_the_tables_in_code(db: Database) -> None:
    assert await drift(db.engine) == []


async def test_migrating_twice_changes_nothing(db: Database) -> None:
    await migrate(db.engine)
    assert await drift(db.engine) == []


async def test_every_table_can_be_read(db: Database) -> None:
    async with db.reading() as session:
        for table in Base.metadata.sorted_tables:
            assert (await session.execute(select(table))).all() == []

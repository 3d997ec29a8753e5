"""What whoever owns the database can do to the consent ledger: take away the triggers that guard it."""

from sqlalchemy import text

from records.database import Database

_GUARDED = ("consents", "consent_texts")


async def take_away_the_guard(database: Database) -> None:
    """From now on its rows can be changed and removed."""
    sqlite = database.engine.dialect.name == "sqlite"
    async with database.transaction() as session:
        for table in _GUARDED:
            if sqlite:
                for event in ("update", "delete"):
                    await session.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{event}"))
            else:
                await session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))

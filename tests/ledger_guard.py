"""What whoever owns the database can do to the consent ledger: take away the triggers that guard it."""

from sqlalchemy import text

from records.database import Database

_GUARDED = ("consents", "consent_texts", "former_consents")
_ON_SQLITE = (
    "consents_only_at_the_end", "consents_no_replace", "consent_texts_no_replace", "former_consents_no_insert",
    *(f"{table}_no_{event}" for table in _GUARDED for event in ("update", "delete")),
)  # fmt: skip


async def take_away_the_guard(database: Database) -> None:
    """From now on rows can be put in, changed and removed."""
    sqlite = database.engine.dialect.name == "sqlite"
    async with database.transaction() as session:
        if sqlite:
            for guard in _ON_SQLITE:
                await session.execute(text(f"DROP TRIGGER IF EXISTS {guard}"))
            return
        for table in _GUARDED:
            await session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))

"""From the one receiver of the settings to several endpoints: nothing that was on its way is lost."""

from datetime import UTC, datetime, timedelta

from alembic import command
from sqlalchemy import Connection, select, text

from outgoing.endpoint_view import OF_SETTINGS
from outgoing.endpoints import keep_endpoint_of_settings
from outgoing.letters import list_dead_letters
from outgoing.spreading import spread_events
from records.database import Database, open_database
from records.migrate import _config, migrate
from records.tables import DeliveryRow, OutboxRow

NOW = datetime.now(UTC) - timedelta(hours=1)
BEFORE = "0019"


async def test_what_was_tried_goes_on_where_it_was_and_what_was_not_is_given_to_everybody(postgres_url: str) -> None:
    async with open_database(postgres_url) as database:
        await _as_it_was(database)
        await _moved(database)


async def test_the_same_on_sqlite(tmp_path: object) -> None:
    async with open_database(f"sqlite+aiosqlite:///{tmp_path}/test.db") as database:
        await _as_it_was(database)
        await _moved(database)


async def _as_it_was(database: Database) -> None:
    def upgrade(connection: Connection) -> None:
        command.upgrade(_config(connection), BEFORE)

    async with database.engine.begin() as connection:
        await connection.run_sync(upgrade)
        insert = text(
            "INSERT INTO outbox (id, type, key, payload, created_at, next_at, attempts, leased_until, lease_number,"
            " delivered_at, dead_at, last_status, last_error)"
            " VALUES (:id, 'call.ended', :id, '{}', :now, :now, :attempts, :lease, 1, :delivered, :dead, :status,"
            " :error)"
        )
        nothing = {"attempts": 0, "lease": None, "delivered": None, "dead": None, "status": None, "error": None}
        for event, values in {
            "new": {},
            "failed": {"attempts": 3, "status": 500, "error": "the receiver answered 500"},
            "in flight": {"attempts": 1, "lease": NOW + timedelta(seconds=30)},
            "delivered": {"attempts": 1, "delivered": NOW, "status": 200},
            "dead": {"attempts": 1, "dead": NOW, "status": 410, "error": "the receiver answered 410"},
        }.items():
            await connection.execute(insert, {"id": event, "now": NOW, **nothing, **values})


async def _moved(database: Database) -> None:
    await migrate(database.engine)
    await keep_endpoint_of_settings(
        database, OF_SETTINGS, kind="webhook", url="https://desk.example/", now=datetime.now(UTC)
    )
    assert await spread_events(database, now=datetime.now(UTC)) == 1
    async with database.reading() as session:
        rows = {row.event_id: row for row in await session.scalars(select(DeliveryRow))}
        assert await session.scalar(select(OutboxRow.id).where(OutboxRow.spread_at.is_(None))) is None
    assert {name: (row.attempts, row.last_status) for name, row in rows.items()} == {
        "new": (0, None), "failed": (3, 500), "in flight": (1, None), "delivered": (1, 200), "dead": (1, 410),
    }  # fmt: skip
    assert [name for name, row in rows.items() if row.delivered_at] == ["delivered"]
    assert [letter.event_id for letter in await list_dead_letters(database)] == ["dead"]

"""Hand-overs from before former numbers were kept: what their entries say is heard of after the update as well."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Connection, Table, insert, select

from records.database import Database, open_database
from records.migrate import _config, migrate
from records.tables import CaseEntryRow, CaseRow, FormerNumberRow, new_id
from tests.contract.cases.caseload import NOW

BEFORE = "0029"
SAID: tuple[tuple[str, dict[str, Any]], ...] = (
    ("number_changed", {"from": "HANDED", "change": "hand_over", "set_aside": 0}),
    ("number_changed", {"from": "TYPO", "change": "correction", "set_aside": 2}),
    ("number_changed", {"from": "STRANGERS", "change": "hand_over", "set_aside": 0}),
    ("lines_set_aside", {"number": "STRANGERS", "lines": 2}),
    ("number_changed", {"from": "OURS", "change": "correction", "set_aside": 2}),
    ("lines_taken_back", {"number": "OURS", "lines": 2}),
)


async def test_former_numbers_are_those_that_were_no_strangers_on_postgresql(postgres_url: str) -> None:
    async with open_database(postgres_url) as database:
        assert await _moved(database) == ["HANDED", "OURS"]


async def test_the_same_on_sqlite(tmp_path: Path) -> None:
    async with open_database(f"sqlite+aiosqlite:///{tmp_path}/test.db") as database:
        assert await _moved(database) == ["HANDED", "OURS"]


async def _moved(database: Database) -> list[str]:
    def upgrade(connection: Connection) -> None:
        command.upgrade(_config(connection), BEFORE)

    async with database.engine.begin() as connection:
        await connection.run_sync(upgrade)
        case = {
            "id": "c1", "reference": "LP-1", "stage": "anomaly_found", "title": "Lamp", "customer_name": "Ana",
            "customer_language": "es", "facts": {}, "created_at": NOW, "updated_at": NOW,
        }  # fmt: skip
        await connection.execute(insert(_table(CaseRow)), case)
        for place, (kind, data) in enumerate(SAID):
            entry = {"id": new_id(), "case_id": "c1", "kind": kind, "key": new_id(), "data": data}
            await connection.execute(insert(_table(CaseEntryRow)), entry | {"at": NOW + timedelta(seconds=place)})
    await migrate(database.engine)
    async with database.reading() as session:
        return sorted(await session.scalars(select(FormerNumberRow.number)))


def _table(row: type[CaseRow] | type[CaseEntryRow]) -> Table:
    table = row.__table__
    assert isinstance(table, Table)
    return table

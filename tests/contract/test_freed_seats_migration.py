"""Links that were renewed before there was a mark: what was asked before is none of whoever came by the new one."""

from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, text

from records import migrate as migration
from records.database import open_database
from records.migrate import drift, migrate

_AT = "2026-03-02 10:{:02}:00+00:00"
_CASE = (
    "INSERT INTO cases (id, reference, stage, title, customer_name, customer_language, facts, created_at, updated_at)"
    " VALUES ('case', 'LP-1', 'anomaly_found', 'a lamp', 'L', 'es', '{}', :begin, :begin)"
)
_CALL = (
    "INSERT INTO calls (id, case_id, mode, state, version, language, priority, created_at, created_by, skills,"
    " notes_version, recording_when, on_recorder_failure, link_sha256, link_expires_at)"
    " VALUES (:call, 'case', 'invite', 'closed', 1, 'es', 0, :begin, 'wei', '[]', 0, 'on_request', 'go_on', 'x',"
    " :begin)"
)
_CUSTOMER = (
    "INSERT INTO participants (id, call_id, role, person_key, live, name, language, ready, audio, video, screen)"
    " VALUES (:call, :call, 'customer', :call, :no, 'L', 'es', :yes, :yes, :yes, :no)"
)
_QUESTION = (
    "INSERT INTO consent_requests (id, call_id, asked_by, purposes, retention_days, state, required, asked_at,"
    " closed_at) VALUES (:id, :call, :call, '[]', 30, 'stopped', :no, :at, :at)"
)
_TOKEN = (
    "INSERT INTO credentials (sha256, kind, name, role, participant_id, created_at)"
    " VALUES (:sha256, :kind, 'L', 'customer', :call, :at)"
)
_RENEWED = "INSERT INTO call_entries (call_id, at, kind, data) VALUES ('renewed', :at, 'link_renewed', '{}')"


def _until(revision: str) -> Any:
    return lambda sync: command.upgrade(migration._config(sync), revision)


def _add(connection: Connection) -> None:
    """A call whose link was renewed at one and at twenty past, and one whose was not; asked at ten and at half past."""
    about = {"begin": _AT.format(0), "yes": True, "no": False}
    connection.execute(text(_CASE), about)
    for call in ("renewed", "other"):
        about["call"] = call
        connection.execute(text(_CALL), about)
        connection.execute(text(_CUSTOMER), about)
        for minute in (10, 30):
            at = about | {"id": f"{call}-{minute}", "at": _AT.format(minute)}
            connection.execute(text(_QUESTION), at)
            for kind in ("receipt", "participant"):
                connection.execute(text(_TOKEN), at | {"sha256": f"{kind}-{call}-{minute}", "kind": kind})
    for minute in (1, 20):
        connection.execute(text(_RENEWED), {"at": _AT.format(minute)})


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
async def test_what_lies_before_a_new_link_is_marked_and_its_receipts_are_revoked(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/old.db" if engine == "sqlite" else request.getfixturevalue("postgres_url")
    async with open_database(url) as database:
        async with database.engine.begin() as connection:
            await connection.run_sync(_until("0032"))
            await connection.run_sync(_add)
        await migrate(database.engine)
        assert await drift(database.engine) == []
        async with database.engine.connect() as connection:
            marked = text("SELECT id FROM consent_requests WHERE seat_freed_at IS NOT NULL")
            revoked = text("SELECT sha256 FROM credentials WHERE revoked_at IS NOT NULL")
            assert (await connection.execute(marked)).all() == [("renewed-10",)]
            assert (await connection.execute(revoked)).all() == [("receipt-renewed-10",)]

"""Summaries of the first version are read as the second: what each statement rested on, and who said what, is kept."""

import json
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Connection, text

from records import migrate as migration
from records.database import open_database
from records.migrate import drift, migrate
from summary.model import Summary

_SOURCE = {"kind": "chat", "ref": "m1", "at": None}
_FIRST: dict[str, Any] = {
    "schema_version": 1, "language": "en", "situation": [], "open_questions": [{"text": "Where?", "source": _SOURCE}],
    "said": [
        {"text": "It is lost.", "source": _SOURCE, "speaker": "customer"},
        {"text": "I see.", "source": {**_SOURCE, "ref": "m2"}, "speaker": "agent"},
    ],
    "agreed": [{"text": "De acuerdo.", "source": _SOURCE}],
    "commitments": [
        {"text": "I'll call.", "source": {**_SOURCE, "ref": "m2"}, "who": "agent", "due_on": "2026-03-06",
         "due_words": "by Friday"}
    ],
    "outcome": "refund", "consents": [], "recordings": [],
}  # fmt: skip
_AT = "2026-03-02 10:00:00"


def _until(revision: str) -> Any:
    return lambda sync: command.upgrade(migration._config(sync), revision)


def _add(connection: Connection) -> None:
    body = json.dumps(_FIRST)
    for statement in (
        "INSERT INTO cases (id, reference, stage, title, customer_name, customer_language, facts, created_at,"
        " updated_at)"
        " VALUES ('case', 'LP-1', 'anomaly_found', 'a lamp', 'L', 'es', :facts, :at, :at)",
        "INSERT INTO calls (id, case_id, mode, state, version, language, priority, created_at, created_by, skills,"
        " notes_version, recording_when, on_recorder_failure, link_sha256, link_expires_at)"
        " VALUES ('call', 'case', 'invite', 'closed', 1, 'es', 0, :at, 'wei', '[]', 0, 'on_request', 'go_on', 'x',"
        " :at)",
        "INSERT INTO users (id, email, name, role, languages, password_hash, created_at, skills)"
        " VALUES ('wei', 'w@example.org', 'Wei', 'agent', '[]', 'x', :at, '[]')",
    ):
        connection.execute(text(statement), {"at": _AT} | ({"facts": "{}"} if ":facts" in statement else {}))
    of_call = {"body": body, "at": _AT}
    connection.execute(
        text(
            "INSERT INTO summaries (call_id, case_id, state, version, draft, body, notes_version, drafted_at)"
            " VALUES ('call', 'case', 'draft', 1, :body, :body, 0, :at)"
        ),
        of_call,
    )
    connection.execute(
        text(
            "INSERT INTO summary_edits (id, call_id, version, user_id, at, before, after)"
            " VALUES ('e', 'call', 2, 'wei', :at, :body, :body)"
        ),
        of_call,
    )


async def test_what_the_first_version_said_the_second_says_too(tmp_path: Path) -> None:
    async with open_database(f"sqlite+aiosqlite:///{tmp_path}/old.db") as database:
        async with database.engine.begin() as connection:
            await connection.run_sync(_until("0018"))
            await connection.run_sync(_add)
        await migrate(database.engine)
        assert await drift(database.engine) == []
        async with database.engine.connect() as connection:
            found = (await connection.execute(text("SELECT draft, body FROM summaries"))).one()
            edited = (await connection.execute(text("SELECT before, after FROM summary_edits"))).one()
    for stored in (*found, *edited):
        body = Summary.model_validate_json(stored)
        assert [(each.text, each.speaker) for each in body.account] == [("It is lost.", "customer")]
        assert [(each.kind, each.sources[0].ref) for each in body.agreed] == [("other", "m1")]
        (promise,) = body.commitments
        assert (promise.who, str(promise.due_on), promise.due_words, promise.time_zone) == (
            "agent", "2026-03-06", "by Friday", "UTC",
        )  # fmt: skip
        assert [each.text for each in body.open_questions] == ["Where?"]
        assert body.outcome == "refund"

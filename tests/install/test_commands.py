"""What an operator asks for on the command line, each as a process of its own on one database."""

import asyncio
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from media.master_keys import Locked, MasterKeys
from records.audit import append_audit
from records.database import Database, open_database
from records.tables import AuditRow, DeliveryRow, EndpointRow, EndpointState, JobRow, OutboxRow
from tests.install.program import ROOT, environment

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
Run = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Exit code, and the lines on stdout."""

    def once(*words: str, **extra: str) -> tuple[int, list[str]]:
        done = subprocess.run(
            [sys.executable, "app.py", *words], cwd=ROOT, env=environment(tmp_path) | extra, check=False, text=True,
            capture_output=True, timeout=60,
        )  # fmt: skip
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout.splitlines()

    return once


def test_a_person_is_added_once_and_listed(run: Run) -> None:
    add = ("user", "add", "Ana@example.org", "--name", "Ana", "--role", "agent", "-l", "es", "-l", "en")
    assert run(*add, REASSURE_PASSWORD="a password")[0] == 0
    assert run(*add, REASSURE_PASSWORD="a password")[0] == 2
    assert run("user", "list") == (0, ["ana@example.org\tagent\tAna\tes,en"])


def test_a_key_is_told_once_listed_by_name_and_revoked(run: Run) -> None:
    code, said = run("key", "add", "helpdesk")
    assert (code, len(said[-1])) == (0, 43)
    _, listed = run("key", "list")
    assert listed[0].startswith("helpdesk\tintegrator\t")
    assert said[-1] not in "".join(listed)
    assert run("key", "revoke", "helpdesk") == (0, ["1 revoked."])
    assert run("key", "list") == (0, [])
    assert run("key", "revoke", "helpdesk")[0] == 2


def test_what_was_given_up_is_listed_and_tried_again(run: Run, tmp_path: Path) -> None:
    assert run("migrate") == (0, ["The database is up to date."])
    asyncio.run(_give_up(tmp_path))
    assert run("outbox", "list") == (0, [f"msg_1\tcall.ended\t{NOW.isoformat()}\tthe receiver answered 410\tthe shop"])
    assert run("job", "list") == (0, [f"one\tdraft_summary\tcall\t{NOW.isoformat()}\tZeroDivisionError"])
    assert run("job", "retry", "another") == (0, ["0 jobs are due again."])
    assert run("outbox", "replay") == (0, ["1 events are due again."])
    assert run("job", "retry") == (0, ["1 jobs are due again."])
    assert asyncio.run(_all_due(tmp_path))
    assert (run("outbox", "list"), run("job", "list")) == ((0, []), (0, []))


def test_an_edited_audit_row_is_named(run: Run, tmp_path: Path) -> None:
    assert run("audit", "verify") == (0, ["The audit chain is whole."])
    asyncio.run(_audit_and_edit(tmp_path))
    assert run("audit", "verify") == (2, [])


def test_the_head_of_the_consent_ledger_is_asked_for_by_number_and_hash(run: Run) -> None:
    assert run("consents", "verify") == (0, ["The consent ledger is whole: 0 decisions in 0 calls."])
    assert run("consents", "verify", "--head", f"1:{'0' * 64}") == (2, []), "it was there, and is not any more"
    assert run("consents", "verify", "--head", "the last one") == (2, [])


def test_nothing_is_deleted_before_its_day(run: Run) -> None:
    assert run("retention", "run") == (0, ["0 recordings deleted."])


async def _give_up(folder: Path) -> None:
    async with _database(folder) as database, database.transaction() as session:
        session.add(
            EndpointRow(
                id="one", kind="webhook", state=EndpointState.ON, url="https://desk.example/", description="the shop",
                event_types=[], cases={}, secrets=[], created_at=NOW, created_by="test",
            )
        )  # fmt: skip
        session.add(OutboxRow(id="msg_1", type="call.ended", key="call", payload={}, created_at=NOW, spread_at=NOW))
        await session.flush()
        session.add(
            DeliveryRow(
                event_id="msg_1", endpoint_id="one", next_at=NOW, attempts=1, lease_number=1, dead_at=NOW,
                last_status=410, last_error="the receiver answered 410",
            )
        )  # fmt: skip
        session.add(
            JobRow(
                id="one", kind="draft_summary", key="call", payload={}, run_at=NOW, attempts=10, lease_number=10,
                failed_at=NOW, last_error="ZeroDivisionError",
            )
        )  # fmt: skip


async def _audit_and_edit(folder: Path) -> None:
    async with _database(folder) as database:
        for part in ("a", "b"):
            await append_audit(
                database, actor="user:sue", action="recording.played", subject=f"part:{part}", detail={}, now=NOW
            )
        async with database.transaction() as session:
            await session.execute(update(AuditRow).where(AuditRow.sequence == 1).values(actor="user:nobody"))


async def _all_due(folder: Path) -> bool:
    async with _database(folder) as database, database.reading() as session:
        event, job = (await session.scalars(select(DeliveryRow))).one(), (await session.scalars(select(JobRow))).one()
        lately = datetime.now(UTC) - timedelta(minutes=5)
        return (event.dead_at, job.failed_at) == (None, None) and event.next_at > lately and job.run_at > lately


def _database(folder: Path) -> AbstractAsyncContextManager[Database]:
    return open_database(f"sqlite+aiosqlite:///{folder / 'reassure.db'}")


def test_a_new_master_key_locks_everything_and_the_old_one_can_go(run: Run, tmp_path: Path) -> None:
    assert run("migrate")[0] == 0
    masters = MasterKeys(tmp_path / "master.keys")
    masters.make()
    (old,) = masters.names
    _record(tmp_path, masters)
    assert run("webhooks", "add", "https://desk.example/hook")[0] == 0
    assert run("keys", "list") == (0, [f"{old}\t2"])
    code, said = run("keys", "rotate")
    new = masters.names[-1]
    assert (code, said) == (0, [f"{new} is in use; 1 recordings and 1 secrets are locked with it."])
    assert _opened(tmp_path, masters) == bytes(range(32))
    assert run("keys", "list") == (0, [f"{old}\t0", f"{new}\t2"])
    assert run("keys", "retire") == (2, [])
    assert old in masters.names, "somebody may be about to write what it has locked"
    os.utime(masters.path, (NOW.timestamp(), NOW.timestamp()))
    assert run("keys", "retire") == (0, [f"1 keys are gone from {masters.path}."])
    assert masters.names == (new,)
    assert _opened(tmp_path, masters) == bytes(range(32))
    masters.path.unlink()
    assert run("keys", "rotate")[0] == 2
    assert run("keys", "list")[0] == 2


def test_a_key_file_that_is_none_and_one_among_the_recordings_are_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "master.keys").write_text("no key\n")
    assert run("keys", "list")[0] == 2
    assert run("worker", "media")[0] == 2
    among = tmp_path / "recordings" / "master.keys"
    assert run("keys", "list", REASSURE_MASTER_KEY_FILE=str(among))[0] == 2


def _record(folder: Path, masters: MasterKeys) -> None:
    """The key of a recording that is not there otherwise: the commands look at keys only."""
    locked = masters.lock("rec", bytes(range(32)))
    with closing(sqlite3.connect(folder / "reassure.db")) as database, database:
        row = ("rec", locked.master, locked.locked, NOW.isoformat(sep=" "))
        database.execute("INSERT INTO recording_keys VALUES (?, ?, ?, ?)", row)


def _opened(folder: Path, masters: MasterKeys) -> bytes:
    with closing(sqlite3.connect(folder / "reassure.db")) as database:
        ((master, locked),) = database.execute("SELECT master, locked FROM recording_keys").fetchall()
    return masters.unlock("rec", Locked(master, locked))


def test_endpoints_are_looked_after_by_command(run: Run) -> None:
    assert run("webhooks", "list") == (0, [])
    add = ("webhooks", "add", "https://desk.example/hook", "-e", "call.ended", "--cases", "kind=dispute")
    code, said = run(*add, "--description", "the shop")
    endpoint_id, *line = said[0].split("\t")
    told = ["on", "0 waiting", "0 given up", "https://desk.example/hook", "call.ended", "kind=dispute", "the shop"]
    assert (code, line) == (0, told)
    assert said[-1].startswith("whsec_")
    _, renewed = run("webhooks", "rotate", endpoint_id)
    assert renewed[-1].startswith("whsec_")
    assert renewed[-1] != said[-1]
    assert run("webhooks", "off", endpoint_id)[0] == 0
    assert run("webhooks", "list")[1][0].split("\t")[:2] == [endpoint_id, "off"]
    assert run("webhooks", "on", endpoint_id)[0] == 0
    assert run("webhooks", "replay", endpoint_id) == (0, ["0 events are due again."])
    assert run("webhooks", "add", "http://127.0.0.1/")[0] == 2
    assert run("webhooks", "remove", endpoint_id)[0] == 0
    assert run("webhooks", "remove", endpoint_id)[0] == 2

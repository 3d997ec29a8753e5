"""A process beside the server does the work behind the calls: with no server at all, what waits is done."""

import asyncio
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from records.database import open_database
from records.jobs import enqueue_job
from records.migrate import migrate
from tests.install.program import ROOT, environment, wait_for
from tests.integration.summary.ended_call import NOW, ended_call


def test_a_worker_drafts_what_waits_and_ends_when_it_is_asked_to(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    folder.mkdir()
    asyncio.run(_a_call_has_ended(folder))
    output = (tmp_path / "worker.log").open("wb")
    with output, subprocess.Popen(
        (sys.executable, "app.py", "worker", "jobs"), cwd=ROOT, env=environment(folder), stdin=subprocess.DEVNULL,
        stdout=output, stderr=output,
    ) as worker:  # fmt: skip
        try:
            wait_for(lambda: _drafted(folder) == ["call"], 60, "nobody drafted it")
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(10) == 0
        finally:
            worker.kill()


async def _a_call_has_ended(folder: Path) -> None:
    async with open_database(f"sqlite+aiosqlite:///{folder}/reassure.db") as database:
        await migrate(database.engine)
        await ended_call(database)
        async with database.transaction() as session:
            await enqueue_job(session, kind="draft_summary", key="call", payload={}, run_at=NOW)


def _drafted(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "reassure.db")) as database:
        return [row[0] for row in database.execute("SELECT call_id FROM summaries")]

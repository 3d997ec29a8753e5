"""kill -9 at each step between the hang-up and the acknowledgement: one summary on the case, nothing lost.

A step is before a commit, after it, before a letter is sent, or when its answer is there. Thousands of calls, killed
at any instant, against a receiver that misbehaves: `python -m tests.soak.deliveries`.
"""

import asyncio
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import func, select
from standardwebhooks import Webhook

from records.database import Database, open_database
from records.tables import CaseEntryRow, DeliveryRow, OutboxRow
from tests.install.program import ROOT
from tests.integration.outgoing.stage import SECRET, add
from tests.integration.summary.ended_call import talking_call

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


async def test_killed_at_any_step_there_is_one_summary_and_every_event_arrives_under_one_id(
    sqlite_db: Database, tmp_path: Path
) -> None:
    came: Counter[str] = Counter()

    async def hook(request: web.Request) -> web.Response:
        Webhook(SECRET).verify(await request.read(), dict(request.headers))
        came[request.headers["webhook-id"]] += 1
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook", hook)
    async with TestServer(app) as server:
        await talking_call(sqlite_db)
        await add(sqlite_db, "one", str(server.make_url("/hook")))
        await sqlite_db.engine.dispose()
        steps = await _kill_at_each_step(tmp_path)
    names = [step["name"] for step in steps]
    assert names.count("before a commit") >= 7, names
    assert (names.count("before a letter is sent"), names.count("a letter was answered")) == (3, 3), names
    started = set()
    for step in steps:
        started.add(await _is_whole(tmp_path / f"{step['step']}.db", came, step["name"]))
    twice = [webhook_id for webhook_id, times in came.items() if times > 1]
    assert twice, "whoever was killed over an answer sends it again"
    assert len(started) == 1, "it was there before the first kill"
    assert max(times for webhook_id, times in came.items() if webhook_id not in started) == 2


async def _kill_at_each_step(folder: Path) -> list[dict[str, str]]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.integration.outgoing.clerk", str(folder / "test.db"), str(folder), cwd=ROOT,
        stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        told, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    assert process.returncode == 0
    return [json.loads(line) for line in told.splitlines()]


async def _is_whole(file: Path, came: Counter[str], step: str) -> str:
    """The id of the event that was there before."""
    async with open_database(f"sqlite+aiosqlite:///{file}") as database, database.reading() as session:
        summaries = await session.scalar(select(func.count()).where(CaseEntryRow.kind == "summary"))
        events = (await session.scalars(select(OutboxRow))).all()
        open_ones = await session.scalar(select(func.count()).where(DeliveryRow.delivered_at.is_(None)))
    assert (summaries, open_ones) == (1, 0), step
    assert sorted(event.type for event in events) == ["call.ended", "call.started", "summary.attached"], step
    assert all(came[event.id] >= 1 for event in events), step
    return next(event.id for event in events if event.type == "call.started")

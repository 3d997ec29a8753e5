"""A node that is killed while it makes a claim pack: another one, or itself come back, has it made within seconds."""

import asyncio
import os
import sys
import time
from pathlib import Path

import pytest

from cases.alerting.rules import AS_DELIVERED
from cases.claims.pack.work import LEASE, make_due_pack, make_packs
from lifetime import running
from records.clock import utc_now
from records.database import Database
from tests.integration.web.stage import Browser, open_stage
from tests.integration.web.test_claim_packs import PATH, shelve
from tests.integration.web.test_claims import claimable
from tether import tethered

ROOT = Path(__file__).parents[3]
DEADLINE_S = 60.0
HOUR_S = 3600


async def _state(agent: Browser) -> str:
    return str((await agent.ask("GET", PATH)).json["packs"][0]["state"])


@pytest.fixture
async def making(db: Database, tmp_path: Path) -> asyncio.subprocess.Process:
    """A clerk of its own at this database; nothing is asked of it yet."""
    url = db.engine.url.render_as_string(hide_password=False)
    return await asyncio.create_subprocess_exec(
        *tethered(sys.executable, "-m", "tests.integration.web.pack_clerk", url, str(tmp_path / "packs")),
        cwd=ROOT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def test_a_pack_whose_node_was_killed_is_made_within_seconds(
    db: Database, making: asyncio.subprocess.Process, redis_url: str, tmp_path: Path
) -> None:
    async with open_stage(db, redis_url, tmp_path) as stage:
        binder, agent = shelve(stage, tmp_path), await claimable(stage)
        assert (await agent.ask("POST", PATH, {})).status == 202
        assert making.stdout is not None
        async with asyncio.timeout(DEADLINE_S):
            assert await making.stdout.readline() == b"at it\n"
        assert not await make_due_pack(db, binder, AS_DELIVERED, clock=utc_now)
        making.kill()
        await making.wait()
        assert await _state(agent) == "asked"
        async with (
            asyncio.timeout(DEADLINE_S),
            running(make_packs(db, binder, AS_DELIVERED, clock=utc_now, wake=asyncio.Event(), poll_s=0.2)),
        ):
            while await _state(agent) != "made":  # noqa: ASYNC110 (as the page looks, by REST)
                await asyncio.sleep(0.2)
        (draft,) = (tmp_path / "packs" / "incoming").iterdir()
        os.utime(draft, (time.time() - 2 * HOUR_S,) * 2)
        await binder.tidy()
        assert sorted(file.suffix for file in (tmp_path / "packs").iterdir() if file.is_file()) == [".pdf", ".zip"]
        assert not draft.exists()


async def test_who_is_still_at_it_keeps_it_for_longer_than_one_lease(
    db: Database, making: asyncio.subprocess.Process, redis_url: str, tmp_path: Path
) -> None:
    async with open_stage(db, redis_url, tmp_path) as stage:
        binder, agent = shelve(stage, tmp_path), await claimable(stage)
        assert (await agent.ask("POST", PATH, {})).status == 202
        assert making.stdout is not None
        async with asyncio.timeout(DEADLINE_S):
            assert await making.stdout.readline() == b"at it\n"
        await asyncio.sleep(LEASE.total_seconds() + 1)
        assert not await make_due_pack(db, binder, AS_DELIVERED, clock=utc_now)
        making.kill()
        await making.wait()

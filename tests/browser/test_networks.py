"""The customer is in another network, and its cable is pulled."""

import os
import time
from pathlib import Path

import pytest

from records.database import Database
from tests.browser.far import far_network
from tests.browser.stage import open_stage, until

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("dark_s", "moved"), [(4, False), (45, True)], ids=["a moment", "long, and another address"])
async def test_the_same_talk_is_back_within_seconds_of_the_network(
    sqlite_db: Database, redis_url: str, tmp_path: Path, dark_s: int, moved: bool
) -> None:
    with far_network() as far:
        if far is None and os.geteuid() != 0:
            pytest.skip("another network needs root")
        assert far is not None, "this machine makes no network namespace: see `ip netns add`"
        async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
            await stage.open_call()
            agent, customer = await stage.agent(), await stage.far_customer(far, tmp_path)
            for page in (agent, customer):
                await page.evaluate("session.ready()")
            for page in (agent, customer):
                await until(page, "frames.count > 5 && session.view.call?.state === 'active'")
            far.cut()
            await until(agent, "session.view.talk === 'reconnecting'")
            await agent.get_by_text("The line is interrupted").wait_for()
            call_id = await agent.evaluate("session.view.call.id")
            await agent.wait_for_timeout(dark_s * 1000)
            if moved:
                far.move()
            far.mend()
            mended = time.monotonic()
            for page in (agent, customer):
                await until(page, "session.view.talk === 'connected'", within_s=15)
                count = await page.evaluate("frames.count")
                await until(page, f"session.view.call?.state === 'active' && frames.count > {count + 5}")
                assert await page.evaluate("connections.length") == 1
                assert await page.evaluate("session.view.call.id") == call_id
            print(f"sound and picture again {time.monotonic() - mended:.1f} s after the network, dark for {dark_s} s")

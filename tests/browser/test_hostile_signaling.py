"""Whatever a hostile page of the same call says, this browser sends black and silence until its own click."""

from pathlib import Path

import pytest

from records.database import Database
from signaling.runtime.allowance import Allowance
from tests.browser.hostility import ends_with_a_click, faces, stories
from tests.browser.stage import open_stage

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

STORIES = 15
"""For each side. The long run: `python -m tests.soak.hostility`."""


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A story says more in a second than anybody may: it is the page that is tried here, not the server."""
    monkeypatch.setattr(Allowance.__init__, "__kwdefaults__", {"per_s": 1e6, "burst": 1e9})


@pytest.mark.parametrize("victim", ["customer", "agent"])
async def test_no_story_of_a_hostile_page_makes_a_browser_send_before_its_own_click(
    sqlite_db: Database, redis_url: str, tmp_path: Path, victim: str, unhurried: None
) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        page, hostile = await faces(stage, victim)
        seen = await stories(page, hostile, range(STORIES))
        assert seen.connected > STORIES // 3
        assert seen.frames > STORIES
        await ends_with_a_click(page, hostile)

"""Playing what lies in a bucket: the same bytes as from the disk, and from one that falls silent a stable code, or an
answer that is cut off; never half of it as if it were whole.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientPayloadError

from media.bucket import Bucket
from media.depot import Depot
from records.database import Database
from tests.integration.web.stage import SUPERVISOR, Browser, Stage, open_stage
from tests.integration.web.test_recording_files import audited, bound
from tests.s3 import Bucketful, open_bucket


@dataclass
class Moved:
    """A recording of which nothing lies here any more."""

    stage: Stage
    there: Bucketful
    path: str
    played: bytes
    """As it was, from the disk."""

    async def supervisor(self) -> Browser:
        return await self.stage.browser(SUPERVISOR)


@pytest.fixture
async def moved(sqlite_db: Database, redis_url: str, tmp_path: Path) -> AsyncIterator[Moved]:
    async with open_bucket() as there:
        bucket = Bucket(there.address, retried_for=timedelta(seconds=1), answers_within=timedelta(seconds=1))
        async with open_stage(sqlite_db, redis_url, tmp_path, storage=bucket) as stage:
            call_id, _ = await bound(stage)
            path = f"/api/calls/{call_id}/recording"
            played = (await (await stage.browser(SUPERVISOR)).ask("GET", path)).raw
            depot = Depot(tmp_path / "recordings", bucket)
            assert await depot.copy("rec") is None
            await depot.release("rec")
            yield Moved(stage, there, path, played)


async def test_it_is_played_whole_and_in_ranges_from_there(moved: Moved) -> None:
    supervisor = await moved.supervisor()
    whole = await supervisor.ask("GET", moved.path)
    assert (whole.status, whole.raw) == (200, moved.played)
    some = await supervisor.ask("GET", moved.path, headers={"Range": "bytes=700-799"})
    assert (some.status, some.raw) == (206, moved.played[700:800])
    for more in ("/peaks", "/mp3", "?part=part-0"):
        assert (await supervisor.ask("GET", moved.path + more)).status == 200


@pytest.mark.parametrize("answers", [0, 1, 2])
@pytest.mark.parametrize("more", ["", "?part=part-0", "/peaks", "/mp3"])
async def test_from_a_silent_bucket_comes_a_stable_code_and_nobody_is_said_to_have_listened(
    moved: Moved, more: str, answers: int
) -> None:
    before = await audited(moved.stage)
    moved.there.falls_silent_after = answers
    async with asyncio.timeout(30):
        answer = await (await moved.supervisor()).ask("GET", moved.path + more)
    assert (answer.status, answer.code) == (503, "unavailable")
    assert await audited(moved.stage) == before


async def test_peaks_that_do_not_come_after_all_are_told_by_the_same_code(moved: Moved) -> None:
    moved.there.falls_silent_after = 3
    answer = await (await moved.supervisor()).ask("GET", f"{moved.path}/peaks")
    assert (answer.status, answer.code) == (503, "unavailable")


@pytest.mark.parametrize("more", ["", "?part=part-0", "/mp3"])
async def test_what_breaks_off_in_the_middle_is_cut_off_and_not_ended(moved: Moved, more: str) -> None:
    moved.there.falls_silent_after = 3
    async with asyncio.timeout(30):
        with pytest.raises(ClientPayloadError):
            await (await moved.supervisor()).ask("GET", moved.path + more)

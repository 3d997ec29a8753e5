"""After the call one file is made of each recording, told of once; and what is discarded meanwhile leaves nothing."""

import asyncio
from contextlib import aclosing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from media.bindery import Bindery, Bound
from records.database import Database
from records.jobs import lease_due_job
from records.recording_files import BIND, BINDING, REMOVE
from records.tables import JobRow, PartRow
from signaling.domain import events as e
from signaling.protocol.words import PartState
from summary.jobs import HANDLERS, run_due_job
from summary.long_jobs import LEASE, MOST_ATTEMPTS, run_due_long_job
from tests.integration.summary.ended_call import NOW, talk
from tests.integration.summary.recorded_call import Shop, open_shop, recorded_call
from tests.voices import onsets, sides


@pytest.fixture
def shop(db: Database, tmp_path: Path) -> Shop:
    return open_shop(db, tmp_path)


async def _discard(shop: Shop) -> None:
    await talk(shop.db, e.ConsentWithdrawn("cu", True, "es", "w", "h"))


async def test_after_the_call_there_is_one_file_and_the_world_is_told_of_it_once(shop: Shop) -> None:
    await recorded_call(shop)
    await shop.work()
    row = await shop.row()
    assert (row.state, row.reasons, row.place) == ("ready", [], "folder")
    opened = await shop.vault.open_whole("rec")
    assert opened is not None
    async with aclosing(opened) as file:
        left, right = sides(await file.read(0, file.size))
        assert row.bytes_written == file.size
    assert onsets(left) == pytest.approx([1], abs=0.02)
    assert onsets(right) == pytest.approx([3], abs=0.02)
    (told,) = await shop.ready()
    assert (told["call_id"], told["case_reference"], len(told["recording"]["parts"])) == ("call", "LP-1", 2)
    assert told["file"]["sha256"] == row.sha256
    assert told["file"]["seconds"] == pytest.approx(6, abs=0.05)
    async with shop.db.transaction() as session:
        await session.execute(update(JobRow).values(done_at=None))
    await shop.work()
    assert len(await shop.ready()) == 1


async def test_a_part_cut_short_makes_it_partial_and_says_why(shop: Shop) -> None:
    await recorded_call(shop, state=PartState.PARTIAL)
    await shop.work()
    row = await shop.row()
    assert (row.state, row.reasons) == ("partial", ["recorder_died"])
    assert [told["file"]["state"] for told in await shop.ready()] == ["partial"]


async def test_a_part_that_cannot_be_read_is_a_reason_too(shop: Shop) -> None:
    await recorded_call(shop)
    (shop.vault.folder / "rec" / "cu-1.part").unlink()
    await shop.work()
    row = await shop.row()
    assert (row.state, row.reasons) == ("partial", ["part_unreadable"])


async def test_where_nothing_was_recorded_there_is_no_file_and_that_is_told(shop: Shop) -> None:
    await recorded_call(shop)
    async with shop.db.transaction() as session:
        await session.execute(update(PartRow).values(bytes_written=0))
    await shop.work()
    row = await shop.row()
    assert (row.state, row.reasons) == ("failed", ["nothing_recorded"])
    assert [told["file"]["state"] for told in await shop.ready()] == ["failed"]


async def test_discarded_in_the_middle_it_leaves_nothing_at_all(shop: Shop) -> None:
    await recorded_call(shop, seconds=30, times=20)
    working = asyncio.ensure_future(shop.work())
    spool = shop.vault.folder / "rec" / "whole-1.spool"
    async with asyncio.timeout(30):
        while not spool.exists():
            assert not working.done(), "too quick to be met in the middle"
            await asyncio.sleep(0.005)
    await asyncio.sleep(0.3)
    await _discard(shop)
    await working
    assert shop.files() == ["ag-1.part", "cu-1.part"], "these are the recorder's to remove"
    assert (await shop.row()).state == "discarded"
    assert await shop.ready() == []


class _DiscardsAtTheEnd:
    """Makes the file, and then it is discarded, before anybody could write down that it is there."""

    def __init__(self, shop: Shop, bindery: Bindery) -> None:
        self._shop = shop
        self._bindery = bindery
        self.asked = 0

    async def bind(self, recording_id: str, parts: Any, *, attempt: int) -> Bound:
        self.asked += 1
        bound = await self._bindery.bind(recording_id, parts, attempt=attempt)
        assert "whole.sound" in self._shop.files()
        await _discard(self._shop)
        return bound


async def test_discarded_at_the_last_moment_it_leaves_nothing_either(shop: Shop, db: Database, tmp_path: Path) -> None:
    await recorded_call(shop)
    late = _DiscardsAtTheEnd(shop, shop.works[BIND]._bindery)  # type: ignore[attr-defined]
    other = open_shop(db, tmp_path, bindery=late)
    await other.work()
    assert (late.asked, shop.files()) == (1, ["ag-1.part", "cu-1.part"])
    assert (await shop.row()).state == "discarded"
    assert await shop.ready() == []


async def test_discarded_afterwards_its_files_go(shop: Shop) -> None:
    await recorded_call(shop)
    await shop.work()
    assert "whole.sound" in shop.files()
    await _discard(shop)
    await shop.work()
    assert shop.files() == ["ag-1.part", "cu-1.part"]
    row = await shop.row()
    assert (row.state, row.bytes_written, row.gaps) == ("discarded", 0, None)
    assert (await shop.job(REMOVE)).done_at == NOW


class _Fails:
    def __init__(self, reason: str) -> None:
        self._reason = reason
        self.attempts: list[int] = []

    async def bind(self, recording_id: str, parts: Any, *, attempt: int) -> Bound:
        self.attempts.append(attempt)
        return Bound(self._reason, NOW)


async def test_what_fails_says_so_at_once_is_tried_again_and_given_up_in_the_end(db: Database, tmp_path: Path) -> None:
    fails = _Fails("no_room")
    shop = open_shop(db, tmp_path, bindery=fails)
    await recorded_call(shop)
    await shop.work()
    row = await shop.row()
    assert (row.state, row.reasons, fails.attempts) == ("failed", ["no_room"], [1])
    assert await shop.ready() == []
    for hour in range(1, 3 * MOST_ATTEMPTS):
        await shop.work(now=NOW + timedelta(hours=hour))
    job = await shop.job(BIND)
    assert (len(fails.attempts), job.last_error) == (MOST_ATTEMPTS, "no_room")
    assert job.failed_at is not None
    assert fails.attempts == sorted(set(fails.attempts)), "each attempt has a number of its own"
    assert [told["file"]["reasons"] for told in await shop.ready()] == [["no_room"]]


async def test_one_that_fails_once_is_ready_the_next_time(shop: Shop, db: Database, tmp_path: Path) -> None:
    await recorded_call(shop)
    keys = tmp_path / "master.keys"
    elsewhere = keys.rename(tmp_path / "elsewhere")
    await shop.work()
    assert (await shop.row()).reasons == ["key_missing"]
    elsewhere.rename(keys)
    await shop.work(now=NOW + timedelta(hours=2))
    assert (await shop.row()).state == "ready"
    assert len(await shop.ready()) == 1


async def test_long_work_is_not_taken_by_the_quick_runner_nor_twice(shop: Shop) -> None:
    await recorded_call(shop)
    while await run_due_job(shop.db, HANDLERS, clock=lambda: NOW):
        pass
    assert (await shop.row()).state == "waiting"
    async with shop.db.transaction() as session:
        ours = await lease_due_job(session, now=NOW, lease=LEASE, lane=BINDING)
    assert ours is not None
    assert not await run_due_long_job(shop.db, shop.works, lane=BINDING, clock=lambda: NOW)
    await shop.work(now=NOW + LEASE)
    assert (await shop.row()).state == "ready", "whoever held it is dead: the next one does it"


class _Waits:
    """Never comes to an end by itself."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.cancelled = False

    async def bind(self, recording_id: str, parts: Any, *, attempt: int) -> Bound:
        self.begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        raise AssertionError


async def test_work_is_stopped_once_its_lease_has_gone_to_another(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("summary.long_jobs.LEASE", timedelta(seconds=0.15))
    waits = _Waits()
    shop = open_shop(db, tmp_path, bindery=waits)
    await recorded_call(shop)
    working = asyncio.ensure_future(shop.work())
    async with asyncio.timeout(30):
        await waits.begun.wait()
    await asyncio.sleep(0.2)
    assert not working.done(), "as long as it is renewed it goes on"
    async with db.transaction() as session:
        assert await lease_due_job(session, now=NOW + 2 * LEASE, lease=LEASE, lane=BINDING) is not None
    async with asyncio.timeout(30):
        await working
    assert waits.cancelled


async def test_work_on_what_is_discarded_is_stopped_and_not_waited_for(db: Database, tmp_path: Path) -> None:
    waits = _Waits()
    shop = open_shop(db, tmp_path, bindery=waits)
    await recorded_call(shop)
    working = asyncio.ensure_future(shop.work())
    async with asyncio.timeout(30):
        await waits.begun.wait()
        await _discard(shop)
        await working
    assert waits.cancelled
    assert (await shop.row()).state == "discarded"

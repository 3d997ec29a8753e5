"""Finished recordings go to the storage, are played from there, and are discarded there; whatever the storage does."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import aclosing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from media.bucket import Bucket
from media.errors import StorageAway
from records.database import Database
from records.jobs import lease_due_job
from records.recording_files import KEEPING, MOVE, REMOVE
from records.retention import expire_recordings
from records.tables import FilePlace
from signaling.domain import events as e
from summary.jobs import HANDLERS, run_due_job
from summary.long_jobs import LEASE, MOST_ATTEMPTS, run_due_long_job
from tests.integration.summary.ended_call import NOW, talk
from tests.integration.summary.recorded_call import Shop, open_shop, recorded_call
from tests.s3 import Bucketful, open_bucket
from tests.voices import onsets, sides

NAMES = ["finished/rec/ag-1.part", "finished/rec/cu-1.part", "finished/rec/whole.peaks", "finished/rec/whole.sound"]
LATER = NOW + timedelta(hours=2)


@pytest.fixture
async def there() -> AsyncIterator[Bucketful]:
    async with open_bucket() as opened:
        yield opened


@pytest.fixture
def shop(db: Database, tmp_path: Path, there: Bucketful) -> Shop:
    return open_shop(db, tmp_path, Bucket(there.address, retried_for=timedelta(seconds=1)))


async def _check_played(shop: Shop) -> None:
    """The agent at 1 s, the customer at 3 s."""
    opened = await shop.vault.open_whole("rec")
    assert opened is not None
    async with aclosing(opened) as file:
        left, right = sides(await file.read(0, file.size))
    assert onsets(left) == pytest.approx([1], abs=0.02)
    assert onsets(right) == pytest.approx([3], abs=0.02)


async def test_it_goes_to_the_storage_and_is_played_from_there(shop: Shop, there: Bucketful) -> None:
    await recorded_call(shop)
    await shop.work()
    assert (sorted(there.objects), shop.files()) == (NAMES, [])
    row = await shop.row()
    assert (row.state, row.place, row.storage_error) == ("ready", FilePlace.STORAGE, None)
    await _check_played(shop)
    part = await shop.vault.open("rec", "cu", 1)
    assert part is not None
    async with aclosing(part) as file:
        head = await file.read(0, 4)
    assert head == bytes.fromhex("1a45dfa3"), "parts are read from there, too"
    assert not any(body.startswith(bytes.fromhex("1a45dfa3")) for body in there.objects.values()), "all is sealed"


@pytest.mark.parametrize("fault", ["keeps_half", "turns_a_bit"])
async def test_what_has_not_arrived_as_it_was_stays_here_until_it_has(shop: Shop, there: Bucketful, fault: str) -> None:
    setattr(there, fault, True)
    await recorded_call(shop)
    await shop.work()
    row = await shop.row()
    assert (row.state, row.place, row.storage_error) == ("ready", FilePlace.FOLDER, "not_as_sent")
    assert shop.files() == ["ag-1.part", "cu-1.part", "whole.peaks", "whole.sound"]
    await _check_played(shop)
    setattr(there, fault, False)
    await shop.work(now=LATER)
    assert ((await shop.row()).place, shop.files()) == (FilePlace.STORAGE, [])


async def test_a_storage_that_is_away_is_waited_for(shop: Shop, there: Bucketful) -> None:
    there.fail("PUT", status=503, code="SlowDown")
    await recorded_call(shop)
    await shop.work()
    row, job = await shop.row(), await shop.job(MOVE)
    assert (row.place, row.storage_error, job.last_error) == (FilePlace.FOLDER, "storage_away", "storage_away")
    assert job.run_at > NOW
    there.faults.clear()
    await shop.work(now=LATER)
    assert (await shop.row()).place is FilePlace.STORAGE
    assert len(await shop.ready()) == 1


async def test_killed_between_the_commit_and_the_unlinking_it_goes_on_there(shop: Shop, there: Bucketful) -> None:
    await recorded_call(shop)
    await shop.work()
    for name, body in there.objects.items():
        (shop.vault.folder / "rec" / name.rpartition("/")[2]).write_bytes(body)
    async with shop.db.transaction() as session:
        job = await session.merge(await shop.job(MOVE))
        job.done_at = None
    there.asked.clear()
    await shop.work()
    assert shop.files() == []
    assert there.asked == [], "what is there already is not sent again"


async def test_discarded_it_is_gone_there_too(shop: Shop, there: Bucketful) -> None:
    await recorded_call(shop)
    await shop.work()
    await talk(shop.db, e.ConsentWithdrawn("cu", True, "es", "w", "h"))
    await shop.work()
    assert (there.objects, shop.files()) == ({}, [])
    assert (await shop.row()).state == "discarded"


async def test_retention_reaches_the_storage(shop: Shop, there: Bucketful) -> None:
    await recorded_call(shop)
    await shop.work()
    day = NOW + timedelta(days=40)
    assert await expire_recordings(shop.db, now=day) == 1
    await shop.work(now=day)
    assert there.objects == {}


async def test_a_storage_that_is_away_when_it_should_remove_is_asked_until_it_has(shop: Shop, there: Bucketful) -> None:
    await recorded_call(shop)
    await shop.work()
    there.fail("GET", status=500)
    await talk(shop.db, e.ConsentWithdrawn("cu", True, "es", "w", "h"))
    await shop.work()
    assert (sorted(there.objects), (await shop.job(REMOVE)).last_error) == (NAMES, "storage_away")
    there.faults.clear()
    await shop.work(now=LATER)
    assert there.objects == {}


async def test_what_vanished_there_is_no_file_and_a_storage_away_is_no_answer(shop: Shop, there: Bucketful) -> None:
    await recorded_call(shop)
    await shop.work()
    there.fail("HEAD", status=500)
    with pytest.raises(StorageAway):
        await shop.vault.open_whole("rec")
    there.faults.clear()
    there.objects.clear()
    assert await shop.vault.open_whole("rec") is None


async def test_discarded_while_it_is_sent_it_is_nowhere(shop: Shop, there: Bucketful) -> None:
    await recorded_call(shop)
    there.puts_wait_for = asyncio.Event()
    working = asyncio.ensure_future(shop.work())
    async with asyncio.timeout(30):
        await there.putting.wait()
    await talk(shop.db, e.ConsentWithdrawn("cu", True, "es", "w", "h"))
    await asyncio.sleep(1)  # it has been seen by now, and a file is still on its way
    there.puts_wait_for.set()
    await working
    assert (there.objects, (await shop.row()).state) == ({}, "discarded")
    await asyncio.sleep(0.5)
    assert there.objects == {}, "nothing comes afterwards"


async def test_what_cannot_be_removed_is_tried_for_ever(shop: Shop, there: Bucketful) -> None:
    await recorded_call(shop)
    await shop.work()
    there.fail("GET", status=403, code="AccessDenied")
    await talk(shop.db, e.ConsentWithdrawn("cu", True, "es", "w", "h"))
    for hour in range(2 * MOST_ATTEMPTS):
        await shop.work(now=NOW + timedelta(hours=hour))
    assert (await shop.job(REMOVE)).failed_at is None
    there.faults.clear()
    await shop.work(now=NOW + timedelta(days=9))
    assert there.objects == {}


async def _sent_without_a_lease(shop: Shop, there: Bucketful) -> Coroutine[Any, Any, None]:
    """Another takes the job over while a file is on its way; it is discarded, and everything removed. Then it comes."""
    await recorded_call(shop)
    there.puts_wait_for = let_go = asyncio.Event()
    working = asyncio.ensure_future(shop.work())
    async with asyncio.timeout(60):
        await there.putting.wait()
    moving = await shop.job(MOVE)
    async with shop.db.transaction() as session:
        await lease_due_job(session, now=NOW + timedelta(days=1), lease=LEASE, lane=KEEPING)
    assert (await shop.job(MOVE)).lease_number == moving.lease_number + 1
    await talk(shop.db, e.ConsentWithdrawn("cu", True, "es", "w", "h"))
    while await run_due_job(shop.db, HANDLERS, clock=lambda: NOW):
        pass
    assert await run_due_long_job(shop.db, shop.works, lane=KEEPING, clock=lambda: NOW)
    assert ((await shop.row()).state, (await shop.job(REMOVE)).done_at) == ("discarded", NOW)

    async def comes() -> None:
        let_go.set()
        async with asyncio.timeout(60):
            await working

    return comes()


async def test_what_comes_after_another_has_removed_everything_is_taken_back(
    shop: Shop, there: Bucketful, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("summary.long_jobs.LEASE", timedelta(seconds=0.3))
    await (await _sent_without_a_lease(shop, there))
    assert there.objects == {}


async def test_what_cannot_be_taken_back_at_once_is_not_called_gone(
    shop: Shop, there: Bucketful, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("summary.long_jobs.LEASE", timedelta(seconds=0.3))
    comes = await _sent_without_a_lease(shop, there)
    there.fail("GET", status=500)
    await comes
    assert (there.objects != {}, (await shop.row()).state) == (True, "waiting")
    there.faults.clear()
    await shop.work(now=LATER)
    assert (there.objects, (await shop.row()).state) == ({}, "discarded")


async def test_of_a_storage_that_is_not_in_the_settings_any_more_nothing_is_called_gone(
    shop: Shop, there: Bucketful, db: Database, tmp_path: Path
) -> None:
    await recorded_call(shop)
    await shop.work()
    await talk(shop.db, e.ConsentWithdrawn("cu", True, "es", "w", "h"))
    await open_shop(db, tmp_path).work()
    assert ((await shop.row()).state, (await shop.job(REMOVE)).last_error) == ("ready", "no_storage")
    await shop.work(now=LATER)
    assert (there.objects, (await shop.row()).state) == ({}, "discarded")

"""Work that breaks off as nobody has foreseen: the recording says so, the world is told, a person tries it again."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from media.bindery import Bindery, Bound
from records.database import Database
from records.job_list import JobState, list_jobs
from records.recording_files import BIND, MOVE
from records.tables import AuditRow, FilePlace
from summary.binding import UNFORESEEN
from summary.job_desk import retry_given_up
from summary.long_jobs import MOST_ATTEMPTS
from tests.integration.summary.ended_call import NOW
from tests.integration.summary.recorded_call import Shop, open_shop, recorded_call


class _BreaksOff:
    """No code of ours: whatever nobody has thought of, until it is `mended`."""

    def __init__(self) -> None:
        self.mended: Bindery | None = None

    async def bind(self, recording_id: str, parts: Any, *, attempt: int) -> Bound:
        if self.mended is None:
            raise ZeroDivisionError
        return await self.mended.bind(recording_id, parts, attempt=attempt)


class _NoStorage:
    """Answers as nobody has foreseen."""

    def put(self, name: str, file: Path) -> None:
        raise ZeroDivisionError

    def holds(self, name: str, file: Path) -> bool:
        raise ZeroDivisionError

    async def find(self, name: str) -> None:
        return None

    def remove(self, recording_id: str) -> None:
        raise ZeroDivisionError


async def _given_up(shop: Shop) -> None:
    for hour in range(MOST_ATTEMPTS + 2):
        await shop.work(now=NOW + timedelta(hours=2 * hour))


async def test_a_file_whose_making_breaks_off_is_not_waited_for_in_vain(db: Database, tmp_path: Path) -> None:
    shop = open_shop(db, tmp_path, bindery=_BreaksOff())
    await recorded_call(shop)
    await shop.work()
    row = await shop.row()
    assert (row.state, row.reasons) == ("failed", [UNFORESEEN]), "said at once, though it is tried again"
    assert await shop.ready() == []
    await _given_up(shop)
    job = await shop.job(BIND)
    assert (job.attempts, job.last_error, job.failed_at is not None) == (MOST_ATTEMPTS, "ZeroDivisionError", True)
    assert [told["file"]["reasons"] for told in await shop.ready()] == [[UNFORESEEN]]


async def test_tried_again_by_a_person_it_is_made_and_told_of_anew(db: Database, tmp_path: Path) -> None:
    breaks = _BreaksOff()
    shop = open_shop(db, tmp_path, bindery=breaks)
    await recorded_call(shop)
    await _given_up(shop)
    breaks.mended = open_shop(db, tmp_path).works[BIND]._bindery  # type: ignore[attr-defined]
    much_later = NOW + timedelta(days=90)
    assert [await retry_given_up(db, actor="user:sam", now=much_later) for _ in range(2)] == [1, 0]
    assert ((await shop.row()).state, (await shop.row()).reasons) == ("waiting", [])
    await shop.work(now=much_later)
    assert (await shop.row()).state == "ready"
    assert {told["file"]["state"] for told in await shop.ready()} == {"failed", "ready"}
    assert len(await shop.ready()) == 2
    async with db.reading() as session:
        audited = list(await session.scalars(select(AuditRow.action)))
    assert audited.count("job.retry") == 2, "asked for, it stands there, whether there was something or not"


async def test_only_what_is_named_is_tried_again_and_only_what_was_given_up(db: Database, tmp_path: Path) -> None:
    shop = open_shop(db, tmp_path, bindery=_BreaksOff())
    await recorded_call(shop)
    await shop.work()
    job = await shop.job(BIND)
    assert await retry_given_up(db, job_ids=[job.id], actor="user:sam", now=NOW) == 0, "it is tried again by itself"
    await _given_up(shop)
    assert await retry_given_up(db, job_ids=["another"], actor="user:sam", now=NOW) == 0
    assert await retry_given_up(db, job_ids=[job.id], actor="user:sam", now=NOW) == 1


async def test_the_list_tells_what_each_is_for_and_how_it_stands(db: Database, tmp_path: Path) -> None:
    shop = open_shop(db, tmp_path, bindery=_BreaksOff())
    await recorded_call(shop)
    await shop.work()
    async with db.reading() as session:
        found = await list_jobs(session, most=10, now=NOW)
    (line,) = [each for each in found.jobs if each.kind == BIND]
    assert (line.state, line.case_reference, line.call_id) == (JobState.AGAIN, "LP-1", "call")
    assert (line.attempts, line.last_error) == (1, "ZeroDivisionError")
    assert found.counts.again == 1
    assert found.counts.done_lately == 2, "the draft, and the end of the recording"
    await _given_up(shop)
    async with db.reading() as session:
        found = await list_jobs(session, most=1, now=NOW)
    assert [each.state for each in found.jobs] == [JobState.FAILED], "what a person has to look at stands first"


async def test_a_file_that_cannot_be_sent_away_says_so_and_can_be_played_where_it_is(
    db: Database, tmp_path: Path
) -> None:

    shop = open_shop(db, tmp_path, _NoStorage())
    await recorded_call(shop)
    await shop.work()
    row = await shop.row()
    assert (row.state, row.place, row.storage_error) == ("ready", FilePlace.FOLDER, UNFORESEEN)
    assert (await shop.job(MOVE)).last_error == "ZeroDivisionError"

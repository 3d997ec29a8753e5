"""The last day of recordings: one that cannot be deleted is told of, and keeps no other from going on its day."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.testing import capture_logs

from house import serving
from records import retention
from records.consent_ledger import ANCHOR
from records.database import Database
from records.recording_keys import forget_keys
from records.retention import expire_recordings
from records.tables import AuditRow, RecordingRow
from signaling.protocol.words import RecordingState
from tests.contract.test_calls_records import ASKED, TALK, _happen, _seed
from tests.contract.written_calls import BEGAN, add_call, add_people
from tests.unit.signaling.story import START, answer, invited

LATER = BEGAN + timedelta(days=60)


def _away() -> OperationalError:
    return OperationalError("it cannot be read", {}, Exception())


async def _states(db: Database) -> dict[str, RecordingState]:
    async with db.reading() as session:
        return {row.id: row.state for row in await session.scalars(select(RecordingRow))}


async def test_one_that_cannot_be_deleted_is_told_of_once_and_the_others_go(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add_people(db, "wei")
    for number in (1, 2, 3):
        await add_call(db, number)

    async def fails_at_the_first(session: AsyncSession, *these: Any) -> None:
        if "rec-1" in await session.scalars(select(RecordingRow.id).where(*these)):
            raise _away()
        await forget_keys(session, *these)

    with monkeypatch.context() as broken:
        broken.setattr(retention, "forget_keys", fails_at_the_first)
        with capture_logs() as log:
            assert await expire_recordings(db, now=LATER) == 2
    assert [(line["event"], line["id"]) for line in log] == [("retention.not_deleted", "rec-1")]
    gone = RecordingState.DISCARDED
    assert await _states(db) == {"rec-1": RecordingState.STOPPED, "rec-2": gone, "rec-3": gone}
    assert await expire_recordings(db, now=LATER) == 1
    assert await _states(db) == dict.fromkeys(("rec-1", "rec-2", "rec-3"), gone)


async def test_where_the_database_is_away_it_is_told_of_that_and_not_of_each(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add_people(db, "wei")
    for number in (1, 2):
        await add_call(db, number)
    tried = 0

    async def goes_away(*_: object, **__: object) -> int:
        nonlocal tried
        tried += 1
        monkeypatch.setattr(AsyncSession, "execute", fails)
        raise _away()

    async def fails(*_: object, **__: object) -> None:
        raise _away()

    monkeypatch.setattr(retention, "append_audit", goes_away)
    with capture_logs() as log, pytest.raises(OperationalError):
        await expire_recordings(db, now=LATER)
    assert (tried, log) == (1, [])


async def test_the_head_of_the_ledger_is_anchored_whatever_became_of_the_recordings(
    sqlite_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _seed(sqlite_db, invited())
    await _happen(sqlite_db, *TALK, ASKED, answer("ag"), answer("cu"))
    outworn = asyncio.Event()

    async def fails(*_: object, **__: object) -> int:
        raise _away()

    async def removed(*_: object, **__: object) -> None:
        outworn.set()

    monkeypatch.setattr(serving, "expire_recordings", fails)
    monkeypatch.setattr(serving, "remove_outworn", removed)
    with capture_logs() as log:
        retiring = asyncio.ensure_future(serving._retire(sqlite_db, lambda: START, line_days=90))  # type: ignore[arg-type]
        async with asyncio.timeout(60):
            await outworn.wait()
        retiring.cancel()
        await asyncio.gather(retiring, return_exceptions=True)
    assert [line["event"] for line in log] == ["retention.failed"]
    async with sqlite_db.reading() as session:
        assert await session.scalar(select(AuditRow.action)) == ANCHOR

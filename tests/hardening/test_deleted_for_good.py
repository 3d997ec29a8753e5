"""Whoever takes the disk after a deletion finds none of the words that were deleted: not in the database's file, not in
its log, not in the index of words, not in what was left of an earlier shape of it."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from records.database import Database
from records.erasing import rounds
from records.erasing.certificates import find_false_certificates
from records.erasing.rounds import erase_what_is_due
from records.erasing.signing import SigningKey
from records.erasing.wishes import ask_to_erase
from records.search import index_call
from tests.contract.planted_calls import PLANTED, files_are_gone, found_in, plant
from tests.contract.written_calls import BEGAN, add_call

NOW = BEGAN + timedelta(days=3)


async def _crowd(db: Database) -> None:
    """Others around it, written and written again, so that pages are split and segments are merged."""
    for number in range(2, 40):
        call_id = await add_call(db, number, notes=f"a lamp {number} " * 60, summary=[("account", f"lamp {number}")])
        async with db.transaction() as session:
            await index_call(session, call_id)


async def _erase(db: Database, key: SigningKey) -> None:
    async with db.transaction() as session:
        await ask_to_erase(session, "call-1", by="user:sam", because="the customer asked for it", now=NOW)
    await files_are_gone(db)
    while await erase_what_is_due(db, key, now=NOW):
        pass


async def test_no_planted_word_is_in_any_file_afterwards(sqlite_db: Database, tmp_path: Path) -> None:
    key = SigningKey.at(tmp_path / "certificates.key")
    await plant(sqlite_db)
    await _crowd(sqlite_db)
    assert await asyncio.to_thread(found_in, tmp_path) == set(PLANTED)
    await _erase(sqlite_db, key)
    assert await asyncio.to_thread(found_in, tmp_path) == set()
    async with sqlite_db.reading() as session:
        assert await find_false_certificates(session, trusted=[key.key_id]) == []


async def test_to_delete_the_rows_alone_would_have_left_them(
    sqlite_db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def does_nothing(_: Database) -> bool:
        return True

    monkeypatch.setattr(rounds, "scrub", does_nothing)
    await plant(sqlite_db)
    await _crowd(sqlite_db)
    await _erase(sqlite_db, SigningKey.at(tmp_path / "certificates.key"))
    assert await asyncio.to_thread(found_in, tmp_path) != set()


async def test_while_somebody_reads_nothing_is_called_gone(sqlite_db: Database, tmp_path: Path) -> None:
    key = SigningKey.at(tmp_path / "certificates.key")
    await plant(sqlite_db)
    async with sqlite_db.reading() as session:
        await session.execute(text("SELECT count(*) FROM calls"))  # an old moment is held in the log
        await _erase(sqlite_db, key)
        async with sqlite_db.reading() as other:
            assert await other.scalar(text("SELECT count(*) FROM erasure_certificates")) == 0
    while await erase_what_is_due(sqlite_db, key, now=NOW):
        pass
    assert await asyncio.to_thread(found_in, tmp_path) == set()

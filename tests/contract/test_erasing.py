"""A call is deleted for good: on both engines no row has its words, holds win, and what was cut off is finished."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError, OperationalError
from structlog.testing import capture_logs

from records.audit import first_broken_audit
from records.database import Database
from records.erasing import rounds
from records.erasing.certificates import find_false_certificates
from records.erasing.deed import forget_call
from records.erasing.holds import lift_hold, list_holds, place_hold
from records.erasing.plan import Step
from records.erasing.rounds import erase_what_is_due, list_open
from records.erasing.signing import SigningKey
from records.erasing.wishes import NotErased, ask_to_erase
from records.retention import expire_recordings
from records.search import search_calls
from records.tables import (
    Base,
    CallRow,
    CertificateRow,
    CommitmentRow,
    CredentialRow,
    ErasureRow,
    ErasureScope,
    RecordingKeyRow,
    RecordingRow,
)
from signaling.protocol.words import CallState, RecordingState
from tests.contract.planted_calls import PLANTED, files_are_gone, plant
from tests.contract.written_calls import BEGAN, add_call

NOW = BEGAN + timedelta(days=3)
LATER = BEGAN + timedelta(days=60)


async def _ask(db: Database, call_id: str) -> None:
    async with db.transaction() as session:
        await ask_to_erase(session, call_id, by="user:sam", because="the customer asked for it", now=NOW)


async def _finish(db: Database, key: SigningKey, *, most: int = 10) -> None:
    for _ in range(most):
        if not await erase_what_is_due(db, key, now=NOW):
            return
    raise AssertionError("it never comes to an end")


async def _steps(db: Database) -> dict[str, Step]:
    async with db.reading() as session:
        return {row.subject: step for row, step in await list_open(session)}


async def _planted_in_rows(db: Database) -> set[str]:
    """Which of the planted words any column of any table has."""
    found: set[str] = set()
    async with db.reading() as session:
        for table in Base.metadata.sorted_tables:
            rows = str([tuple(row) for row in await session.execute(select(table))])
            found |= {word for word in PLANTED if word in rows}
        words = str([tuple(row) for row in await session.execute(text("SELECT words FROM search_words"))])
    return found | {word for word in PLANTED if word in words}


async def _certificate(db: Database) -> CertificateRow:
    async with db.reading() as session:
        return (await session.scalars(select(CertificateRow))).one()


@pytest.fixture
def key(tmp_path: Path) -> SigningKey:
    return SigningKey.at(tmp_path / "keys" / "certificates.key")


async def test_every_class_of_data_goes_and_a_signed_certificate_stays(db: Database, key: SigningKey) -> None:
    call_id = await plant(db)
    assert await _planted_in_rows(db) == set(PLANTED)
    await _ask(db, call_id)
    await files_are_gone(db)
    await _finish(db, key)
    assert await _planted_in_rows(db) == set()
    async with db.reading() as session:
        assert not (await search_calls(session, "plantedspeech", user_id=None, before=None, limit=5)).calls
        erasure = (await session.scalars(select(ErasureRow))).one()
        assert {name: counted["rows"] for name, counted in erasure.counts.items()} == {
            "parts": 2, "transcript": 2, "summary": 1, "summary_edits": 1, "texts": 1, "case_entries": 1, "notes": 1,
            "promises": 1, "links": 2, "events": 1,
        }  # fmt: skip
        assert await find_false_certificates(session, trusted=[key.key_id]) == []
        assert await first_broken_audit(session) is None
        assert set(await session.scalars(select(CredentialRow.kind))) == {"receipt"}
        assert await session.scalar(select(func.count()).select_from(RecordingKeyRow)) == 0
    assert await _steps(db) == {}


async def test_a_hold_wins_over_whoever_asks_and_over_the_last_day(db: Database, key: SigningKey) -> None:
    call_id = await plant(db)
    async with db.transaction() as session:
        assert await place_hold(session, "case-1", by="user:sam", because="a claim in court", now=NOW)
        assert not await place_hold(session, "case-1", by="user:sam", because="another one", now=NOW)
    with pytest.raises(NotErased):
        await _ask(db, call_id)
    assert await expire_recordings(db, now=LATER) == 0
    assert not await erase_what_is_due(db, key, now=LATER)
    assert await _planted_in_rows(db) == set(PLANTED)
    async with db.transaction() as session:
        assert [reference for reference, _ in await list_holds(session)] == ["LP-1"]
        assert await lift_hold(session, "case-1", by="user:sam", now=NOW)
        assert not await lift_hold(session, "case-1", by="user:sam", now=NOW)
    assert await expire_recordings(db, now=LATER) == 1


async def test_a_hold_that_comes_between_the_wish_and_the_deed_wins(db: Database, key: SigningKey) -> None:
    call_id = await plant(db)
    await _ask(db, call_id)
    async with db.transaction() as session:
        await place_hold(session, "case-1", by="user:sam", because="a claim in court", now=NOW)
    assert not await erase_what_is_due(db, key, now=NOW)
    assert await _steps(db) == {f"call:{call_id}": Step.HELD}
    assert await _planted_in_rows(db) == set(PLANTED)


async def test_cut_off_after_any_step_it_is_finished_by_whoever_comes_next(db: Database, key: SigningKey) -> None:
    call_id = await plant(db)
    await _ask(db, call_id)
    await files_are_gone(db)
    for cut in ("forget_call", "scrub", "certify"):
        with patch.object(rounds, cut, side_effect=RuntimeError("killed")), pytest.raises(RuntimeError):
            await erase_what_is_due(db, key, now=NOW)
        async with db.reading() as session:
            assert (await session.scalars(select(CertificateRow))).all() == []
    await _finish(db, key)
    assert await _planted_in_rows(db) == set()
    async with db.reading() as session:
        assert await find_false_certificates(session) == []


async def test_nothing_is_certified_while_a_file_is_left(db: Database, key: SigningKey) -> None:
    call_id = await plant(db)
    await _ask(db, call_id)
    await _finish(db, key)
    assert await _steps(db) == {f"call:{call_id}": Step.AWAIT_FILES}
    async with db.reading() as session:
        assert (await session.scalars(select(CertificateRow))).all() == []
        assert (await session.get_one(RecordingRow, "rec-1")).state is RecordingState.DISCARDED
    await files_are_gone(db)
    await _finish(db, key)
    assert await _steps(db) == {}


async def _wait_before(db: Database, count: int, *, call_id: str, forgotten: bool) -> None:
    """So many older deletions of this call that nobody can go on with."""
    async with db.transaction() as session:
        session.add_all(
            ErasureRow(
                subject=f"recording:{call_id}:{number}", scope=ErasureScope.CALL, call_id=call_id, asked_by="test",
                because="asked before", asked_at=BEGAN, forgotten_at=BEGAN if forgotten else None, counts={},
            )
            for number in range(count)
        )  # fmt: skip


@pytest.mark.parametrize("forgotten", [True, False], ids=["files", "held"])
async def test_however_many_wait_for_somebody_else_whoever_can_be_deleted_is(
    db: Database, key: SigningKey, *, forgotten: bool
) -> None:
    """A file that cannot be removed, or a hold: neither ends by itself."""
    call_id = await plant(db)
    await files_are_gone(db)
    waiting = await add_call(db, 2)
    if not forgotten:
        async with db.transaction() as session:
            await place_hold(session, "case-2", by="user:sam", because="a claim in court", now=NOW)
    await _wait_before(db, 210, call_id=waiting, forgotten=forgotten)
    await _ask(db, call_id)
    assert (await _steps(db))[f"call:{call_id}"] is Step.FORGET
    await _finish(db, key)
    assert (await _certificate(db)).made_at == NOW
    waits_for = Step.AWAIT_FILES if forgotten else Step.HELD
    assert list((await _steps(db)).values()) == [waits_for] * 210


async def test_what_has_waited_is_deleted_once_it_can_be_a_few_at_a_time(
    db: Database, key: SigningKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "_AT_ONCE", 2)
    call_id = await plant(db)
    await _wait_before(db, 3, call_id=call_id, forgotten=False)
    async with db.transaction() as session:
        await place_hold(session, "case-1", by="user:sam", because="a claim in court", now=NOW)
    await _finish(db, key)
    assert set((await _steps(db)).values()) == {Step.HELD}
    async with db.transaction() as session:
        await lift_hold(session, "case-1", by="user:sam", now=NOW)
    await _finish(db, key)
    assert list((await _steps(db)).values()) == [Step.AWAIT_FILES] * 3
    await files_are_gone(db)
    await _finish(db, key)
    assert await _steps(db) == {}


async def test_one_that_cannot_be_deleted_is_told_of_and_keeps_nobody_waiting(db: Database, key: SigningKey) -> None:
    first, second = await plant(db), await add_call(db, 2)
    for number, call_id in enumerate((first, second), start=1):
        await _ask(db, call_id)
        await files_are_gone(db, number)

    async def fails(database: Database, erasure_id: str, **more: Any) -> bool:
        async with database.reading() as session:
            subject = (await session.get_one(ErasureRow, erasure_id)).subject
        if subject == f"call:{first}":
            raise OperationalError("a row that cannot be read", {}, Exception())
        return await forget_call(database, erasure_id, **more)

    with patch.object(rounds, "forget_call", fails), capture_logs() as log:
        await _finish(db, key)
    assert await _steps(db) == {f"call:{first}": Step.FORGET}
    assert {line["event"] for line in log} == {"erasure.not_forgotten"}
    await _finish(db, key)
    assert await _steps(db) == {}


async def test_a_recording_whose_day_has_come_leaves_a_certificate_too(db: Database, key: SigningKey) -> None:
    await plant(db)
    assert await expire_recordings(db, now=LATER) == 1
    await files_are_gone(db)
    await _finish(db, key)
    assert "plantedspeech" not in await _planted_in_rows(db)
    async with db.reading() as session:
        erasure = (await session.scalars(select(ErasureRow))).one()
        assert (erasure.subject, erasure.asked_by) == ("recording:rec-1", "system:retention")
        assert {name: counted["rows"] for name, counted in erasure.counts.items()} == {"parts": 2, "transcript": 2}
        assert await find_false_certificates(session, trusted=[key.key_id]) == []


async def test_asked_twice_it_is_done_once(db: Database, key: SigningKey) -> None:
    call_id = await plant(db)
    await _ask(db, call_id)
    await _ask(db, call_id)
    await files_are_gone(db)
    await _finish(db, key)
    await _ask(db, call_id)
    assert not await erase_what_is_due(db, key, now=NOW)
    await _certificate(db)


async def test_what_is_not_over_or_still_owed_is_not_deleted(db: Database) -> None:
    call_id = await plant(db)
    async with db.transaction() as session:
        await session.execute(update(CommitmentRow).values(state="open"))
    with pytest.raises(NotErased, match="promised"):
        await _ask(db, call_id)
    async with db.transaction() as session:
        await session.execute(update(CallRow).values(state=CallState.WRAP_UP))
    with pytest.raises(NotErased, match="written up"):
        await _ask(db, call_id)
    with pytest.raises(NotErased, match="no such call"):
        await _ask(db, "call-2")


async def test_a_certificate_cannot_be_changed_and_a_false_one_is_found(
    db: Database, key: SigningKey, tmp_path: Path
) -> None:
    call_id = await plant(db)
    await _ask(db, call_id)
    await files_are_gone(db)
    await _finish(db, key)
    for change in ("UPDATE erasure_certificates SET text = '{}'", "DELETE FROM erasure_certificates"):
        with pytest.raises(DBAPIError, match="only appended to"):
            async with db.transaction() as session:
                await session.execute(text(change))
    other = SigningKey.at(tmp_path / "other.key")
    async with db.transaction() as session:
        assert await find_false_certificates(session, trusted=[other.key_id]) == [f"call:{call_id}"]
        (await session.scalars(select(ErasureRow))).one().counts = {"summary": {"rows": 0, "sha256": ""}}
        await session.flush()
        assert await find_false_certificates(session) == [f"call:{call_id}"]


async def test_other_calls_keep_every_word(db: Database, key: SigningKey) -> None:
    call_id = await plant(db)
    await add_call(db, 2, notes="the lampshade")
    await _ask(db, call_id)
    await files_are_gone(db)
    await _finish(db, key)
    async with db.reading() as session:
        found = await search_calls(session, "lampshade", user_id=None, before=None, limit=5)
    assert [one.call_id for one in found.calls] == ["call-2"]

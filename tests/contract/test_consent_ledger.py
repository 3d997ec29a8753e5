"""The consent ledger on both engines: it cannot be changed by mistake, and whatever was changed on purpose is found."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from alembic import command
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.attributes import set_committed_value

from records import migrate as migration
from records.audit import append_audit
from records.calls import load_call, save_call
from records.consent_ledger import Head, Report, anchor_ledger, find_head, verify_ledger
from records.consents import digest, first_broken, list_consents
from records.database import Database
from records.effects import carry_out
from records.retention import expire_recordings
from records.tables import AuditRow, ConsentRow, ConsentTextRow, FormerConsentsRow, ParticipantRow, UserRow, core
from signaling.domain import events as e
from signaling.domain.apply import apply
from signaling.protocol.words import Decision, Purpose, Role
from tests.contract.test_calls_records import ASKED, TALK, _case, _happen, _insert, _seed
from tests.ledger_guard import take_away_the_guard
from tests.unit.signaling.story import LIMITS, START, WORDS, WORDS_SHA256, answer, invited, withdrawal


async def _recorded(db: Database) -> None:
    await _seed(db, invited())
    await _happen(db, *TALK, ASKED, answer("ag"), answer("cu"))


async def _verify(db: Database, known: Head | None = None) -> Report:
    async with db.reading() as session:
        return await verify_ledger(session, known=known)


async def _rows(db: Database) -> Sequence[ConsentRow]:
    async with db.reading() as session:
        return await list_consents(session, "call")


async def test_a_whole_ledger_is_whole_and_tells_its_head(db: Database) -> None:
    assert (await _verify(db)).head is None
    await _recorded(db)
    report = await _verify(db)
    assert (report.decisions, report.calls, report.faults) == (6, 1, [])
    rows = await _rows(db)
    assert report.head == Head(6, rows[-1].sha256, "")
    assert (await _verify(db, report.head)).faults == []


async def test_a_row_says_who_decided_what_with_which_words_and_what_came_of_it(db: Database) -> None:
    await _seed(db, invited())
    said = replace(answer("ag"), clicked=e.Clicked("recording.on_request", 3, "0.1.0+abc", "consent.send"))
    await _happen(db, *TALK, ASKED, said, answer("cu"))
    first, *_, last = await _rows(db)
    assert (first.case_id, first.call_id, first.participant_id, first.role) == ("case", "call", "ag", "agent")
    assert (first.purpose, first.decision, first.media) == (Purpose.AUDIO, Decision.GIVEN, ["sound"])
    assert (first.wording_id, first.wording_version, first.build, first.control) == (
        "recording.on_request", 3, "0.1.0+abc", "consent.send",
    )  # fmt: skip
    assert (first.page_id, first.retention, first.effect) == ("page-a", "P30D", "waits_for_others")
    assert (first.wording, first.locale, first.at) == (WORDS, "es", START)
    assert last.effect == "recording_opened"


async def test_each_text_is_kept_once(db: Database) -> None:
    await _recorded(db)
    async with db.reading() as session:
        (kept,) = (await session.scalars(select(ConsentTextRow))).all()
    assert (kept.sha256, kept.text) == (WORDS_SHA256, WORDS)


@pytest.mark.parametrize(
    "statement",
    [update(ConsentRow).values(decision=Decision.GIVEN), delete(ConsentRow), update(ConsentTextRow).values(text="x"),
     delete(ConsentTextRow)],
    ids=["edit", "remove", "edit the text", "remove the text"],
)  # fmt: skip
async def test_the_database_itself_refuses_to_change_it(db: Database, statement: object) -> None:
    await _recorded(db)
    with pytest.raises(DBAPIError, match="only appended to"):
        async with db.transaction() as session:
            await session.execute(statement)  # type: ignore[call-overload]
    if db.engine.dialect.name == "postgresql":
        with pytest.raises(DBAPIError, match="only appended to"):
            async with db.transaction() as session:
                await session.execute(text("TRUNCATE consents"))
    report = await _verify(db)
    assert (report.decisions, [fault for fault in report.faults if "text" not in fault]) == (6, [])


_ANOTHER_REQUEST = (
    "INSERT INTO consent_requests SELECT 'other', call_id, asked_by, purposes, retention_days, 'stopped', asked_at, "
    "asked_at, required, why, seat_freed_at FROM consent_requests"
)
_EDITS = {
    "case_id": "other", "participant_id": "ag", "role": "agent", "purpose": Purpose.RETENTION,
    "decision": Decision.DECLINED, "media": ["picture"], "locale": "en", "wording_id": "x", "wording_version": 7,
    "wording_sha256": "1" * 64, "build": "x", "control": "x", "page_id": "x", "retention": "P1D", "effect": "x",
    "at": START + timedelta(microseconds=1), "form": 1, "ledger_sequence": 99, "sha256": "2" * 64,
    "previous_sha256": "3" * 64, "ledger_previous_sha256": "4" * 64, "request_id": "other",
}  # fmt: skip


@pytest.mark.parametrize("column", _EDITS)
async def test_an_edit_of_any_column_is_found(sqlite_db: Database, column: str) -> None:
    await _recorded(sqlite_db)
    await take_away_the_guard(sqlite_db)
    async with sqlite_db.transaction() as session:
        await session.execute(text("PRAGMA defer_foreign_keys = ON"))
        if column == "request_id":
            await session.execute(text(_ANOTHER_REQUEST))
        where = (ConsentRow.sequence == 4,)
        await session.execute(update(ConsentRow).where(*where).values({column: _EDITS[column]}))
    assert (await _verify(sqlite_db)).faults != []


@pytest.mark.parametrize("sequence", [1, 3, 6])
async def test_a_row_that_was_removed_is_found(db: Database, sequence: int) -> None:
    await _recorded(db)
    await anchor_ledger(db, now=START)
    await take_away_the_guard(db)
    async with db.transaction() as session:
        await session.execute(delete(ConsentRow).where(ConsentRow.sequence == sequence))
    assert (await _verify(db)).faults != []


async def test_a_text_that_was_edited_or_removed_is_found(db: Database) -> None:
    await _recorded(db)
    assert (await _verify(db)).faults == []
    await take_away_the_guard(db)
    async with db.transaction() as session:
        await session.execute(update(ConsentTextRow).values(text="las otras palabras"))
    assert (await _verify(db)).faults == [f"The text {WORDS_SHA256} was edited."]
    async with db.transaction() as session:
        await session.execute(delete(ConsentTextRow))
    assert (await _verify(db)).faults == [f"The text {WORDS_SHA256} is missing."]


async def test_an_end_that_was_cut_off_is_found_by_the_audit_and_by_a_head_kept_elsewhere(db: Database) -> None:
    await _recorded(db)
    await anchor_ledger(db, now=START)
    await anchor_ledger(db, now=START)
    async with db.reading() as session:
        assert len((await session.scalars(select(AuditRow))).all()) == 1, "the same head stands there once"
        head = await find_head(session)
    await _happen(db, withdrawal("cu"), now=START + timedelta(seconds=9))
    later = (await _verify(db)).head
    await take_away_the_guard(db)
    async with db.transaction() as session:
        await session.execute(delete(ConsentRow).where(ConsentRow.sequence > 6))
    assert (await _verify(db)).faults == [], "what came after the last anchor is not missed by the chains alone"
    assert (await _verify(db, later)).faults == [
        "Row 9 of the ledger is not the one that was told: the end was cut off."
    ]
    async with db.transaction() as session:
        await session.execute(delete(ConsentRow))
    assert head is not None
    (fault,) = (await _verify(db)).faults
    assert fault.startswith("Row 6 of the ledger is not the one that stands in row 1 of the audit")


async def test_a_whole_call_cut_out_of_the_middle_is_found(db: Database) -> None:
    await _recorded(db)
    await _second_call(db)
    await _answer_in(db, "call2", "ag2", "rq2")
    assert (await _verify(db)).faults == []
    await take_away_the_guard(db)
    async with db.transaction() as session:
        await session.execute(delete(ConsentRow).where(ConsentRow.call_id == "call"))
    assert (await _verify(db)).faults == ["Row 1 of the ledger was edited, removed or put in."]


async def test_two_calls_that_are_decided_at_once_form_one_chain(db: Database) -> None:
    await _seed(db, invited())
    await _happen(db, *TALK, ASKED)
    await _second_call(db)
    await asyncio.gather(_happen(db, answer("ag")), _answer_in(db, "call2", "ag2", "rq2"))
    await asyncio.gather(_happen(db, answer("cu")), _answer_in(db, "call2", "cu2", "rq2"))
    report = await _verify(db)
    assert (report.decisions, report.calls, report.faults) == (12, 2, [])


async def test_what_ends_by_itself_is_told_once_and_with_the_words_it_was_given_in(db: Database) -> None:
    await _recorded(db)
    await _happen(db, e.HungUp("cu"))
    ended = (await _rows(db))[6:]
    assert {(row.participant_id, row.purpose, row.decision, row.effect) for row in ended} == {
        (who, Purpose.AUDIO, Decision.EXPIRED, "recording_ended") for who in ("ag", "cu")
    }
    assert {(row.wording, row.control) for row in ended} == {(WORDS, "")}
    async with db.reading() as session:
        call = await load_call(session, "call")
    assert call is not None
    assert call.asking is not None
    assert {a.decision for a in call.asking.answers} == {Decision.GIVEN}, "nobody has decided that"
    await append_audit(db, actor="x", action="y", subject="z", detail={}, now=START)
    for _ in range(2):
        await expire_recordings(db, now=START + timedelta(days=31))
    last = (await _rows(db))[8:]
    assert {(row.purpose, row.decision, row.effect) for row in last} == {
        (purpose, Decision.EXPIRED, "recording_discarded") for purpose in (Purpose.TRANSCRIPT, Purpose.RETENTION)
    }
    assert len(last) == 4
    assert (await _verify(db)).faults == []


async def test_rows_from_before_there_was_one_ledger_are_followed_within_their_calls(sqlite_db: Database) -> None:
    await _all_former(sqlite_db)
    assert (await _verify(sqlite_db)).faults == []
    async with sqlite_db.transaction() as session:
        await session.execute(update(ConsentRow).where(ConsentRow.sequence == 2).values(locale="en"))
    assert (await _verify(sqlite_db)).faults == ["Row 2 of call call was edited or put in, or one before it removed."]


_NO_LEDGER = {"form": 1, "ledger_sequence": None, "ledger_previous_sha256": None}


@pytest.mark.parametrize(
    "changed",
    [_NO_LEDGER, _NO_LEDGER | {"ledger_sequence": 0}, _NO_LEDGER | {"form": 2}, {"form": 3}, {"ledger_sequence": -1},
     {"ledger_sequence": 11}, {"ledger_sequence": 9}, {"ledger_previous_sha256": "0" * 64}],
    ids=["form 1", "form 1 at 0", "nowhere", "form 3", "before the first", "a gap", "twice", "unchained"],
)  # fmt: skip
async def test_nothing_is_put_in_but_at_the_end_of_the_ledger(db: Database, changed: dict[str, object]) -> None:
    await _recorded(db)
    await _happen(db, withdrawal("cu"))
    head = (await _verify(db)).head
    for values in (changed, {}):
        row = _forged((await _rows(db)), values)
        if values:
            with pytest.raises(DBAPIError, match="only appended to"):
                await _put_in(db, row)
            assert ((await _verify(db, head)).faults, len(await _rows(db))) == ([], 9)
        else:
            await _put_in(db, row)
            assert (await _verify(db, head)).head == Head(10, row.sha256, ""), "at the end it is"


@pytest.mark.parametrize("sequence", [6, 10])
async def test_sqlite_puts_no_row_in_the_place_of_another(sqlite_db: Database, sequence: int) -> None:
    await _recorded(sqlite_db)
    rows = await _rows(sqlite_db)
    async with sqlite_db.reading() as session:
        assert await session.scalar(text("PRAGMA recursive_triggers")) == 1
    replaced = insert(core(ConsentRow)).prefix_with("OR REPLACE")
    same = {column.name: getattr(rows[-1], column.name) for column in core(ConsentRow).c}
    end = {"ledger_sequence": 7, "ledger_previous_sha256": rows[-1].sha256, "control": "edited", "sequence": sequence}
    for values in (same | {"control": "edited"}, same | end, same | end | {"id": "another", "sequence": 6}):
        with pytest.raises(DBAPIError, match="only appended to"):
            async with sqlite_db.transaction() as session:
                await session.execute(replaced.values(values))
    texts = insert(core(ConsentTextRow)).prefix_with("OR REPLACE")
    with pytest.raises(DBAPIError, match="only appended to"):
        async with sqlite_db.transaction() as session:
            await session.execute(texts.values(sha256=WORDS_SHA256, text="x", kept_at=START))
    assert (await _verify(sqlite_db)).faults == []


async def test_a_row_without_a_place_that_was_put_in_on_purpose_is_found(db: Database) -> None:
    await _recorded(db)
    await _happen(db, withdrawal("cu"))
    head = (await _verify(db)).head
    await take_away_the_guard(db)
    row = _forged(await _rows(db), _NO_LEDGER)
    await _put_in(db, row)
    rows = await _rows(db)
    assert first_broken(rows) == 10, "nor is it on a receipt as if it were whole"
    assert (await _verify(db)).faults == [
        "Row 10 of call call was edited or put in, or one before it removed.",
        "A decision was put in among those from before the ledger, edited or removed.",
    ]
    async with db.transaction() as session:
        session.add(FormerConsentsRow(sha256=hashlib.sha256(row.sha256.encode()).hexdigest(), decisions=1))
    assert (await _verify(db, head)).faults[1:] == ["The decisions from before the ledger are not what was told."]


async def test_a_whole_call_from_before_the_ledger_that_was_put_in_is_found(sqlite_db: Database) -> None:
    await _all_former(sqlite_db)
    await _second_call(sqlite_db)
    row = (await _rows(sqlite_db))[0]
    forged = _copied(row, {"id": "forged", "call_id": "call2", "request_id": "rq2", "participant_id": "cu2"})
    await _put_in(sqlite_db, forged)
    assert (await _verify(sqlite_db)).faults == [
        "A decision was put in among those from before the ledger, edited or removed."
    ]


async def test_the_audit_keeps_how_it_was_with_the_rows_from_before_the_ledger(sqlite_db: Database) -> None:
    await _all_former(sqlite_db)
    await _second_call(sqlite_db)
    await _answer_in(sqlite_db, "call2", "ag2", "rq2")
    await anchor_ledger(sqlite_db, now=START)
    assert (await _verify(sqlite_db)).faults == []
    async with sqlite_db.transaction() as session:
        await session.execute(delete(ConsentRow).where(ConsentRow.call_id == "call"))
        await session.execute(delete(FormerConsentsRow))
    assert (await _verify(sqlite_db)).faults == [
        "The decisions from before the ledger are not what stands in row 1 of the audit."
    ]


async def test_what_was_there_before_is_counted_once_and_none_comes_to_it(db: Database) -> None:
    await _all_former(db)
    async with db.transaction() as session:
        counted = (await session.execute(select(core(FormerConsentsRow)))).all()
        await session.execute(text("DROP TABLE former_consents"))
        await session.execute(text("UPDATE alembic_version SET version_num = '0031'"))
        if db.engine.dialect.name == "postgresql":
            await session.execute(text("DROP FUNCTION reassure_only_at_the_end() CASCADE"))
            await session.execute(text("ALTER TABLE consents ENABLE TRIGGER USER"))
    async with db.engine.begin() as connection:
        await connection.run_sync(lambda sync: command.upgrade(migration._config(sync), "0032"))
    async with db.reading() as session:
        assert (await session.execute(select(core(FormerConsentsRow)))).all() == counted
    assert (await _verify(db)).faults == []
    for row in (_forged(await _rows(db), _NO_LEDGER), FormerConsentsRow(sha256="0" * 64, decisions=7)):
        with pytest.raises(DBAPIError, match="only appended to"):
            await _put_in(db, row)
    await _happen(db, withdrawal("cu"))
    assert (await _verify(db)).faults == [], "it goes on behind them"


async def _all_former(db: Database) -> None:
    """A recorded call of which all was decided before there was one ledger; the guard is away."""
    await _recorded(db)
    await take_away_the_guard(db)
    async with db.transaction() as session:
        previous = "0" * 64
        rows = await list_consents(session, "call")
        for row in rows:
            row.form, row.ledger_sequence, row.previous_sha256 = 1, None, previous
            row.sha256 = previous = digest(row)
        former = hashlib.sha256("\n".join(sorted(row.sha256 for row in rows)).encode()).hexdigest()
        session.add(FormerConsentsRow(sha256=former, decisions=len(rows)))


def _forged(rows: Sequence[ConsentRow], changed: Mapping[str, object]) -> ConsentRow:
    """The first yes once more behind the last row, rightly chained where nothing is changed."""
    last = rows[-1]
    place = {
        "id": "forged", "sequence": last.sequence + 1, "previous_sha256": last.sha256,
        "ledger_sequence": (last.ledger_sequence or 0) + 1, "ledger_previous_sha256": last.sha256,
    }  # fmt: skip
    return _copied(rows[0], {**place, **changed})


def _copied(row: ConsentRow, changed: Mapping[str, object]) -> ConsentRow:
    values = {column.name: getattr(row, column.name) for column in core(ConsentRow).c}
    copy = ConsentRow(**{**values, **changed})
    set_committed_value(copy, "wording", row.wording)
    copy.sha256 = digest(copy)
    return copy


async def _put_in(db: Database, row: ConsentRow | FormerConsentsRow) -> None:
    async with db.transaction() as session:
        session.add(row)


async def _second_call(db: Database) -> None:
    """Another one, whose question is open."""
    people = (replace(invited().customer, id="cu2"), replace(invited().participants[1], id="ag2", user_id="ana"))
    async with db.transaction() as session:
        session.add(_case("case2", "LP-2"))
        session.add(
            UserRow(
                id="ana", email="ana@example.org", name="Ana", role=Role.AGENT, languages=["en"], password_hash="x",
                created_at=START,
            )
        )  # fmt: skip
        await session.flush()
        await _insert(session, replace(invited(), id="call2", case_id="case2", participants=people))
    await _do(
        db, "call2", e.ParticipantArrived("ag2", "p"), e.ParticipantReady("ag2", audio=True, video=True),
        e.ParticipantArrived("cu2", "q"), e.ParticipantReady("cu2", audio=True, video=True), e.TalkConnected("cu2"),
        replace(ASKED, participant_id="ag2", request_id="rq2"),
    )  # fmt: skip


async def _answer_in(db: Database, call_id: str, who: str, request_id: str) -> None:
    await _do(db, call_id, replace(answer(who), request_id=request_id, recording_id="rec2"))


async def _do(db: Database, call_id: str, *events: e.Event) -> None:
    for event in events:
        async with db.transaction() as session:
            before = await load_call(session, call_id)
            assert before is not None
            after, effects = apply(before, event, now=START, limits=LIMITS)
            saved = await save_call(session, before, after, now=START)
            for effect in effects:
                await carry_out(session, saved, effect, now=START)
    async with db.reading() as session:
        assert await session.scalar(select(ParticipantRow.id).where(ParticipantRow.call_id == call_id)) is not None

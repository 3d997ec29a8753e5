"""How a summary ends without an approval, and what an approved one sets going: promises, told of once each."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from records.calls import insert_call
from records.commitments import list_of_case, move, settle
from records.database import Database
from records.tables import AgentRow, CallRow, CaseEntryRow, CaseRow, CommitmentRow, OutboxRow, SummaryRow
from signaling.protocol.errors import SignalError
from signaling.protocol.words import AgentState, CallState, ErrorCode, Role
from summary.approval import approve, reject
from summary.reminders import remind
from summary.review import attach_overdue
from summary.statements import Commitment, Source
from summary.wrap_up import WrapUp, read_summary, save_wrap_up
from tests.integration.summary.ended_call import NOW, OTHER, WEI, Listener, ended_call
from tests.unit.signaling.story import invited

DAY = timedelta(hours=24)
NOTES = WrapUp(outcome="refund", notes="I'll call Lucía by Friday.")
FRIDAY_NIGHT = datetime(2026, 3, 6, 22, 59, tzinfo=UTC)  # 23:59 in Madrid


async def _saved(db: Database) -> int:
    await ended_call(db)
    return (await save_wrap_up(db, "call", editor=WEI, version=0, wrap_up=NOTES, now=NOW)).version


async def _on_case(db: Database) -> list[CaseEntryRow]:
    async with db.reading() as session:
        rows = await session.scalars(select(CaseEntryRow).where(CaseEntryRow.kind == "summary"))
        return list(rows)


async def _events(db: Database, type: str) -> list[OutboxRow]:
    async with db.reading() as session:
        rows = await session.scalars(select(OutboxRow).where(OutboxRow.type == type).order_by(OutboxRow.created_at))
        return list(rows)


async def test_rejected_its_statements_go_nowhere_and_everything_else_goes_on_the_case_once(db: Database) -> None:
    version, announcer = await _saved(db), Listener()
    for _ in range(2):
        view = await reject(
            db, "call", editor=WEI, version=version, why="All wrong.", now=NOW, announcer=announcer
        )  # fmt: skip
    assert (view.state, view.rejected_because) == ("rejected", "All wrong.")
    (entry,) = await _on_case(db)
    (event,) = await _events(db, "summary.attached")
    assert entry.data == event.payload["data"]
    data = entry.data
    assert (data["review"], data["rejected_because"], data["outcome"], data["notes"]) == (
        "rejected", "All wrong.", "refund", NOTES.notes,
    )  # fmt: skip
    assert (data["summary"]["commitments"], data["summary"]["open_questions"], data["approved_by"]) == ([], [], None)
    assert [call.state for call in announcer.heard] == [CallState.CLOSED]
    async with db.reading() as session:
        assert (await session.scalars(select(CommitmentRow))).all() == []


async def test_who_may_not_approve_may_not_reject(db: Database) -> None:
    version = await _saved(db)
    with pytest.raises(SignalError) as refusal:
        await reject(db, "call", editor=OTHER, version=version, why="x", now=NOW, announcer=Listener())
    assert refusal.value.code is ErrorCode.FORBIDDEN
    assert await _on_case(db) == []


async def test_nobody_reviews_it_in_time_and_it_is_on_the_case_marked_so_and_the_agent_is_free(db: Database) -> None:
    await _saved(db)
    announcer, now = Listener(), NOW + DAY
    assert not await attach_overdue(db, announcer, within=DAY, clock=lambda: now)
    late = now + timedelta(seconds=1)
    assert await attach_overdue(db, announcer, within=DAY, clock=lambda: late)
    assert not await attach_overdue(db, announcer, within=DAY, clock=lambda: late)
    (entry,) = await _on_case(db)
    assert (entry.data["review"], entry.data["approved_by"]) == ("not_reviewed", None)
    assert [each["text"] for each in entry.data["summary"]["commitments"]] == ["I'll call Lucía by Friday."]
    async with db.reading() as session:
        assert (await session.get_one(CallRow, "call")).state is CallState.CLOSED
        assert (await session.get_one(AgentRow, "wei")).state is AgentState.AVAILABLE
        assert (await session.scalars(select(CommitmentRow))).all() == []
    assert (await read_summary(db, "call")).state == "not_reviewed"
    assert len(announcer.heard) == 1


async def test_a_draft_that_cannot_be_put_on_its_case_holds_up_no_other_and_ends_nothing(db: Database) -> None:
    await _saved(db)
    async with db.transaction() as session:
        await insert_call(
            session, replace(invited(), id="broken", participants=()), created_by="wei", asked_because=None,
            link_sha256="y", code="654321", code_expires_at=NOW,
        )  # fmt: skip
        await session.execute(update(CallRow).where(CallRow.id == "broken").values(state=CallState.WRAP_UP))
        session.add(
            SummaryRow(
                call_id="broken", case_id="case", state="draft", version=1, drafted_at=NOW - DAY, notes_version=0,
                draft={}, body={"language": "en", "schema_version": 99},
            )
        )  # fmt: skip
    late = NOW + DAY + timedelta(seconds=1)
    assert await attach_overdue(db, Listener(), within=DAY, clock=lambda: late)
    assert [entry.key for entry in await _on_case(db)] == ["call"]
    assert not await attach_overdue(db, Listener(), within=DAY, clock=lambda: late)


async def test_an_approval_at_the_last_moment_and_the_deadline_are_one_in_effect(db: Database) -> None:
    version = await _saved(db)
    late = NOW + DAY + timedelta(seconds=1)

    async def approved() -> None:
        try:
            await approve(db, "call", editor=WEI, version=version, now=late, announcer=Listener())
        except SignalError as refusal:
            assert refusal.code in (ErrorCode.NOT_IN_THIS_STATE, ErrorCode.VERSION_CONFLICT)

    await asyncio.gather(approved(), attach_overdue(db, Listener(), within=DAY, clock=lambda: late))
    assert len(await _on_case(db)) == 1
    assert len(await _events(db, "summary.attached")) == 1


async def _approved(db: Database) -> CommitmentRow:
    version = await _saved(db)
    await approve(db, "call", editor=WEI, version=version, now=NOW, announcer=Listener())
    async with db.reading() as session:
        return (await session.scalars(select(CommitmentRow))).one()


async def _remind(db: Database, at: datetime) -> None:
    while await remind(db, clock=lambda: at):
        pass


async def test_an_approved_promise_is_due_at_the_end_of_its_day_where_the_customer_is(db: Database) -> None:
    await ended_call(db)
    async with db.transaction() as session:
        (await session.get_one(CaseRow, "case")).customer_country = "ES"
    version = (await save_wrap_up(db, "call", editor=WEI, version=0, wrap_up=NOTES, now=NOW)).version
    await approve(db, "call", editor=WEI, version=version, now=NOW, announcer=Listener())
    async with db.reading() as session:
        (promise,) = await list_of_case(session, "case")
    assert (promise.kind, promise.note, promise.channel) == ("promise", "I'll call Lucía by Friday.", None)
    assert (promise.due_at, promise.time_zone) == (FRIDAY_NIGHT, "Europe/Madrid")
    assert promise.due_at.astimezone(UTC).date() == date(2026, 3, 6)


async def test_a_day_ends_when_clocks_that_go_back_at_midnight_have_shown_its_last_minute_twice(db: Database) -> None:
    await ended_call(db)
    async with db.transaction() as session:
        (await session.get_one(CaseRow, "case")).customer_country = "CL"
    wrap_up = WrapUp(notes="I'll call Lucía on 4 April 2026.")
    version = (await save_wrap_up(db, "call", editor=WEI, version=0, wrap_up=wrap_up, now=NOW)).version
    await approve(db, "call", editor=WEI, version=version, now=NOW, announcer=Listener())
    async with db.reading() as session:
        (promise,) = await list_of_case(session, "case")
    assert (promise.starts_at, promise.due_at) == (
        datetime(2026, 4, 4, 3, 0, tzinfo=UTC), datetime(2026, 4, 5, 3, 59, tzinfo=UTC),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("day", "zone"),
    [
        (date(9999, 12, 31), "America/New_York"),
        (date(1, 1, 1), "Asia/Shanghai"),
        (date(2026, 3, 9), "Mars/Base"),
        (date(2026, 3, 9), "../../etc/passwd"),
    ],
)
async def test_a_promise_on_a_day_that_no_task_can_have_is_not_saved(
    sqlite_db: Database, day: date, zone: str
) -> None:  # fmt: skip
    version = await _saved(sqlite_db)
    view = await read_summary(sqlite_db, "call")
    assert view.body is not None
    promise = Commitment(
        text="We call.", sources=(Source(kind="agent"),), who=Role.AGENT, due_on=day, time_zone=zone
    )  # fmt: skip
    wrap_up = WrapUp(body=view.body.model_copy(update={"commitments": (promise,)}))
    with pytest.raises(SignalError) as refusal:
        await save_wrap_up(sqlite_db, "call", editor=WEI, version=version, wrap_up=wrap_up, now=NOW)
    assert refusal.value.code is ErrorCode.INVALID_FIELD
    assert (await read_summary(sqlite_db, "call")).version == version


async def test_it_is_told_of_a_day_before_and_when_it_is_due_once_each_whoever_looks(db: Database) -> None:
    due = (await _approved(db)).due_at
    for at in (due - DAY - timedelta(minutes=1), due - DAY, due - timedelta(hours=1), due, due + DAY):
        await asyncio.gather(_remind(db, at), _remind(db, at))
    told = [
        (event.payload["data"]["due"], event.payload["data"]["note"]) for event in await _events(db, "commitment.due")
    ]
    assert told == [("in_a_day", NOTES.notes), ("now", NOTES.notes)]


async def test_put_off_it_is_told_of_anew_and_settled_not_at_all(db: Database) -> None:
    row = await _approved(db)
    await _remind(db, row.due_at - DAY)
    later = row.due_at + timedelta(days=5)
    async with db.transaction() as session:
        await move(session, row.id, due_at=later, reason="customs", user_id="wei", now=row.due_at - DAY)
    await _remind(db, row.due_at)
    assert len(await _events(db, "commitment.due")) == 1
    await _remind(db, later - DAY)
    assert [event.payload["data"]["due_at"] for event in await _events(db, "commitment.due")][1] == later.isoformat()
    async with db.transaction() as session:
        await settle(session, row.id, "kept", user_id="wei", now=later - DAY)
    await _remind(db, later + DAY)
    assert len(await _events(db, "commitment.due")) == 2


async def test_what_was_promised_less_than_a_day_before_is_told_of_when_it_is_due(db: Database) -> None:
    row = await _approved(db)
    async with db.transaction() as session:
        await move(
            session, row.id, due_at=NOW + timedelta(hours=3), reason="sooner", user_id="wei", now=NOW
        )  # fmt: skip
    await _remind(db, NOW + timedelta(hours=1))
    assert await _events(db, "commitment.due") == []
    await _remind(db, NOW + timedelta(hours=4))
    assert [event.payload["data"]["due"] for event in await _events(db, "commitment.due")] == ["now"]

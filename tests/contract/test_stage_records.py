"""Enquiries, contacts and ratings on both databases: what is due, who is reminded, what is counted."""

import asyncio
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from cases.alerting.worklist import read_worklist
from cases.contacts.local_time import AT_NIGHT
from cases.due_list import read_due_list
from cases.enquiries.reminding import remind_of_overdue
from records.cases import find_case
from records.contacts import promised_by, zone_told, zones_told
from records.database import Database
from records.enquiries import are_files_of, next_answer_due, owed_by
from records.ratings import count_ratings, put_rating, ratings_of_case
from records.tables import (
    CallRow,
    CaseRow,
    CommitmentRow,
    ContactRow,
    EnquiryRow,
    OutboxRow,
    ParticipantRow,
    RatingRow,
    UserRow,
    new_id,
)
from signaling.protocol.words import CallMode, CallState, Role
from tests.contract.cases.caseload import NOW, look, state, tell

TODAY = NOW.date()


async def _case(db: Database, reference: str = "LP-1") -> str:
    await state(db, reference)
    async with db.transaction() as session:
        if await session.get(UserRow, "wei") is None:
            session.add(
                UserRow(
                    id="wei", email="wei@example.org", name="Wei", role=Role.AGENT, languages=["en"],
                    password_hash="x", created_at=NOW,
                )
            )  # fmt: skip
        row = await find_case(session, reference)
        assert row is not None
        return row.id


async def _ask(db: Database, case_id: str, due_on: date, *, open_: bool = True) -> None:
    async with db.transaction() as session:
        session.add(
            EnquiryRow(
                case_id=case_id, carrier="Correos", channel="email", address="", asked_at=NOW, asked_by="wei", days=5,
                due_on=due_on, countries=["ES"], state="open" if open_ else "closed",
            )
        )  # fmt: skip


async def test_of_two_nodes_one_reminds_and_only_of_what_is_over(db: Database) -> None:
    case_id = await _case(db)
    for days, open_ in ((-3, True), (0, True), (2, True), (-9, False)):
        await _ask(db, case_id, TODAY + timedelta(days=days), open_=open_)
    told = await asyncio.gather(*(remind_of_overdue(db, now=NOW) for _ in range(3)))
    assert sum(told) == 1
    async with db.reading() as session:
        assert len((await session.scalars(select(OutboxRow).where(OutboxRow.type == "enquiry.overdue"))).all()) == 1
        owed = [enquiry.due_on for enquiry, _, _ in await owed_by(session, TODAY + timedelta(days=1), limit=10)]
        assert await next_answer_due(session, case_id) == TODAY - timedelta(days=3)
        assert not await are_files_of(session, case_id, ["somewhere else"])
    assert owed == [TODAY - timedelta(days=3), TODAY]


async def test_a_promise_names_who_made_it_last(db: Database) -> None:
    case_id = await _case(db)
    async with db.transaction() as session:
        for at in (NOW - timedelta(days=1), NOW):
            session.add(
                ContactRow(
                    case_id=case_id, moment="begun", way="mail", language="es", to="", subject="", text="", at=at,
                    user_id="wei", next_update_at=NOW,
                )
            )  # fmt: skip
        row = await session.get_one(CaseRow, case_id)
        row.next_update_at = NOW
    async with db.reading() as session:
        found = [(case.id, owner_id, name) for case, owner_id, name in await promised_by(session, NOW, limit=10)]
        assert await promised_by(session, NOW - timedelta(seconds=1), limit=10) == []
        assert await zone_told(session, case_id) is None
    assert found == [(case_id, "wei", "Wei")]


def _commitment(case_id: str, *, kind: str, zone: str, days_ago: int = 0) -> CommitmentRow:
    return CommitmentRow(
        case_id=case_id, kind=kind, channel=None, contact="", note="", starts_at=NOW, due_at=NOW + timedelta(days=9),
        time_zone=zone, created_at=NOW - timedelta(days=days_ago), state="open",
    )  # fmt: skip


async def test_only_the_customer_says_which_time_zone_is_theirs(db: Database) -> None:
    mine, other = await _case(db), await _case(db, "LP-2")
    async with db.transaction() as session:
        session.add_all(
            (
                _commitment(mine, kind="call_back", zone="America/Bogota", days_ago=3),
                _commitment(mine, kind="call_back", zone="Asia/Tokyo", days_ago=2),
                _commitment(mine, kind="promise", zone="UTC", days_ago=1),
                _commitment(other, kind="promise", zone="UTC"),
            )
        )
    async with db.reading() as session:
        assert await zones_told(session, [mine, other]) == {mine: "Asia/Tokyo"}
        assert await zone_told(session, other) is None


async def test_the_lists_know_the_night_by_the_zone_the_customer_told(db: Database) -> None:
    """It is afternoon in Spain, where the case says they live, and nine in the evening in Japan."""
    case_id = await _case(db)
    await tell(db, (30, "Left", "InTransit_Departure"))
    await look(db)
    async with db.transaction() as session:
        (await session.get_one(CaseRow, case_id)).next_update_at = NOW
    assert await _nights(db) == [None, None]
    async with db.transaction() as session:
        session.add(_commitment(case_id, kind="call_back", zone="Asia/Tokyo"))
    assert await _nights(db) == [NOW + timedelta(hours=11)] * 2


async def _nights(db: Database) -> list[datetime | None]:
    work = await read_worklist(db, value_steps={}, limit=9, offset=0, now=NOW, quiet=AT_NIGHT)
    due = await read_due_list(db, quiet=AT_NIGHT, now=NOW)
    return [*(line.night_until for line in work.lines), *(line.night_until for line in due.lines)]


async def test_many_clicks_at_once_are_one_answer(db: Database) -> None:
    case_id = await _case(db)
    async with db.transaction() as session:
        call = CallRow(
            id=new_id(), case_id=case_id, mode=CallMode.INVITE, state=CallState.CLOSED, version=1, language="en",
            priority=0, created_at=NOW, active_since=NOW, ended_at=NOW, created_by="x", link_sha256="-",
            link_expires_at=NOW,
        )  # fmt: skip
        session.add(call)
        await session.flush()
        person = ParticipantRow(
            id=new_id(), call_id=call.id, role=Role.CUSTOMER, person_key="-", live=False, name="Lucía", language="es",
            ready=True, audio=True, video=True,
        )  # fmt: skip
        session.add(person)
        ids = (call.id, person.id)

    async def click(solved: str) -> None:
        async with db.transaction() as session:
            await put_rating(session, *ids, solved=solved, feeling=None, now=NOW)

    await asyncio.gather(*(click(word) for word in ("yes", "no", "partly", "no")))
    async with db.reading() as session:
        (row,) = await session.scalars(select(RatingRow))
        pairs, talks = await count_ratings(session, since=datetime(2026, 1, 1, tzinfo=UTC))
        ((_, name),) = await ratings_of_case(session, case_id, limit=5)
    assert [(solved, number) for solved, _, number in pairs] == [(row.solved, 1)]
    assert (talks, name) == (1, "Lucía")

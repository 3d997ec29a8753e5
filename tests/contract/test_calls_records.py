"""The rules' values and the rows of both databases tell the same call."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from records.call_log import read_call
from records.calls import VersionConflict, calls_due, insert_call, load_call, save_call
from records.chat import add_line, list_lines
from records.database import Database
from records.effects import Ticket, carry_out
from records.tables import AgentRow, CaseRow, JobRow, OfferRow, OutboxRow, RecordingRow, UserRow
from signaling.domain import events as e
from signaling.domain.apply import apply
from signaling.domain.call import Call
from signaling.domain.errors import Refused
from signaling.protocol.words import AgentState, CallState, ErrorCode, RecordingState, Role
from tests.unit.signaling.story import LIMITS, START, answer, asked, invited, queued, tell, withdrawal


async def _seed(db: Database, call: Call) -> None:
    async with db.transaction() as session:
        session.add(_case("case", "LP-1"))
        session.add(
            UserRow(
                id="wei", email="wei@example.org", name="Wei", role=Role.AGENT, languages=["en"], password_hash="x",
                created_at=START,
            )
        )  # fmt: skip
        await session.flush()
        session.add(AgentRow(user_id="wei", state=AgentState.AVAILABLE, since=START))
        await _insert(session, call)


def _case(case_id: str, reference: str) -> CaseRow:
    return CaseRow(
        id=case_id, reference=reference, stage="anomaly_found", title="a lamp", customer_name="Lucía",
        customer_language="es", facts={}, created_at=START, updated_at=START,
    )  # fmt: skip


async def _insert(session: object, call: Call) -> None:
    await insert_call(
        session, call, created_by="wei", asked_because=None, link_sha256=call.id, code=f"12{call.id}",  # type: ignore[arg-type]
        code_expires_at=START + timedelta(minutes=15),
    )  # fmt: skip


async def _happen(
    db: Database, *events: e.Event, call_id: str = "call", now: datetime = START
) -> tuple[Call, list[Ticket]]:
    tickets: list[Ticket] = []
    for event in events:
        async with db.transaction() as session:
            before = await load_call(session, call_id)
            assert before is not None
            after, effects = apply(before, event, now=now, limits=LIMITS)
            saved = await save_call(session, before, after, now=now)
            tickets += [t for x in effects if (t := await carry_out(session, saved, x, now=now))]
    async with db.reading() as session:
        loaded = await load_call(session, call_id)
    assert loaded == saved
    return saved, tickets


TALK = (
    e.ParticipantArrived("ag", "page-a"),
    e.ParticipantReady("ag", audio=True, video=True),
    e.ParticipantArrived("cu", "page-c"),
    e.ParticipantReady("cu", audio=True, video=True),
    e.TalkConnected("cu"),
)
ASKED = e.ConsentRequested("ag", "rq", asked().asking.purposes, 30)  # type: ignore[union-attr]


async def test_a_call_survives_the_database_unchanged_at_every_step(db: Database) -> None:
    await _seed(db, invited())
    told, stored = invited(), None
    for event in (*TALK, ASKED, answer("ag"), answer("cu"), withdrawal("cu"), e.HungUp("ag"), e.SummaryApproved("wei")):
        told, _ = tell(told, event)
        stored, _ = await _happen(db, event)
        assert replace(told, version=stored.version) == stored
    assert stored is not None
    assert stored.version == 1 + len(TALK) + 6


async def test_whoever_comes_second_with_an_old_version_writes_nothing(db: Database) -> None:
    await _seed(db, invited())
    async with db.reading() as session:
        old = await load_call(session, "call")
    assert old is not None
    newest, _ = await _happen(db, TALK[0])
    with pytest.raises(VersionConflict):
        async with db.transaction() as session:
            await save_call(session, old, replace(old, state=CallState.CLOSED), now=START)
    async with db.reading() as session:
        assert await load_call(session, "call") == newest


async def test_one_person_is_in_one_live_call_and_free_again_after_it(db: Database) -> None:
    await _seed(db, invited())
    second = replace(
        invited(), id="call2", participants=tuple(replace(p, id=f"{p.id}2") for p in invited().participants)
    )
    with pytest.raises(Refused) as refusal:
        async with db.transaction() as session:
            await _insert(session, second)
    assert refusal.value.code is ErrorCode.CUSTOMER_BUSY
    await _happen(db, e.HungUp("ag"))
    async with db.transaction() as session:
        await _insert(session, second)


async def test_when_somebody_came_first_is_kept_and_of_who_never_came_nothing(db: Database) -> None:
    await _seed(db, invited())
    await _happen(db, e.ParticipantArrived("cu", "first"), now=START + timedelta(seconds=5))
    await _happen(db, e.ParticipantLeft("cu", "first"), now=START + timedelta(seconds=6))
    await _happen(db, e.ParticipantArrived("cu", "second"), now=START + timedelta(seconds=7))
    async with db.reading() as session:
        record = await read_call(session, "call")
    assert record is not None
    came = {person.id: person.joined_at for person in record.participants}
    assert came == {"cu": START + timedelta(seconds=5), "ag": None}


async def test_the_effects_of_a_recorded_call_are_all_there(db: Database) -> None:
    await _seed(db, invited())
    _, tickets = await _happen(db, *TALK, ASKED, answer("ag"), answer("cu"))
    assert {(t.participant_id, t.part_number) for t in tickets} == {("ag", 1), ("cu", 1)}
    _, more = await _happen(db, e.LegLost("cu", "rec"))
    assert [(t.participant_id, t.part_number) for t in more] == [("cu", 2)]
    await _happen(db, e.HungUp("cu"))
    async with db.reading() as session:
        recording = await session.get_one(RecordingRow, "rec")
        assert recording.state is RecordingState.STOPPED
        assert recording.delete_on == START + timedelta(days=30)
        agent = await session.get_one(AgentRow, "wei")
        assert agent.state is AgentState.AVAILABLE  # an invited agent was never set on call in this story
        assert set(await session.scalars(select(JobRow.kind))) == {"draft_summary", "finalise_recording"}
        assert set(await session.scalars(select(OutboxRow.type))) == {"call.started", "call.ended"}


async def test_a_call_rings_only_at_an_agent_who_is_available(db: Database) -> None:
    await _seed(db, queued())
    waiting = (e.ParticipantArrived("cu", "c"), e.ParticipantReady("cu", audio=True, video=True))
    ring = e.Offered("of", "wei", START + timedelta(seconds=20))
    await _happen(db, *waiting)
    async with db.transaction() as session:
        await session.execute(update(AgentRow).values(state=AgentState.BREAK))
    with pytest.raises(Refused):
        await _happen(db, ring)
    async with db.transaction() as session:
        await session.execute(update(AgentRow).values(state=AgentState.AVAILABLE))
    call, _ = await _happen(db, ring)
    assert (call.state, call.offered_to) == (CallState.OFFERED, "wei")


async def test_of_two_calls_that_are_to_ring_at_one_agent_the_second_is_told_that_they_are_busy(db: Database) -> None:
    await _seed(db, queued())
    second = replace(queued(), id="call2", case_id="case2", participants=(replace(queued().customer, id="cu2"),))
    async with db.transaction() as session:
        session.add(_case("case2", "LP-2"))
        await session.flush()
        await _insert(session, second)
    for call, person, page in (("call", "cu", "c"), ("call2", "cu2", "d")):
        await _happen(db, e.ParticipantArrived(person, page), e.ParticipantReady(person, True, True), call_id=call)
    until = START + timedelta(seconds=20)
    rung = await asyncio.gather(
        _happen(db, e.Offered("of1", "wei", until), call_id="call"),
        _happen(db, e.Offered("of2", "wei", until), call_id="call2"),
        return_exceptions=True,
    )
    assert [error.code for error in rung if isinstance(error, Refused)] == [ErrorCode.AGENT_BUSY], rung
    async with db.reading() as session:
        assert len((await session.scalars(select(OfferRow))).all()) == 1


async def test_the_clock_finds_what_is_due_and_nothing_else(db: Database) -> None:
    await _seed(db, invited())
    async with db.reading() as session:
        assert await calls_due(session, now=START + timedelta(hours=23)) == []
        assert await calls_due(session, now=START + timedelta(hours=25)) == ["call"]


async def test_a_line_sent_again_while_the_first_is_being_written_is_stored_once(db: Database) -> None:
    await _seed(db, invited())

    async def send() -> str:
        async with db.transaction() as session:
            line = await add_line(session, call_id="call", participant_id="cu", client_id="1", text="hola", now=START)
            await asyncio.sleep(0.1)
        return line.id

    assert len(set(await asyncio.gather(*(send() for _ in range(3))))) == 1
    async with db.reading() as session:
        assert [line.text for line in await list_lines(session, "call")] == ["hola"]

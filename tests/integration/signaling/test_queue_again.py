"""An agent who is lost for good, a call given to somebody else, a customer who would rather be called back."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from records.database import Database
from records.tables import AgentRow, CallRow, CommitmentRow, OfferRow, ParticipantRow, new_id
from signaling.domain.call import Participant
from signaling.domain.events import AgentReplaced
from signaling.domain.hours import OpeningHours
from signaling.protocol.words import AgentState, CallState, Role
from signaling.runtime import board
from signaling.runtime.node import utc_now
from tests.integration.signaling.stage import Browser, Stage, open_stage


async def _in_lobby(stage: Stage, reference: str = "LP-1") -> tuple[Browser, str]:
    opened = await stage.open_call(reference, mode="queue")
    customer = await stage.customer(opened)
    await customer.call("created")
    return customer, opened.call_id


def _wish(**changes: str) -> dict[str, str]:
    now = utc_now()
    window = {
        "channel": "text", "starts_at": (now + timedelta(hours=20)).isoformat(),
        "ends_at": (now + timedelta(hours=22)).isoformat(), "time_zone": "Europe/Madrid", "note": "not at lunch",
    }  # fmt: skip
    return window | changes


async def test_the_customer_of_an_agent_who_is_lost_goes_to_the_head_of_the_queue_with_the_same_call(
    db: Database, redis_url: str
) -> None:
    async with open_stage(db, redis_url, grace_s=1) as stage:
        wei, customer, opened = await stage.talking()
        customer.say("chat", client_id="1", text="the lamp was blue")
        await wei.hear("chat", lambda m: bool(m["lines"]))
        before_them, _ = await _in_lobby(stage, "LP-2")
        before_them.say("ready", audio=True, video=True)
        await before_them.call("waiting")
        wei.vanish()
        await customer.call("interrupted")
        waiting = await customer.call("waiting")
        assert (waiting["id"], waiting["queue"]["position"], len(waiting["participants"])) == (opened.call_id, 1, 1)
        ana = await stage.available("ana")
        offer = await ana.hear("offer")
        assert (offer["call_id"], offer["interrupted"]) == (opened.call_id, True)
        ana.say("accept", offer_id=offer["offer_id"])
        await customer.call("connecting")
        ana.say("enter", call_id=opened.call_id)
        lines = (await ana.hear("chat", lambda m: bool(m["lines"])))["lines"]
        assert [line["text"] for line in lines] == ["the lamp was blue"]
        async with db.reading() as session:
            assert (await session.get_one(AgentRow, "wei")).state is AgentState.MISSED


async def test_an_agent_who_comes_back_in_time_keeps_the_call(sqlite_db: Database, redis_url: str) -> None:
    async with open_stage(sqlite_db, redis_url) as stage:
        wei, customer, opened = await stage.talking()
        wei.vanish()
        await customer.call("interrupted")
        again = await stage.agent("wei", node=1)
        again.say("enter", call_id=opened.call_id)
        await again.call("interrupted")
        again.say("talk_connected")
        assert len((await customer.call("active"))["participants"]) == 2


async def test_an_invited_call_given_to_another_agent_is_nothing_to_the_first_any_more(
    db: Database, redis_url: str
) -> None:
    async with open_stage(db, redis_url) as stage:
        wei = await stage.agent("wei")
        opened = await stage.open_call("LP-1", agent="wei")
        wei.say("enter", call_id=opened.call_id)
        await wei.call("created")
        ana = await stage.agent("ana", node=1)
        await ana.hear("agent")
        replaced = AgentReplaced(Participant(new_id(), Role.AGENT, "Ana", "en", user_id="ana"), by_user_id="eva")
        await stage.nodes[1].rooms.happen(opened.call_id, replaced)
        await ana.hear("agent", lambda m: m["call_id"] == opened.call_id)
        await wei.hear("agent", lambda m: m["state"] == "available")
        wei.say("chat", client_id="1", text="still here?")
        assert (await wei.hear("error"))["code"] in ("not_in_this_state", "forbidden")
        customer = await stage.customer(opened)
        assert [p["name"] for p in (await customer.call("created"))["participants"]] == ["Lucía", "Ana"]


async def test_a_wish_to_be_called_back_ends_the_waiting_and_is_a_promise_on_the_case(
    db: Database, redis_url: str
) -> None:
    async with open_stage(db, redis_url) as stage:
        ana = await stage.available("ana")
        customer, call_id = await _in_lobby(stage)
        customer.say("ready", audio=True, video=True)
        await ana.hear("offer")
        customer.say("call_back", **_wish())
        ended = await customer.call("closed")
        assert (ended["reason"], ended["call_back"]["channel"]) == ("call_back", "text")
        assert (await ana.hear("offer_closed"))["outcome"] == "withdrawn"
        async with db.reading() as session:
            promised = (await session.scalars(select(CommitmentRow))).one()
        assert (promised.call_id, promised.state, promised.time_zone) == (call_id, "open", "Europe/Madrid")
        assert promised.due_at - promised.starts_at == timedelta(hours=2)


async def test_a_wish_that_cannot_be_kept_is_refused_and_the_place_kept(sqlite_db: Database, redis_url: str) -> None:
    async with open_stage(sqlite_db, redis_url) as stage:
        customer, _ = await _in_lobby(stage)
        for wrong in (
            _wish(ends_at=(utc_now() - timedelta(hours=1)).isoformat()),
            _wish(time_zone="Europe/Atlantis"),
            _wish(ends_at=(utc_now() + timedelta(days=200)).isoformat()),
            _wish(starts_at="tomorrow"),
            _wish(starts_at="0001-01-01T00:00:00+14:00"),
            _wish(starts_at="9999-12-31T23:00:00Z", ends_at="9999-12-31T23:59:00Z"),
        ):
            customer.say("call_back", **wrong)
            assert (await customer.hear("error"))["code"] == "invalid_field"
        customer.say("ready", audio=True, video=True)
        await customer.call("waiting")


async def test_a_wish_for_a_time_at_which_nobody_is_there_is_refused_and_another_one_kept(
    sqlite_db: Database, redis_url: str
) -> None:
    wished = utc_now() + timedelta(days=3)
    week = {day: ["00:00-24:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    closed = [(wished + timedelta(days=n)).date() for n in (-1, 0, 1)]
    async with open_stage(sqlite_db, redis_url, hours=OpeningHours.parse("UTC", week, closed)) as stage:
        customer, _ = await _in_lobby(stage)
        window = {"starts_at": wished.isoformat(), "ends_at": (wished + timedelta(hours=2)).isoformat()}
        customer.say("call_back", **_wish(**window))
        assert (await customer.hear("error"))["code"] == "outside_hours"
        customer.say("call_back", **_wish(ends_at=(utc_now() + timedelta(hours=22)).isoformat()))
        assert (await customer.call("closed"))["reason"] == "call_back"


async def test_a_closed_desk_says_so_before_the_customer_waits(sqlite_db: Database, redis_url: str) -> None:
    tomorrow = utc_now() + timedelta(days=1)
    day = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[tomorrow.weekday()]
    hours = OpeningHours.parse("UTC", {day: ["09:00-18:00"]}, [date(2000, 1, 1)])
    async with open_stage(sqlite_db, redis_url, hours=hours) as stage:
        opened = await stage.open_call("LP-1", mode="queue")
        preview = await stage.nodes[0].reception.preview(opened.call_id, opened.secret, browser=None)
        assert preview.staffing is not None
        assert (preview.staffing.open, preview.staffing.agents_on_duty) == (False, 0)
        assert preview.staffing.opens_at == tomorrow.replace(hour=9, minute=0, second=0, microsecond=0)
        queue = (await (await stage.customer(opened)).call("created"))["queue"]
        assert (queue["open"], queue["position"], queue["waiting_since"]) == (False, 1, None)


async def test_the_wait_is_estimated_from_what_others_waited_in_the_last_hour(
    db: Database, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board, "_WAITS_FRESH_S", 0)
    async with open_stage(db, redis_url) as stage:
        await stage.user_token("ana")
        for n in range(5):
            call_id = (await stage.open_call(f"LP-{n}", mode="queue")).call_id
            call = await stage.nodes[0].rooms.look(call_id)
            assert call is not None
            now = utc_now()
            async with db.transaction() as session:
                row = await session.get_one(ParticipantRow, call.customer.id)
                row.live = False
                await _answered(session, call_id, waited=timedelta(minutes=2 * n + 1), now=now)
        customer, _ = await _in_lobby(stage, "LP-9")
        customer.say("ready", audio=True, video=True)
        shown = (await customer.call("waiting"))["queue"]["estimate_s"]
        assert shown == 300


async def _answered(session: AsyncSession, call_id: str, *, waited: timedelta, now: datetime) -> None:
    row = CallRow
    await session.execute(
        update(row).where(row.id == call_id).values(state=CallState.CLOSED, waiting_since=now - waited)
    )
    session.add(
        OfferRow(
            id=new_id(), call_id=call_id, user_id="ana", made_at=now, expires_at=now, outcome="accepted", closed_at=now
        )
    )  # fmt: skip

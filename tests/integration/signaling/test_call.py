"""One call over two nodes, with real Redis and both databases."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from records.call_log import read_call
from records.database import Database
from records.tables import CallRow, ConsentRow, LegTicketRow, MessageRow, RecordingRow
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode
from signaling.runtime.node import utc_now
from tests.integration.signaling.stage import DEADLINE_S, Browser, open_stage

SDP = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"


async def test_an_invited_call_from_the_link_to_the_wrap_up(db: Database, redis_url: str) -> None:
    async with open_stage(db, redis_url) as stage:
        agent, customer, opened = await stage.talking()
        customer.say("chat", client_id="1", text="¿Dónde está mi paquete?")
        customer.say("chat", client_id="1", text="¿Dónde está mi paquete?")
        line = (await agent.hear("chat", lambda m: bool(m["lines"])))["lines"][0]
        assert line["text"] == "¿Dónde está mi paquete?"
        agent.say("hangup")
        assert (await customer.call("wrap_up"))["reason"] == "completed"
        customer.say("hangup", id=9)
        assert (await customer.hear("error"))["code"] == "not_in_this_state"
        async with db.reading() as session:
            assert len((await session.scalars(select(MessageRow))).all()) == 1
        with pytest.raises(SignalError) as refusal:
            await stage.nodes[0].reception.join_by_link(opened.call_id, opened.secret, browser="phone")
        assert refusal.value.code is ErrorCode.LINK_NOT_VALID


async def test_descriptions_go_from_page_to_page_and_to_nobody_else(sqlite_db: Database, redis_url: str) -> None:
    async with open_stage(sqlite_db, redis_url) as stage:
        agent, customer, _ = await stage.talking()
        agent.say("media", audio=False, video=True)
        shown = await customer.call_where(lambda c: any(not p["audio"] for p in c["participants"]))
        page = {p["role"]: p["page_id"] for p in shown["participants"]}
        agent.say("description", to_page="somebody-else", description={"type": "offer", "sdp": SDP})
        agent.say("description", to_page=page["customer"], description={"type": "offer", "sdp": SDP})
        heard = await customer.hear("description")
        assert (heard["from_page"], heard["to_page"]) == (page["agent"], page["customer"])
        assert not [m for m in customer.heard if m["type"] == "description"]


async def test_who_arrives_is_shown_the_call_once(sqlite_db: Database, redis_url: str) -> None:
    """Their own arrival is told to everybody in it, and so to them: nobody reads and makes all of it a second time."""
    async with open_stage(sqlite_db, redis_url) as stage:
        customer = await stage.customer(await stage.open_call("LP-1"))
        async with asyncio.timeout(DEADLINE_S):
            while not any(m["type"] == "chat" for m in customer.heard):  # noqa: ASYNC110 (`hear` would forget)
                await asyncio.sleep(0.01)
        shown = [m["call"]["version"] for m in customer.heard if m["type"] == "call"]
        assert len(shown) == 1


async def test_a_lost_socket_is_shown_and_the_same_page_resumes(sqlite_db: Database, redis_url: str) -> None:
    async with open_stage(sqlite_db, redis_url) as stage:
        agent, customer, opened = await stage.talking()
        customer.vanish()
        away = await agent.call("interrupted")
        assert [p["page_id"] for p in away["participants"] if p["role"] == "customer"] == [None]
        back = await stage.customer(opened, node=0)
        await back.call_where(lambda c: all(p["page_id"] for p in c["participants"]))
        back.say("talk_connected")
        assert (await agent.call("active"))["id"] == opened.call_id


async def test_whoever_is_back_by_another_page_is_shown_as_returning_until_they_click_on_it(
    db: Database, redis_url: str
) -> None:
    def customers(call: dict[str, Any]) -> tuple[bool, bool]:
        return next((p["page_id"] is not None, p["returning"]) for p in call["participants"] if p["role"] == "customer")

    async with open_stage(db, redis_url) as stage:
        agent, customer, opened = await stage.talking()
        customer.vanish()
        await agent.call("interrupted")
        lobby = await stage.customer(opened, node=1)
        await agent.call_where(lambda c: customers(c) == (True, True))
        lobby.say("ready", audio=True, video=True)
        await agent.call_where(lambda c: customers(c) == (True, False))
        await stage.lose(lobby)
        await agent.call_where(lambda c: customers(c) == (False, False))
        stage.back(lobby, node=0)
        shown = await agent.call_where(lambda c: customers(c)[0])
        assert customers(shown) == (True, False), "it is the page that was clicked on"


async def test_whoever_stays_away_is_lost_after_the_grace(sqlite_db: Database, redis_url: str) -> None:
    async with open_stage(sqlite_db, redis_url, grace_s=0.3) as stage:
        agent, customer, _ = await stage.talking()
        customer.vanish()
        assert (await agent.call("wrap_up"))["reason"] == "lost"


async def test_a_second_page_takes_the_place_and_the_first_is_told(sqlite_db: Database, redis_url: str) -> None:
    async with open_stage(sqlite_db, redis_url) as stage:
        agent, customer, opened = await stage.talking()
        second = await stage.customer(opened, node=0)
        bye = await customer.hear("bye")
        assert (bye["code"], bye["retry"]) == ("replaced", False)
        await customer.end()
        shown = await second.call()
        assert shown["state"] in ("active", "interrupted")
        agent.say("chat", client_id="x", text="still there?")
        await second.hear("chat", lambda m: any(x["text"] == "still there?" for x in m["lines"]))


async def _all_agree(agent: Browser, customer: Browser) -> None:
    agent.say("consent_request")
    for browser in (agent, customer):
        asked = await browser.hear("consent_asked")
        yes = {q["purpose"]: "given" for q in asked["questions"]}
        browser.say(
            "consent_answer", request_id=asked["request_id"], wording_sha256=asked["wording_sha256"], decisions=yes
        )
    await agent.call_where(lambda c: c["recording"]["state"] == "open")


async def test_discard_removes_what_an_earlier_question_of_the_call_allowed_too(db: Database, redis_url: str) -> None:
    async with open_stage(db, redis_url) as stage:
        agent, customer, _ = await stage.talking()
        await _all_agree(agent, customer)
        customer.say("consent_withdraw")
        await agent.call_where(lambda c: c["recording"]["state"] == "stopped")
        await _all_agree(agent, customer)
        customer.say("consent_withdraw", discard=True)
        await agent.call_where(lambda c: c["recording"]["state"] == "discarded")
        async with db.reading() as session:
            assert list(await session.scalars(select(RecordingRow.state))) == ["discarded", "discarded"]


async def test_both_say_yes_and_each_page_gets_its_own_ticket(db: Database, redis_url: str) -> None:
    async with open_stage(db, redis_url) as stage:
        agent, customer, _ = await stage.talking()
        await _all_agree(agent, customer)
        assert (await customer.call_where(lambda c: c["recording"]["state"] == "open"))["recording"]["writing"] is False
        tickets = [(await b.hear("record"))["whip_url"] for b in (agent, customer)]
        assert len(set(tickets)) == 2
        customer.say("consent_withdraw", discard=True)
        await agent.call_where(lambda c: c["recording"]["state"] == "discarded")
        async with db.reading() as session:
            rows = (await session.scalars(select(ConsentRow).order_by(ConsentRow.sequence))).all()
            assert {row.locale for row in rows} == {"en", "es"}
            assert [row.decision for row in rows][-6:] == ["withdrawn"] * 3 + ["expired"] * 3
            stored = set(await session.scalars(select(LegTicketRow.sha256)))
        assert not stored & {t.removeprefix("/whip/") for t in tickets}


async def test_a_no_costs_nothing_and_an_answer_to_other_words_is_refused(sqlite_db: Database, redis_url: str) -> None:
    async with open_stage(sqlite_db, redis_url) as stage:
        agent, customer, _ = await stage.talking()
        agent.say("consent_request")
        asked = await customer.hear("consent_asked")
        no = {q["purpose"]: "declined" for q in asked["questions"]}
        customer.say("consent_answer", request_id=asked["request_id"], wording_sha256="0" * 64, decisions=no)
        assert (await customer.hear("error"))["code"] == "wording_changed"
        customer.say(
            "consent_answer", request_id=asked["request_id"], wording_sha256=asked["wording_sha256"], decisions=no
        )
        shown = await agent.call_where(lambda c: (c["recording"] or {}).get("state") == "declined")
        assert shown["state"] == "active"
        assert not [m for m in agent.heard + customer.heard if m["type"] == "record"]


async def test_recording_is_not_offered_in_a_language_without_words(sqlite_db: Database, redis_url: str) -> None:
    async with open_stage(sqlite_db, redis_url) as stage:
        agent, customer, _ = await stage.talking()
        customer.say("language", locale="fi")
        await agent.call_where(lambda c: any(p["language"] == "fi" for p in c["participants"]))
        agent.say("consent_request")
        assert (await agent.hear("error"))["code"] == "consent_missing"


async def test_a_language_without_words_keeps_nobody_from_coming_back_or_taking_back(
    sqlite_db: Database, redis_url: str
) -> None:
    async with open_stage(sqlite_db, redis_url) as stage:
        agent, customer, opened = await stage.talking()
        agent.say("consent_request")
        await customer.hear("consent_asked")
        customer.say("language", locale="fi", id=4)
        customer.vanish()
        await agent.call("interrupted")
        back = await stage.customer(opened)
        back.say("consent_withdraw")
        await agent.call_where(lambda c: c["recording"]["state"] == "declined")
        assert not [m for m in customer.heard + back.heard if m["type"] in ("error", "bye")]


async def test_withdrawing_never_fails_for_want_of_words(sqlite_db: Database, redis_url: str) -> None:
    async with open_stage(sqlite_db, redis_url) as stage:
        agent, customer, _ = await stage.talking()
        await _all_agree(agent, customer)
        await customer.call_where(lambda c: c["recording"]["state"] == "open")
        customer.say("language", locale="fi")
        customer.say("consent_withdraw", discard=True)
        await agent.call_where(lambda c: c["recording"]["state"] == "discarded")


async def test_opening_a_link_twice_in_one_browser_works_and_in_another_does_not(db: Database, redis_url: str) -> None:
    async with open_stage(db, redis_url, nodes=1) as stage:
        opened = await stage.open_call("LP-1")
        reception = stage.nodes[0].reception
        for _ in range(3):
            await reception.preview(opened.call_id, opened.secret, browser=None)
        for _ in range(2):
            await reception.join_by_link(opened.call_id, opened.secret, browser="first")
        for call_id, secret, browser in (
            (opened.call_id, opened.secret, "second"),
            (opened.call_id, "wrong", "first"),
            ("unknown", opened.secret, "first"),
        ):
            with pytest.raises(SignalError) as refusal:
                await reception.join_by_link(call_id, secret, browser=browser)
            assert refusal.value.code is ErrorCode.LINK_NOT_VALID


async def test_whoever_is_in_comes_back_by_a_link_that_has_expired_and_nobody_else_gets_in(
    db: Database, redis_url: str
) -> None:
    async with open_stage(db, redis_url, nodes=1, link_ttl=timedelta(hours=4)) as stage:
        reception = stage.nodes[0].reception
        opened, unused = await stage.open_call("LP-1"), await stage.open_call("LP-2")
        customer = await stage.customer(opened, node=0)
        customer.say("ready", audio=True, video=True)
        await customer.call("waiting")
        await _four_hours_pass(db)
        await reception.join_by_link(opened.call_id, opened.secret, browser="phone")
        for late, browser in ((opened, "second"), (unused, "phone")):
            with pytest.raises(SignalError) as refusal:
                await reception.join_by_link(late.call_id, late.secret, browser=browser)
            assert refusal.value.code is ErrorCode.LINK_NOT_VALID


async def _four_hours_pass(db: Database) -> None:
    row, ago = CallRow, timedelta(hours=4)
    async with db.transaction() as session:
        for call in await session.scalars(select(row)):
            assert call.link_expires_at - call.created_at == ago
            call.link_expires_at -= ago


async def test_the_spoken_code_opens_to_one_browser_with_the_right_check(db: Database, redis_url: str) -> None:
    async with open_stage(db, redis_url, nodes=1) as stage:
        opened = await stage.open_call("LP-1")
        reception = stage.nodes[0].reception
        assert opened.code is not None
        with pytest.raises(SignalError):
            await reception.join_by_code(opened.code, "0000", browser="phone")
        joined = await reception.join_by_code(opened.code, "85cn", browser="phone")
        for check, browser in (("85cn", "another"), ("0000", "phone")):
            with pytest.raises(SignalError):
                await reception.join_by_code(opened.code, check, browser=browser)
        again = await reception.join_by_code(opened.code, "85cn", browser="phone")
        assert again.participant_id == joined.participant_id


async def test_no_code_is_told_where_there_is_nothing_to_ask_for_beside_it(db: Database, redis_url: str) -> None:
    async with open_stage(db, redis_url, nodes=1) as stage:
        assert (await stage.open_call("LP-1", tracking_number=None)).code is None
        assert (await stage.open_call("LP-2", tracking_number="")).code is None


async def test_a_stranger_gets_nowhere(sqlite_db: Database, redis_url: str) -> None:
    async with open_stage(sqlite_db, redis_url, nodes=1) as stage:
        nobody = stage.connect("x" * 43)
        assert (await nobody.hear("error"))["code"] == "unauthenticated"
        assert (await nobody.hear("bye"))["retry"] is False
        rude = stage.open()
        rude.say("hangup")
        assert (await rude.hear("error"))["code"] == "hello_expected"
        flood = await stage.agent("wei")
        for _ in range(60):
            flood.say_text(json.dumps({"type": "shout", "id": 3}))
        assert (await flood.hear("bye"))["code"] == "rate_limited"


async def test_how_the_line_was_is_kept_with_the_call_also_what_is_told_after_its_end(
    sqlite_db: Database, redis_url: str
) -> None:
    async with open_stage(sqlite_db, redis_url) as stage:
        agent, customer, opened = await stage.talking()
        customer.say("quality", samples=[{"ago_ms": 2000, "mos": 4.2}, {"ago_ms": 0, "mos": 1.4, "sent": "paused"}])
        agent.say("hangup")
        await customer.call("wrap_up")
        customer.say("quality", samples=[{"ago_ms": 0, "mos": 3.9}])
        customer.say("quality", samples=[{"ago_ms": 0, "address": "203.0.113.9"}], id=9)
        assert (await customer.hear("error"))["code"] == "invalid_field"
        async with sqlite_db.reading() as session:
            record = await read_call(session, opened.call_id)
        assert record is not None
        (quality,) = record.quality
        assert [one.mos for one in quality.samples] == [4.2, 1.4, 3.9]


async def test_a_talk_in_which_nobody_is_heard_ends_with_the_wish_to_be_called_back(
    sqlite_db: Database, redis_url: str
) -> None:
    async with open_stage(sqlite_db, redis_url) as stage:
        agent, customer, _ = await stage.talking()
        begins = utc_now()
        customer.say(
            "call_back", channel="call", starts_at=begins.isoformat(), time_zone="Europe/Madrid",
            ends_at=(begins + timedelta(hours=2)).isoformat(),
        )  # fmt: skip
        call = await agent.call("wrap_up")
        assert (call["reason"], call["call_back"]["channel"]) == ("call_back", "call")


async def test_steps_are_kept_with_the_call_and_change_nothing_in_it(sqlite_db: Database, redis_url: str) -> None:
    async with open_stage(sqlite_db, redis_url) as stage:
        agent, customer, opened = await stage.talking()
        path = {"kind": "relayed", "protocol": "tcp", "family": "ipv6"}
        customer.say("steps", steps={"socket": 90, "click": 1500}, path={**path, "address": "2001:db8::1"}, id=4)
        assert (await customer.hear("error"))["code"] == "invalid_field"
        customer.say("steps", steps={"socket": 90, "click": 1500}, path=path)
        customer.say("media", audio=False, video=False)
        await agent.call_where(lambda c: any(not p["audio"] for p in c["participants"]))
        async with sqlite_db.reading() as session:
            record = await read_call(session, opened.call_id)
        assert record is not None
        (steps,) = record.steps
        assert (steps.socket, steps.click, steps.first_picture) == (90, 1500, None)
        assert [(one.kind, one.protocol, one.family) for one in steps.paths] == [("relayed", "tcp", "ipv6")]

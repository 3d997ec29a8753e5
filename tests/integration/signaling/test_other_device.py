"""From the laptop to the phone: by a new link, or by the way that the laptop's own page makes."""

import asyncio

import pytest
from sqlalchemy import select

from records.call_log import read_call
from records.credentials import Kind, find, issue
from records.database import Database
from records.receipts import make_receipt
from records.tables import CallRow, CaseEntryRow
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode, Role
from signaling.runtime import recheck
from signaling.runtime.node import utc_now
from signaling.runtime.visit import Guest
from tests.integration.signaling.stage import Browser, Stage, open_stage
from tests.integration.signaling.test_call import _all_agree


async def _entries(stage: Stage, call_id: str) -> list[str]:
    async with stage.db.reading() as session:
        record = await read_call(session, call_id)
    assert record is not None
    return [entry.kind for entry in record.timeline]


async def _refused(stage: Stage, call_id: str, secret: str, *, browser: str) -> None:
    with pytest.raises(SignalError) as refusal:
        await stage.nodes[1].reception.join_by_link(call_id, secret, browser=browser)
    assert refusal.value.code is ErrorCode.LINK_NOT_VALID


async def _told(page: Browser, code: str) -> None:
    bye = await page.hear("bye")
    assert (bye["code"], bye["retry"]) == (code, False)
    await page.end()


async def test_a_new_link_brings_the_phone_in_and_tells_the_laptop_why(db: Database, redis_url: str) -> None:
    async with open_stage(db, redis_url) as stage:
        agent = await stage.agent("wei")
        await agent.hear("agent")
        opened = await stage.open_call("LP-1", agent="wei")
        agent.say("enter", call_id=opened.call_id)
        laptop = await stage.customer(opened, browser="laptop")
        laptop.say("chat", client_id="1", text="it never came")
        before = await agent.call_where(lambda c: c["participants"][0]["page_id"] is not None)
        await agent.hear("chat", lambda m: bool(m["lines"]))

        renewed = await stage.nodes[0].reception.renew_link(opened.call_id, by="user:wei", agent_user_id="wei")
        await _told(laptop, "link_renewed")
        shown = await agent.call_where(lambda c: c["version"] > before["version"])
        customer = next(person for person in shown["participants"] if person["role"] == "customer")
        assert (shown["id"], customer["page_id"], customer["away_since"]) == (opened.call_id, None, None)
        assert renewed.call_id == opened.call_id
        for browser in ("laptop", "phone"):
            await _refused(stage, opened.call_id, opened.secret, browser=browser)
        late = stage.connect(laptop.token, node=1)
        assert (await late.hear("error"))["code"] == "unauthenticated"

        phone = await stage.customer(renewed, node=0, browser="phone")
        assert (await phone.hear("chat"))["lines"][0]["text"] == "it never came"
        await _refused(stage, opened.call_id, renewed.secret, browser="laptop")
        assert "link_renewed" in await _entries(stage, opened.call_id)
        async with stage.db.reading() as session:
            (on_case,) = await session.scalars(select(CaseEntryRow).where(CaseEntryRow.kind == "link_renewed"))
        assert on_case.data == {"call_id": opened.call_id, "by": "user:wei"}


async def test_who_waits_in_the_queue_keeps_the_place_over_a_new_link(db: Database, redis_url: str) -> None:
    async with open_stage(db, redis_url) as stage:
        opened = await stage.open_call("LP-1", mode="queue")
        laptop = await stage.customer(opened, browser="laptop")
        laptop.say("ready", audio=True, video=True)
        since = (await laptop.call("waiting"))["queue"]["waiting_since"]
        second = await stage.customer(await stage.open_call("LP-2", mode="queue"), browser="other")
        second.say("ready", audio=True, video=True)
        await second.call("waiting")

        renewed = await stage.nodes[0].reception.renew_link(opened.call_id, by="key:helpdesk")
        await _told(laptop, "link_renewed")
        phone = await stage.customer(renewed, browser="phone")
        phone.say("ready", audio=True, video=True)
        queue = (await phone.call("waiting"))["queue"]
        assert (queue["position"], queue["waiting_since"]) == (1, since)
        agent = await stage.available("wei")
        assert (await agent.hear("offer"))["call_id"] == opened.call_id


async def test_a_recording_stops_with_the_old_device_and_everybody_is_asked_anew(db: Database, redis_url: str) -> None:
    async with open_stage(db, redis_url) as stage:
        agent, laptop, opened = await stage.talking()
        await _all_agree(agent, laptop)
        await laptop.call_where(lambda c: c["recording"]["state"] == "open")
        renewed = await stage.nodes[1].reception.renew_link(opened.call_id, by="user:wei", agent_user_id="wei")
        await _told(laptop, "link_renewed")
        await agent.call_where(lambda c: c["state"] == "interrupted" and c["recording"]["state"] == "stopped")
        phone = await stage.customer(renewed, browser="phone")
        phone.say("ready", audio=True, video=True)
        await phone.call_where(lambda c: all(person["ready"] for person in c["participants"]))
        agent.say("talk_connected")
        await agent.call("active")
        assert not [m for m in phone.heard if m["type"] in ("record", "consent_asked")]
        agent.say("consent_request")
        await phone.hear("consent_asked")
        await agent.hear("consent_asked")


async def test_the_way_that_the_laptop_made_changes_nothing_until_the_phone_comes_by_it(
    db: Database, redis_url: str
) -> None:
    async with open_stage(db, redis_url) as stage:
        opened = await stage.open_call("LP-1", mode="queue")
        laptop = await stage.customer(opened, browser="laptop")
        laptop.say("ready", audio=True, video=True)
        since = (await laptop.call("waiting"))["queue"]["waiting_since"]
        reception = stage.nodes[0].reception
        early = await reception.hand_over(laptop.token)
        way = await reception.hand_over(laptop.token)
        await reception.preview(way.call_id, way.secret, browser=None)
        laptop.say("ping")
        await laptop.hear("pong")
        await _refused(stage, early.call_id, early.secret, browser="phone")

        joined = await reception.join_by_link(way.call_id, way.secret, browser="phone")
        await _told(laptop, "device_changed")
        phone = stage.connect(joined.token, node=0)
        phone.say("ready", audio=True, video=True)
        shown = await phone.call("waiting")
        assert shown["queue"]["waiting_since"] == since
        for secret, browser in ((way.secret, "other"), (opened.secret, "laptop"), (opened.secret, "other")):
            await _refused(stage, opened.call_id, secret, browser=browser)
        await reception.join_by_link(way.call_id, way.secret, browser="phone")
        with pytest.raises(SignalError) as refusal:
            await reception.hand_over(laptop.token)
        assert refusal.value.code is ErrorCode.UNAUTHENTICATED
        assert "device_changed" in await _entries(stage, opened.call_id)


async def test_a_receipt_stays_good_on_another_device_of_theirs_and_ends_with_a_new_link(
    db: Database, redis_url: str
) -> None:
    """Who made the way to the other device is known to hold it; who comes by a new link is anybody."""
    async with open_stage(db, redis_url) as stage:
        agent, laptop, opened = await stage.talking()
        await _all_agree(agent, laptop)
        reception = stage.nodes[0].reception
        seat = (await reception.join_by_link(opened.call_id, opened.secret, browser="phone")).participant_id
        async with db.transaction() as session:
            receipt = await issue(
                session, kind="receipt", name="Lucía", role=Role.CUSTOMER, participant_id=seat, now=utc_now()
            )
        way = await reception.hand_over(laptop.token)
        await reception.join_by_link(way.call_id, way.secret, browser="tablet")
        assert await _told_by(db, receipt) == ["given", "given", "given", "expired"]
        await reception.renew_link(opened.call_id, by="key:helpdesk")
        assert await _told_by(db, receipt) is None


async def _told_by(db: Database, receipt: str) -> list[str] | None:
    kinds: tuple[Kind, ...] = ("receipt",)
    async with db.reading() as session:
        found = await find(session, receipt, kinds=kinds, now=utc_now())
        if found is None:
            return None
        made = await make_receipt(
            session, found.participant_id or "", now=utc_now(), expires_at=None, with_parts=True
        )  # fmt: skip
    assert made is not None
    return [one.decision for one in made.decisions]


async def test_of_two_devices_that_come_by_the_same_way_at_once_one_is_in(db: Database, redis_url: str) -> None:
    async with open_stage(db, redis_url) as stage:
        opened = await stage.open_call("LP-1")
        laptop = await stage.customer(opened, browser="laptop")
        await laptop.call("created")
        way = await stage.nodes[0].reception.hand_over(laptop.token)
        tries = [
            stage.nodes[n % 2].reception.join_by_link(way.call_id, way.secret, browser=f"phone-{n}") for n in range(6)
        ]
        outcomes = await asyncio.gather(*tries, return_exceptions=True)
        refused = [one for one in outcomes if isinstance(one, SignalError)]
        assert len(refused) == len(tries) - 1
        assert {one.code for one in refused} == {ErrorCode.LINK_NOT_VALID}


async def test_whoever_comes_by_the_old_link_while_it_is_renewed_is_not_bound_to_the_new_one(
    sqlite_db: Database, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old link was found to be good, and is renewed before it is bound."""
    async with open_stage(sqlite_db, redis_url, nodes=1) as stage:
        opened = await stage.open_call("LP-1")
        async with stage.db.reading() as session:
            found = await session.get_one(CallRow, opened.call_id)
        renewed = await stage.nodes[0].reception.renew_link(opened.call_id, by="key:helpdesk")

        async def stale(*_: object, **__: object) -> CallRow:
            return found

        with monkeypatch.context() as slow:
            slow.setattr("records.links.find_by_link", stale)
            await _refused_here(stage, opened.call_id, opened.secret)
        await stage.nodes[0].reception.join_by_link(renewed.call_id, renewed.secret, browser="phone")


async def _refused_here(stage: Stage, call_id: str, secret: str) -> None:
    with pytest.raises(SignalError) as refusal:
        await stage.nodes[0].reception.join_by_link(call_id, secret, browser="thief")
    assert refusal.value.code is ErrorCode.LINK_NOT_VALID


async def test_a_page_that_nobody_told_does_not_sit_down_again_and_is_shown_out(
    sqlite_db: Database, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The node that made the link is killed between its commit and its words."""
    monkeypatch.setattr(recheck, "_LOOK_S", 0.1)
    async with open_stage(sqlite_db, redis_url) as stage:
        opened = await stage.open_call("LP-1")
        laptop = await stage.customer(opened, browser="laptop")
        await laptop.call("created")

        async def nothing(*_: object, **__: object) -> None:
            pass

        with monkeypatch.context() as dead:
            dead.setattr(stage.nodes[0].announcer, "announce", nothing)
            await stage.nodes[0].reception.renew_link(opened.call_id, by="key:helpdesk")
        await _told(laptop, "unauthenticated")
        assert (await _entries(stage, opened.call_id)).count("arrived") == 1


@pytest.mark.parametrize("resuming", [False, True])
async def test_who_was_being_let_in_by_the_old_link_is_not_let_in_by_the_new_one(
    sqlite_db: Database, redis_url: str, monkeypatch: pytest.MonkeyPatch, *, resuming: bool
) -> None:
    """Recognised before the link was renewed, led to the seat after it: it would throw the phone out of the call."""
    async with open_stage(sqlite_db, redis_url) as stage:
        agent = await stage.agent("wei")
        await agent.hear("agent")
        opened = await stage.open_call("LP-1", agent="wei")
        agent.say("enter", call_id=opened.call_id)
        laptop = await stage.customer(opened, browser="laptop")
        await laptop.call("created")
        await stage.lose(laptop)
        sockets, at_the_door, go_on = stage.nodes[1].sockets, asyncio.Event(), asyncio.Event()
        admit = sockets.admit

        async def slowly(guest: Guest) -> None:
            at_the_door.set()
            await go_on.wait()
            await admit(guest)

        monkeypatch.setattr(sockets, "admit", slowly)
        again = stage.back(laptop, node=1) if resuming else stage.connect(laptop.token, node=1)
        await at_the_door.wait()
        renewed = await stage.nodes[0].reception.renew_link(opened.call_id, by="user:wei", agent_user_id="wei")
        phone = None
        if not resuming:
            phone = await stage.customer(renewed, node=0, browser="phone")
            await phone.call("created")
        go_on.set()
        await again.end()
        assert not {"call", "chat", "session"} & {message["type"] for message in again.heard}
        assert phone is None or not phone.closed

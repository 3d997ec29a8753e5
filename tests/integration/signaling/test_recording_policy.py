"""What a deployment wants of recording, as the pages live it."""

import asyncio
from typing import Any

from sqlalchemy import select, update

from records.database import Database
from records.tables import CaseRow, CommitmentRow, ConsentRow, RecordingRow
from signaling.domain.recording_policy import RecordingPolicies, RecordingPolicy
from signaling.protocol.words import OnRecorderFailure, RecordingWhen
from tests.integration.signaling.stage import Browser, open_stage
from tests.integration.signaling.test_call import _all_agree

END = OnRecorderFailure.END


def _policy(when: RecordingWhen, on_failure: OnRecorderFailure = OnRecorderFailure.GO_ON) -> RecordingPolicies:
    return RecordingPolicies(RecordingPolicy(when, on_failure))


async def _answer(browser: Browser, decision: str) -> None:
    asked = await browser.hear("consent_asked")
    decisions = {one["purpose"]: decision for one in asked["questions"]}
    browser.say(
        "consent_answer", request_id=asked["request_id"], wording_sha256=asked["wording_sha256"], decisions=decisions
    )


def _state(call: dict[str, Any]) -> str | None:
    return (call["recording"] or {}).get("state")


async def test_where_it_is_required_everybody_is_asked_at_once_and_once(sqlite_db: Database, redis_url: str) -> None:
    async with open_stage(sqlite_db, redis_url, recording=_policy(RecordingWhen.TO_START)) as stage:
        agent, customer, _ = await stage.talking()
        agent.say("talk_connected")
        shown = await agent.call_where(lambda c: _state(c) == "asked")
        assert shown["recording_rule"] == {"when": "required_to_start", "on_failure": "go_on"}
        assert shown["deadline_at"] is not None
        await _answer(agent, "given")
        await _answer(customer, "given")
        await customer.call_where(lambda c: _state(c) == "open")
        async with sqlite_db.reading() as session:
            assert len((await session.scalars(select(ConsentRow.request_id).distinct())).all()) == 1


async def test_a_no_ends_it_and_the_promise_to_write_stands_on_the_case(db: Database, redis_url: str) -> None:
    async with open_stage(db, redis_url, recording=_policy(RecordingWhen.TO_START)) as stage:
        agent, customer, opened = await stage.talking()
        await _answer(customer, "declined")
        for browser in (agent, customer):
            assert (await browser.call("wrap_up"))["reason"] == "unrecorded"
        async with db.reading() as session:
            promise = (await session.scalars(select(CommitmentRow))).one()
            assert (promise.call_id, promise.channel, promise.state) == (opened.call_id, "text", "open")
            assert (await session.scalars(select(RecordingRow))).all() == []


async def test_required_throughout_ends_with_the_consent(sqlite_db: Database, redis_url: str) -> None:
    async with open_stage(sqlite_db, redis_url, recording=_policy(RecordingWhen.THROUGHOUT)) as stage:
        agent, customer, _ = await stage.talking()
        for browser in (agent, customer):
            await _answer(browser, "given")
        await agent.call_where(lambda c: _state(c) == "open")
        customer.say("consent_withdraw", discard=True, control="recording.withdraw.discard")
        over = await agent.call("wrap_up")
        assert (over["reason"], _state(over)) == ("unrecorded", "discarded")


async def test_never_is_refused_and_a_kind_of_case_may_be_an_exception(sqlite_db: Database, redis_url: str) -> None:
    policies = RecordingPolicies(RecordingPolicy(RecordingWhen.NEVER), {"dispute": RecordingPolicy()})
    async with open_stage(sqlite_db, redis_url, recording=policies) as stage:
        agent, customer, _ = await stage.talking()
        agent.say("consent_request")
        assert (await agent.hear("error"))["code"] == "forbidden"
        customer.say("hangup")
        await agent.call("wrap_up")
        async with sqlite_db.transaction() as session:
            await session.execute(update(CaseRow).values(kind="dispute"))
        second = await stage.nodes[0].reception.open_call("LP-1", mode="invite", created_by="x")  # type: ignore[arg-type]
        preview = await stage.nodes[0].reception.preview(second.call_id, second.secret, browser=None)
        assert preview.recording is RecordingWhen.ON_REQUEST


async def test_what_people_were_told_before_they_joined_holds_when_the_settings_change(
    sqlite_db: Database, redis_url: str
) -> None:
    async with open_stage(sqlite_db, redis_url, nodes=1, recording=_policy(RecordingWhen.TO_START)) as stage:
        opened = await stage.open_call("LP-1")
    async with open_stage(sqlite_db, redis_url, nodes=1) as stage:
        preview = await stage.nodes[0].reception.preview(opened.call_id, opened.secret, browser=None)
        assert preview.recording is RecordingWhen.TO_START


async def test_a_recorder_without_room_is_told_to_both_and_the_call_goes_on(db: Database, redis_url: str) -> None:
    async with open_stage(db, redis_url) as stage:
        agent, customer, _ = await stage.talking()
        await _all_agree(agent, customer)
        ticket = await customer.hear("record")
        customer.say("leg_lost", recording_id=ticket["recording_id"], because="no_room")
        for browser in (agent, customer):
            shown = await browser.call_where(lambda c: _state(c) == "failed")
            assert (shown["state"], shown["recording"]["why"]) == ("active", "no_room")
        customer.say("consent_withdraw", discard=True)
        await agent.call_where(lambda c: _state(c) == "discarded")


async def test_a_recorder_that_nobody_hears_of_loses_our_patience(sqlite_db: Database, redis_url: str) -> None:
    policy = _policy(RecordingWhen.ON_REQUEST, END)
    async with open_stage(sqlite_db, redis_url, recording=policy, recorder_patience_s=1) as stage:
        agent, customer, _ = await stage.talking()
        await _all_agree(agent, customer)
        over = await customer.call("wrap_up")
        assert (over["reason"], over["recording"]["why"]) == ("unrecorded", "recorder_away")


async def test_nobody_loses_patience_in_a_pause_or_while_somebody_is_away(sqlite_db: Database, redis_url: str) -> None:
    async with open_stage(sqlite_db, redis_url, recorder_patience_s=4) as stage:
        agent, customer, _ = await stage.talking()
        await _all_agree(agent, customer)
        customer.say("recording_pause")
        await agent.call_where(lambda c: bool(c["recording"]["pause"]))
        await asyncio.sleep(5.5)  # longer than the patience: nothing is told when nothing happens
        agent.say("media", audio=True, video=False)
        shown = await agent.call_where(lambda c: not all(one["video"] for one in c["participants"]))
        assert _state(shown) == "open"
        await stage.lose(customer)
        shown = await agent.call("interrupted")
        assert _state(shown) == "open"


async def test_the_ledger_knows_what_was_clicked(sqlite_db: Database, redis_url: str) -> None:
    async with open_stage(sqlite_db, redis_url) as stage:
        agent, customer, _ = await stage.talking()
        agent.say("consent_request")
        asked = await customer.hear("consent_asked")
        decisions = {one["purpose"]: "given" for one in asked["questions"]}
        customer.say(
            "consent_answer", request_id=asked["request_id"], wording_sha256=asked["wording_sha256"],
            decisions=decisions, control="consent.send",
        )  # fmt: skip
        await agent.call_where(lambda c: len((c["recording"] or {}).get("answers", ())) == 3)
        async with sqlite_db.reading() as session:
            rows = (await session.scalars(select(ConsentRow))).all()
        assert {(row.control, row.page_id, row.role) for row in rows} == {
            ("consent.send", customer.page_id, "customer")
        }

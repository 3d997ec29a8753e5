"""The whole way of one case over REST and the socket, as the pages and a helpdesk go it."""

from pathlib import Path
from typing import Any

import pytest

from records.database import Database
from signaling.runtime.node import utc_now
from summary.jobs import HANDLERS, run_due_job
from tests.integration.web.stage import AGENT, INTEGRATOR, OTHER_AGENT, PASSWORD, SUPERVISOR, Stage, open_stage

CASE = {
    "title": "two lamps", "tracking_number": "RR987654327CN", "customer": {"name": "Ana Gil", "language": "es"},
    "value": {"amount": "42.50", "currency": "EUR"}, "destination": {"country": "ES", "city": "Vigo"},
}  # fmt: skip


async def test_from_the_case_to_the_approved_summary(db: Database, redis_url: str, tmp_path: Path) -> None:
    async with open_stage(db, redis_url, tmp_path) as stage:
        call = await _talk_and_hang_up(stage)
        await _write_up(stage, call["call_id"])
        await _find_in_the_log(stage, call["call_id"])


async def _talk_and_hang_up(stage: Stage) -> dict[str, Any]:
    agent, customer, call = await stage.talking()
    await customer.say("chat", client_id="line-1", text="¿Dónde está mi paquete?")
    await agent.hear("chat")
    await customer.say("hangup")
    await agent.hear("call", state="wrap_up", reason="completed")
    await customer.hear("call", state="wrap_up")
    return call


async def _write_up(stage: Stage, call_id: str) -> None:
    agent, path = await stage.browser(AGENT), f"/api/calls/{call_id}/summary"
    assert (await agent.ask("GET", path)).json["state"] == "pending"
    early = await agent.ask("POST", f"{path}/approve", {"version": 0})
    assert (early.status, early.code) == (409, "summary_not_ready")
    while await run_due_job(stage.db, HANDLERS, clock=utc_now):
        pass
    draft = (await agent.ask("GET", path)).json
    assert draft["state"] == "draft"
    assert "¿Dónde está mi paquete?" in [line["text"] for line in draft["body"]["open_questions"]]
    wrap_up = {"version": draft["version"], "outcome": "trace_opened", "notes": "Call the depot on Monday."}
    saved = (await agent.ask("PUT", path, wrap_up)).json
    assert (saved["outcome"], saved["notes"]) == ("trace_opened", "Call the depot on Monday.")
    other = await stage.browser(OTHER_AGENT)
    assert (await other.ask("GET", path)).code == "call_not_found"
    stale = await agent.ask("PUT", path, wrap_up)
    assert (stale.status, stale.code) == (409, "version_conflict")
    approved = await agent.ask("POST", f"{path}/approve", {"version": saved["version"]})
    assert (approved.status, approved.json["state"]) == (200, "approved")
    again = await agent.ask("POST", f"{path}/approve", {"version": saved["version"]})
    assert again.json == approved.json
    assert (await other.ask("GET", path)).json["state"] == "approved"
    late = await agent.ask("PUT", path, {"version": approved.json["version"], "notes": "too late"})
    assert (late.status, late.code) == (409, "not_in_this_state")


async def _find_in_the_log(stage: Stage, call_id: str) -> None:
    supervisor = await stage.browser(SUPERVISOR)
    for query, found in {
        "": 1, "case=LP-1": 1, "case=LP-2": 0, "agent=Wei": 1, "agent=WEI@example": 1, "agent=Ana": 0,
        "outcome=trace_opened": 1, "outcome=completed": 1, "outcome=missed": 0, "recorded=false": 1,
        "recorded=true": 0, "from=2000-01-01T00:00:00Z": 1, "to=2000-01-01T00:00:00Z": 0, "offset=1": 1,
    }.items():  # fmt: skip
        answer = await supervisor.ask("GET", f"/api/calls?{query}")
        assert answer.status == 200, (query, answer.raw)
        page = answer.json
        assert page["total"] == found, query
        assert len(page["calls"]) == (0 if query == "offset=1" else found), query
    assert (await (await stage.browser(OTHER_AGENT)).ask("GET", "/api/calls")).json["total"] == 0
    assert (await (await stage.browser(OTHER_AGENT)).ask("GET", "/api/calls?case=LP-1")).json["total"] == 1
    record = (await supervisor.ask("GET", f"/api/calls/{call_id}")).json
    assert record["summary"]["state"] == "approved"
    assert [line["text"] for line in record["messages"]] == ["¿Dónde está mi paquete?"]
    assert record["consents_whole"] is True
    assert {"created", "link_used"} <= {entry["kind"] for entry in record["timeline"]}


async def test_an_agent_signs_in_looks_around_and_signs_out(stage: Stage) -> None:
    page = await stage.browser()
    assert (await page.ask("GET", "/api/session")).code == "unauthenticated"
    signed_in = await page.ask("POST", "/api/session", {"email": " WEI@example.org ", "password": PASSWORD})
    assert signed_in.status == 201
    assert signed_in.json["user"] == {
        "id": "wei", "name": "Wei", "role": "agent", "language": "en", "languages": ["en", "es"],
    }  # fmt: skip
    cases = (await page.ask("GET", "/api/cases?query=lamp")).json
    assert [case["reference"] for case in cases["cases"]] == ["LP-1"]
    case = (await page.ask("GET", "/api/cases/LP-1")).json
    assert case["parcel"]["tracking_number"] == "RR123456785CN"
    again = (await page.ask("GET", "/api/session")).json
    line = await stage.line(again["socket_token"])
    assert (await page.ask("DELETE", "/api/session")).status == 204
    assert "reassure_session" not in {name for name, value in page.cookies.items() if value}
    page.cookies["reassure_session"] = signed_in.cookies["reassure_session"].value
    assert (await page.ask("GET", "/api/session")).code == "unauthenticated"
    for token in (signed_in.json["socket_token"], again["socket_token"]):
        late = await (await stage.browser()).socket()
        await late.say("hello", token=token, page_id="late")
        await late.hear("error", code="unauthenticated")
    await line.socket.close()


async def test_a_helpdesk_states_a_case_and_opens_a_call_on_it(stage: Stage) -> None:
    helpdesk = await stage.program()
    made = await helpdesk.ask("PUT", "/api/cases/LP-2", CASE)
    same = await helpdesk.ask("PUT", "/api/cases/LP-2", CASE)
    assert (made.status, same.status) == (201, 200)
    opened = await helpdesk.ask("POST", "/api/cases/LP-2/calls", {"mode": "invite", "language": "es"})
    assert opened.status == 201
    call = opened.json
    assert call["join_url"].startswith(f"{stage.origin}/j/{call['call_id']}#")
    assert call["code"].isdigit()
    assert call["qr_svg"].startswith("<svg")
    assert (await helpdesk.ask("POST", "/api/cases/LP-2/calls", {})).code == "customer_busy"
    agent = await stage.agent_line()
    await agent.say("enter", call_id=call["call_id"])
    seen = (await agent.hear("call"))["call"]
    assert {person["name"] for person in seen["participants"]} == {"Ana Gil", "Wei"}


async def test_looking_at_a_link_spends_nothing_however_often(stage: Stage) -> None:
    call = await stage.opened()
    link = {"call_id": call["call_id"], "secret": call["secret"]}
    before = await stage.dump()
    for _ in range(8):
        page = await stage.browser()
        welcome = await page.ask("POST", "/api/join/preview", link)
        assert (await page.ask("GET", f"/j/{call['call_id']}")).status == 200
        assert welcome.json["agent_name"] == "Wei"
        assert welcome.json["case"]["tracking_tail"] == "85CN"
        assert not welcome.cookies
    assert await stage.dump() == before
    assert (await (await stage.browser()).ask("POST", "/api/join", link)).status == 200


async def test_the_link_is_bound_to_the_first_browser_that_joins(stage: Stage) -> None:
    call = await stage.opened()
    link = {"call_id": call["call_id"], "secret": call["secret"]}
    phone, thief = await stage.browser(), await stage.browser()
    joined = await phone.ask("POST", "/api/join", link)
    after = await stage.dump()
    for path in ("/api/join", "/api/join/preview"):
        refused = await thief.ask("POST", path, link)
        assert (refused.status, refused.code) == (410, "link_not_valid")
    by_code = {"code": call["code"], "check": "85CN"}
    assert (await thief.ask("POST", "/api/join", by_code)).code == "link_not_valid"
    assert await stage.dump() == after
    again = await phone.ask("POST", "/api/join", link)
    assert again.json["participant_id"] == joined.json["participant_id"]
    customer = await stage.line(again.json["token"])
    assert (await customer.hear("call"))["call"]["id"] == call["call_id"]


@pytest.mark.parametrize("by", ["link", "code"])
async def test_whose_way_in_was_taken_and_the_answer_lost_comes_in_by_the_next_try(stage: Stage, by: str) -> None:
    """The node is killed, or the lift door shuts, between the commit and the answer: the browser has heard nothing."""
    call = await stage.opened()
    link = {"call_id": call["call_id"], "secret": call["secret"]}
    way_in = link if by == "link" else {"code": call["code"], "check": "85CN"}
    phone = await stage.browser()
    assert (await phone.ask("GET", f"/j/{call['call_id']}" if by == "link" else "/j")).status == 200
    had = dict(phone.cookies)
    assert (await phone.ask("POST", "/api/join", way_in)).status == 200
    phone.cookies = had
    assert (await phone.ask("POST", "/api/join", way_in)).status == 200
    thief = await stage.browser()
    await thief.ask("GET", f"/j/{call['call_id']}")
    for way in (link, {"code": call["code"], "check": "85CN"}):
        assert (await thief.ask("POST", "/api/join", way)).code == "link_not_valid"


async def test_the_page_that_has_a_browsers_name_draws_no_other_one(stage: Stage) -> None:
    call = await stage.opened()
    phone = await stage.browser()
    await phone.ask("GET", f"/j/{call['call_id']}")
    name = phone.cookies["reassure_browser"]
    again = await phone.ask("GET", f"/j/{call['call_id']}")
    await phone.ask("POST", "/api/join", {"call_id": call["call_id"], "secret": call["secret"]})
    assert (not again.cookies, phone.cookies["reassure_browser"]) == (True, name)


async def test_joining_by_the_code_read_out_needs_the_end_of_the_tracking_number(stage: Stage) -> None:
    call = await stage.opened(by=INTEGRATOR, mode="queue")
    phone = await stage.browser()
    spoken = f"{call['code'][:4]} {call['code'][4:]}"
    wrong = await phone.ask("POST", "/api/join", {"code": spoken, "check": "86CN"})
    assert (wrong.status, wrong.code) == (410, "link_not_valid")
    right = await phone.ask("POST", "/api/join", {"code": spoken, "check": " 85cn "})
    assert (right.status, right.json["call"]["mode"]) == (200, "queue")
    used = await (await stage.browser()).ask("POST", "/api/join", {"code": call["code"], "check": "85CN"})
    assert used.code == "link_not_valid"


async def test_a_socket_speaks_the_subprotocol_or_is_closed(stage: Stage) -> None:
    page = await stage.browser()
    spoken = await page.socket()
    assert spoken.socket.protocol == "reassure.v1"
    unspoken = await page.socket(protocols=())
    assert await unspoken.closed() == 1002
    plain = await page.ask("GET", "/ws")
    assert (plain.status, plain.code) == (415, "unsupported_media_type")

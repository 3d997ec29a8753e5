"""The worklist, the offer of a call, the checklist, imports and rules over REST, as the pages use them."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from cases.alerting.rules import AS_DELIVERED
from cases.alerting.watch import look_at_due_cases
from cases.contacts.local_time import QuietHours
from cases.letters.courier import Helpdesk
from records.tables import CallRow, CaseRow, OutboxRow
from signaling.runtime.node import utc_now
from tests.integration.outgoing.stage import add
from tests.integration.web.stage import AGENT, OTHER_AGENT, SUPERVISOR, Browser, Stage

CSV = {"Content-Type": "text/csv"}
GOOD = (
    b"reference,title,customer_name,customer_language,at,description,progress\n"
    b"LP-50,Lamp,Ana,es,2026-01-02T10:00:00Z,Picked up,PickedUp\n"
)


async def _silent_for(stage: Stage, days: int) -> None:
    """LP-1 has an alert."""
    at = (utc_now() - timedelta(days=days)).isoformat()
    body: dict[str, Any] = {
        "title": "a lamp", "tracking_number": "RR123456785CN",
        "customer": {"name": "Lucía", "language": "es", "contact": "lucia@example.org"},
        "value": {"amount": "90.00", "currency": "EUR"}, "events": [{"at": at, "description": "Left the country"}],
    }  # fmt: skip
    assert (await (await stage.program()).ask("PUT", "/api/cases/LP-1", body)).status == 200
    while (await look_at_due_cases(stage.db, AS_DELIVERED, now=utc_now())).cases:
        pass


async def _lines(browser: Browser) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await browser.ask("GET", "/api/worklist")).json["lines"]
    return found


async def test_from_the_alert_to_the_call_the_customer_is_invited_to(stage: Stage) -> None:
    await _silent_for(stage, 30)
    agent = await stage.browser(AGENT)
    (line,) = await _lines(agent)
    assert (line["case_reference"], line["alert"]["anomaly"], line["alert"]["days"]) == ("LP-1", "silent", 30)
    case = (await agent.ask("GET", "/api/cases/LP-1")).json
    assert (case["alert"]["id"], case["reading"]["anomaly"]) == (line["alert"]["id"], "silent")
    offered = await agent.ask("POST", "/api/cases/LP-1/offer")
    assert offered.status == 201
    message = offered.json["message"]
    assert (message["way"], message["language"], message["to"]) == (None, "es", "lucia@example.org")
    assert offered.json["join_url"] in message["text"]
    assert "Wei" in message["text"]
    link = {"call_id": offered.json["call_id"], "secret": offered.json["join_url"].partition("#")[2]}
    assert (await (await stage.browser()).ask("POST", "/api/join/preview", link)).json["agent_name"] == "Wei"
    assert (await agent.ask("POST", "/api/cases/LP-1/offer")).code == "customer_busy"
    moments = (await agent.ask("GET", "/api/cases/LP-1/timeline")).json["moments"]
    assert {"alert_raised", "call_offered"} <= {moment["kind"] for moment in moments}
    assert offered.json["join_url"] not in str(moments)


async def test_the_helpdesk_is_told_to_bring_the_letter(stage: Stage) -> None:
    await add(stage.db, "one", "https://desk.example/")
    helpdesk = Helpdesk(stage.db, clock=utc_now, woken=lambda: None)
    casework = replace(stage.parts.casework, couriers=(helpdesk,))
    object.__setattr__(stage.parts, "casework", casework)
    offered = await (await stage.browser(AGENT)).ask("POST", "/api/cases/LP-1/offer")
    assert offered.json["message"]["way"] == "helpdesk"
    async with stage.db.reading() as session:
        (row,) = await session.scalars(select(OutboxRow).where(OutboxRow.type == "case.letter"))
    assert offered.json["join_url"] in row.payload["data"]["text"]
    assert (row.payload["data"]["letter"], row.payload["data"]["language"]) == ("offer_call", "es")


async def test_no_call_is_offered_at_the_customers_night_unless_they_asked_for_it(stage: Stage) -> None:
    hour = timedelta(hours=1)
    now_is_night = QuietHours((utc_now() - 6 * hour).time(), (utc_now() + 6 * hour).time())
    object.__setattr__(stage.parts, "casework", replace(stage.parts.casework, quiet=now_is_night))
    async with stage.db.transaction() as session:
        await session.execute(update(CaseRow).values(customer_country="GB"))
    agent = await stage.browser(AGENT)
    assert (await agent.ask("POST", "/api/cases/LP-1/offer")).code == "not_in_this_state"
    async with stage.db.reading() as session:
        assert (await session.scalars(select(CallRow))).all() == []
    assert (await agent.ask("POST", "/api/cases/LP-1/offer?although_night=true")).status == 201


async def test_what_is_dealt_with_leaves_the_list_for_everybody(stage: Stage) -> None:
    await _silent_for(stage, 30)
    agent, other = await stage.browser(AGENT), await stage.browser(OTHER_AGENT)
    (line,) = await _lines(other)
    path = f"/api/alerts/{line['alert']['id']}/settle"
    assert (await agent.ask("POST", path)).status == 200
    assert (await other.ask("POST", path)).status == 200
    assert await _lines(other) == []
    assert (await agent.ask("GET", "/api/cases/LP-1")).json["alert"] is None
    assert (await agent.ask("POST", "/api/alerts/none/settle")).code == "not_found"


async def test_a_fact_heard_in_the_call_has_its_minute(stage: Stage) -> None:
    _, _, call = await stage.talking()
    agent = await stage.browser(AGENT)
    said = {"answer": "no", "source": "call", "call_id": call["call_id"]}
    found = (await agent.ask("POST", "/api/cases/LP-1/facts/notice", said)).json
    given = next(item["given"] for item in found["items"] if item["item"] == "notice")
    assert (given["by_name"], given["call_id"]) == ("Wei", call["call_id"])
    assert 0 <= given["call_second"] < 60
    assert (await agent.ask("GET", "/api/cases/LP-1/facts")).json == found
    assert (await agent.ask("POST", "/api/cases/LP-1/facts/weather", said)).code == "not_found"
    assert (await agent.ask("POST", "/api/cases/LP-9/facts/notice", said)).code == "case_not_found"


async def test_a_file_is_previewed_and_loaded_and_no_other_one(stage: Stage) -> None:
    supervisor = await stage.browser(SUPERVISOR)
    bad = GOOD + b"LP-99,,,,yesterday,Lost,\n"
    preview = (await supervisor.ask("POST", "/api/imports/preview?kind=csv", data=bad, headers=CSV)).json
    assert (preview["lines"], preview["bad_lines"], preview["new_cases"], preview["events"]) == (2, 1, 1, 1)
    assert preview["problems"] == [{"line": 3, "column": "at", "code": "no_date", "value": "yesterday"}]
    assert (await supervisor.ask("GET", "/api/cases/LP-50")).code == "case_not_found"
    path = f"/api/imports?kind=csv&sha256={preview['sha256']}"
    other = await supervisor.ask("POST", path, data=GOOD, headers=CSV)
    assert (other.status, other.code) == (422, "hash_mismatch")
    loaded = await supervisor.ask("POST", path, data=bad, headers=CSV)
    assert (loaded.json["cases_made"], loaded.json["events_added"], loaded.json["refused"]) == (1, 1, [])
    assert preview["sha256"] == hashlib.sha256(bad).hexdigest()
    assert (await supervisor.ask("GET", "/api/cases/LP-50")).json["events"][0]["source"] == "import"


async def test_a_file_that_is_none_is_told_apart_from_one_with_bad_lines(stage: Stage) -> None:
    supervisor = await stage.browser(SUPERVISOR)
    preview = await supervisor.ask("POST", "/api/imports/preview?kind=xlsx", data=GOOD, headers=CSV)
    assert (preview.status, preview.json["unreadable"]) == (200, "no_workbook")
    loaded = await supervisor.ask("POST", f"/api/imports?kind=xlsx&sha256={'0' * 64}", data=GOOD, headers=CSV)
    assert (loaded.status, loaded.code) == (422, "file_broken")


async def test_rules_are_tried_and_wrong_ones_are_named(stage: Stage) -> None:
    await _silent_for(stage, 30)
    supervisor = await stage.browser(SUPERVISOR)
    assert (await supervisor.ask("GET", "/api/rules")).json["name"] == "as delivered"
    tried = await supervisor.ask("POST", "/api/rules/replay", {"text": "[limits]\noverdue_days = 60", "days": 90})
    assert (tried.json["before"], tried.json["after"], tried.json["changes"]) == ({"silent": 1}, {}, {"gone": 1})
    wrong = await supervisor.ask("POST", "/api/rules/replay", {"text": "[limits]\noverdue = 60"})
    assert (wrong.status, wrong.code) == (422, "invalid_field")
    assert wrong.json["detail"].startswith("limits, overdue")
    assert len(await _lines(supervisor)) == 1

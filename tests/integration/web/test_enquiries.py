"""Asking a carrier over REST: a draft, the question, the answer, what follows from it, and who is reminded."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select, update

from cases.enquiries.reminding import remind_of_overdue
from records.tables import CaseEntryRow, EnquiryLetterRow, EnquiryRow, OutboxRow
from signaling.runtime.node import utc_now
from tests.integration.web.stage import AGENT, SUPERVISOR, Browser, Stage

ENQUIRIES = "/api/cases/LP-1/enquiries"
BODY: dict[str, Any] = {
    "title": "a lamp", "tracking_number": "RR123456785CN", "carrier": "Correos", "order_reference": "A-77",
    "origin": {"country": "CN", "city": "Shenzhen"}, "destination": {"country": "ES", "city": "Madrid"},
    "customer": {"name": "Lucía", "language": "es", "country": "ES", "contact": "lucia@example.org"},
    "events": [{"at": "2026-10-09T10:00:00Z", "description": "Left the country"}],
}  # fmt: skip


async def _asked(stage: Stage) -> tuple[Browser, dict[str, Any]]:
    assert (await (await stage.program()).ask("PUT", "/api/cases/LP-1", BODY)).status == 200
    agent = await stage.browser(AGENT)
    draft = (await agent.ask("GET", f"{ENQUIRIES}/draft")).json
    said = {"channel": "email", "address": "ayuda@correos.example", "subject": draft["subject"], "text": draft["text"]}
    asked = await agent.ask("POST", ENQUIRIES, said)
    assert asked.status == 201, asked.raw
    return agent, asked.json


async def test_the_draft_is_in_the_carriers_language_unless_another_is_wished(stage: Stage) -> None:
    agent, _ = await _asked(stage)
    spanish = (await agent.ask("GET", f"{ENQUIRIES}/draft")).json
    assert spanish["language"] == "es"
    for word in ("RR123456785CN", "A-77", "Left the country", "Wei", "LP-1"):
        assert word in spanish["text"]
    assert (await agent.ask("GET", f"{ENQUIRIES}/draft?language=zh")).json["language"] == "zh"
    assert (await agent.ask("GET", "/api/cases/LP-9/enquiries/draft")).code == "case_not_found"


async def test_what_was_asked_stands_with_its_day_and_moves_nothing_by_itself(stage: Stage) -> None:
    agent, desk = await _asked(stage)
    (enquiry,) = desk["enquiries"]
    way = next(way for way in desk["ways"] if way["channel"] == "email")
    assert (enquiry["days"], enquiry["due_on"], enquiry["countries"]) == (way["days"], way["due_on"], ["CN", "ES"])
    assert date.fromisoformat(enquiry["due_on"]) >= utc_now().date() + timedelta(days=way["days"])
    assert (enquiry["state"], enquiry["overdue"], enquiry["asked_by"]) == ("open", False, "Wei")
    assert desk["proposals"][0] == {
        "act": "move", "stage": "carrier_asked", "item": None, "answer": None, "moment": None
    }  # fmt: skip
    assert (await agent.ask("GET", "/api/cases/LP-1")).json["stage"] == "anomaly_found"
    assert (await agent.ask("POST", "/api/cases/LP-1/stage", {"stage": "carrier_asked"})).status == 200
    again = (await agent.ask("GET", ENQUIRIES)).json
    assert [each["act"] for each in again["proposals"]] == ["tell"]
    assert (await agent.ask("POST", "/api/cases/LP-1/stage", {"stage": "anomaly_found"})).code == "not_in_this_state"


async def test_an_answer_is_filed_with_its_file_and_proposes_what_follows(stage: Stage) -> None:
    agent, desk = await _asked(stage)
    assert (await agent.ask("POST", "/api/cases/LP-1/stage", {"stage": "carrier_asked"})).status == 200
    path = f"/api/enquiries/{desk['enquiries'][0]['id']}/letters"
    waits = {"direction": "in", "channel": "email", "text": "We are searching.", "outcome": "searching"}
    (searching,) = (await agent.ask("POST", path, waits)).json["enquiries"]
    assert (searching["state"], searching["outcome"]) == ("open", "searching")
    lost = {"direction": "in", "channel": "email", "text": "It is lost.", "outcome": "lost"}
    after = (await agent.ask("POST", path, lost)).json
    assert (after["enquiries"][0]["state"], after["enquiries"][0]["outcome"]) == ("closed", "lost")
    assert [letter["text"] for letter in after["enquiries"][0]["letters"]][1:] == ["We are searching.", "It is lost."]
    assert [(each["act"], each["stage"], each["moment"]) for each in after["proposals"]] == [
        ("move", "solution", None), ("tell", None, "solution")
    ]  # fmt: skip
    assert (await agent.ask("GET", "/api/cases/LP-1")).json["stage"] == "carrier_asked"
    moments = (await agent.ask("GET", "/api/cases/LP-1/timeline")).json["moments"]
    assert [moment["kind"] for moment in moments].count("enquiry_answered") == 2


async def test_what_makes_no_sense_is_not_filed(stage: Stage) -> None:
    agent, desk = await _asked(stage)
    path = f"/api/enquiries/{desk['enquiries'][0]['id']}/letters"
    good = {"direction": "in", "channel": "email", "text": "Found."}
    tomorrow = (utc_now() + timedelta(days=1)).isoformat()
    for bad in (
        {"text": ""}, {"direction": "out", "outcome": "lost"}, {"evidence_ids": ["of another case"]}, {"at": tomorrow}
    ):  # fmt: skip
        assert (await agent.ask("POST", path, {**good, **bad})).code == "invalid_field"
    assert (await agent.ask("POST", "/api/enquiries/none/letters", good)).code == "not_found"
    async with stage.db.reading() as session:
        assert len((await session.scalars(select(EnquiryLetterRow))).all()) == 1


async def test_its_owner_is_reminded_once_and_it_stands_among_what_is_due(stage: Stage) -> None:
    agent, desk = await _asked(stage)
    async with stage.db.transaction() as session:
        await session.execute(update(EnquiryRow).values(due_on=utc_now().date() - timedelta(days=2)))
    assert [await remind_of_overdue(stage.db, now=utc_now()) for _ in range(2)] == [1, 0]
    async with stage.db.reading() as session:
        (event,) = await session.scalars(select(OutboxRow).where(OutboxRow.type == "enquiry.overdue"))
        (entry,) = await session.scalars(select(CaseEntryRow).where(CaseEntryRow.kind == "enquiry_overdue"))
    assert event.payload["data"]["owner"] == {"name": "Wei", "email": "wei@example.org"}
    assert entry.data["carrier"] == "Correos"
    (due,) = (await (await stage.browser(SUPERVISOR)).ask("GET", "/api/due")).json["lines"]
    assert (due["kind"], due["case_reference"], due["owner_name"], due["overdue"]) == ("answer", "LP-1", "Wei", True)
    path = f"/api/enquiries/{desk['enquiries'][0]['id']}/letters"
    await agent.ask("POST", path, {"direction": "out", "channel": "email", "text": "We ask again."})
    assert (await agent.ask("GET", "/api/due")).json["lines"] == []


async def test_who_asks_again_waits_again_and_a_letter_filed_late_changes_nothing(stage: Stage) -> None:
    agent, desk = await _asked(stage)
    path = f"/api/enquiries/{desk['enquiries'][0]['id']}/letters"

    async def filed(**said: Any) -> tuple[str, str | None]:
        answer = await agent.ask("POST", path, {"channel": "email", "text": "words", **said})
        assert answer.status == 201, answer.raw
        (enquiry,) = answer.json["enquiries"]
        return enquiry["state"], enquiry["outcome"]

    assert await filed(direction="in", outcome="no_answer") == ("closed", "no_answer")
    assert await filed(direction="out") == ("open", "no_answer")
    assert await filed(direction="in", outcome="lost") == ("closed", "lost")
    long_ago = (utc_now() - timedelta(days=30)).isoformat()
    assert await filed(direction="in", outcome="searching", at=long_ago) == ("closed", "lost")
    assert await filed(direction="out", at=long_ago) == ("closed", "lost")


async def test_a_new_time_to_wait_is_counted_from_the_day_of_the_letter(stage: Stage) -> None:
    agent, desk = await _asked(stage)
    (enquiry,) = desk["enquiries"]
    async with stage.db.transaction() as session:
        past = date.fromisoformat(enquiry["due_on"]) - timedelta(days=60)
        await session.execute(update(EnquiryRow).values(due_on=past, asked_at=utc_now() - timedelta(days=60)))
    sent = {"direction": "out", "channel": "email", "text": "again", "at": (utc_now() - timedelta(days=30)).isoformat()}
    (after,) = (await agent.ask("POST", f"/api/enquiries/{enquiry['id']}/letters", sent)).json["enquiries"]
    assert past < date.fromisoformat(after["due_on"]) < utc_now().date()
    assert after["overdue"]


async def test_a_letter_of_no_year_of_a_parcel_is_refused(stage: Stage) -> None:
    agent, desk = await _asked(stage)
    path = f"/api/enquiries/{desk['enquiries'][0]['id']}/letters"
    for at in ("0001-01-01T00:00:00+14:00", "1999-12-31T00:00:00Z"):
        said = {"direction": "in", "channel": "email", "text": "words", "at": at}
        assert (await agent.ask("POST", path, said)).code == "invalid_field"

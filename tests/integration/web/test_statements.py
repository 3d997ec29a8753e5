"""The statement of non-receipt: asked, read in the customer's language, confirmed once by them and by nobody else."""

import asyncio
import hashlib
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from cases.alerting.rules import AS_DELIVERED
from cases.alerting.watch import look_at_due_cases
from records.audit import first_broken_audit
from records.statements import first_broken, list_statements
from records.tables import AuditRow, CaseRow, StatementRow
from signaling.runtime.node import utc_now
from tests.integration.web.stage import AGENT, Answered, Browser, Stage

PATH = "/api/cases/LP-1/statement"


async def _link(stage: Stage) -> str:
    asked = await (await stage.browser(AGENT)).ask("POST", PATH, {})
    assert asked.status == 201
    return str(asked.json["statement_url"]).partition("#")[2]


async def _sheet(who: Browser, secret: str, locale: str = "es") -> Answered:
    return await who.ask("POST", "/api/statements", {"secret": secret, "locale": locale})


async def _sign(who: Browser, secret: str, sha256: str, **said: Any) -> Answered:
    confirmation = {"answer": "confirmed", "locale": "es", "text_sha256": sha256, "signed_name": "Lucía Pérez"} | said
    return await who.ask("POST", "/api/statements/answer", {"secret": secret, "confirmation": confirmation})


async def _rows(stage: Stage) -> list[StatementRow]:
    async with stage.db.reading() as session:
        case_id = await session.scalar(select(CaseRow.id).where(CaseRow.reference == "LP-1"))
        return list(await list_statements(session, case_id or ""))


async def test_by_the_link_a_customer_confirms_it_in_their_own_words(stage: Stage) -> None:
    secret, customer = await _link(stage), await stage.browser()
    sheet = (await _sheet(customer, secret)).json
    assert (sheet["state"], sheet["locale"]) == ("asked", "es")
    assert "LP-1" in sheet["lines"][0]
    signed = await _sign(customer, secret, sheet["text_sha256"], own_words="Estuve en casa todo el día.")
    assert signed.json == {"state": "confirmed"}
    (row,) = await _rows(stage)
    assert (row.way, row.locale, row.signed_name, row.own_words) == (
        "link", "es", "Lucía Pérez", "Estuve en casa todo el día."
    )  # fmt: skip
    assert hashlib.sha256(row.text.encode()).hexdigest() == row.text_sha256 == sheet["text_sha256"]
    desk = (await (await stage.browser(AGENT)).ask("GET", "/api/cases/LP-1/claim")).json
    assert (desk["asked"]["state"], desk["statements"][0]["whole"]) == ("confirmed", True)
    async with stage.db.reading() as session:
        audit = await session.scalar(select(AuditRow).where(AuditRow.action == "statement.confirmed"))
        assert audit is not None
        assert audit.detail["sha256"] == row.sha256
        assert await first_broken_audit(session) is None


async def test_it_is_confirmed_once(stage: Stage) -> None:
    secret, customer = await _link(stage), await stage.browser()
    sha256 = (await _sheet(customer, secret)).json["text_sha256"]
    answers = await asyncio.gather(*(_sign(customer, secret, sha256) for _ in range(3)))
    assert sorted(answer.status for answer in answers) == [200, 410, 410]
    assert len(await _rows(stage)) == 1
    assert (await _sheet(customer, secret)).json["state"] == "confirmed"


async def test_a_parcel_that_is_there_after_all_is_no_statement(stage: Stage) -> None:
    secret, customer = await _link(stage), await stage.browser()
    said = {"secret": secret, "confirmation": {"answer": "arrived"}}
    assert (await customer.ask("POST", "/api/statements/answer", said)).json == {"state": "arrived"}
    assert await _rows(stage) == []
    assert (await _sign(customer, secret, "0" * 64)).code == "link_not_valid"


async def test_a_delivery_the_customer_denies_is_an_alert_until_the_parcel_is_there(stage: Stage) -> None:
    delivered = {"at": (utc_now() - timedelta(days=3)).isoformat(), "description": "Delivered", "progress": "delivered"}
    body = {"title": "a lamp", "customer": {"name": "Lucía", "language": "es"}, "events": [delivered]}
    program, agent, customer = await stage.program(), await stage.browser(AGENT), await stage.browser()
    assert (await program.ask("PUT", "/api/cases/LP-1", body)).status == 200
    assert await _wrong(stage, agent) is None
    secret = await _link(stage)
    await _sign(customer, secret, (await _sheet(customer, secret)).json["text_sha256"])
    assert await _wrong(stage, agent) == "delivered_not_received"
    await program.ask("PUT", "/api/cases/LP-1", body)  # what a shop states takes nothing from what a customer stated
    assert await _wrong(stage, agent) == "delivered_not_received"
    said = {"secret": await _link(stage), "confirmation": {"answer": "arrived"}}
    await customer.ask("POST", "/api/statements/answer", said)
    assert await _wrong(stage, agent) is None


async def _wrong(stage: Stage, agent: Browser) -> str | None:
    """What alert stands, once the rules have read it."""
    while (await look_at_due_cases(stage.db, AS_DELIVERED, now=utc_now())).cases:
        pass
    alert = (await agent.ask("GET", "/api/cases/LP-1")).json["alert"]
    return str(alert["anomaly"]) if alert else None


async def test_other_words_than_those_that_were_read_are_not_confirmed(stage: Stage) -> None:
    secret, customer = await _link(stage), await stage.browser()
    assert (await _sign(customer, secret, "0" * 64)).code == "wording_changed"
    sha256 = (await _sheet(customer, secret)).json["text_sha256"]
    assert (await _sign(customer, secret, sha256, signed_name=None)).code == "invalid_field"
    assert (await _sign(customer, secret, sha256, locale="de")).code == "wording_changed"
    assert (await _sign(customer, secret, sha256)).status == 200


async def test_a_link_asked_for_again_closes_the_one_before(stage: Stage) -> None:
    first, customer = await _link(stage), await stage.browser()
    second = await _link(stage)
    assert (await _sheet(customer, first)).code == "link_not_valid"
    assert (await _sheet(customer, second)).status == 200
    assert (await _sheet(customer, "x" * 43)).code == "link_not_valid"


async def test_in_the_call_its_customer_is_asked_on_the_page_and_nobody_else(stage: Stage) -> None:
    agent_line, agent = await stage.agent_line(), await stage.browser(AGENT)
    call = await stage.opened()
    await agent_line.say("enter", call_id=call["call_id"])
    link = {"call_id": call["call_id"], "secret": call["secret"]}
    customer = await stage.browser()
    token = (await customer.ask("POST", "/api/join", link)).json["token"]
    customer_line = await stage.line(token, page_id="page-c")
    asked = await agent.ask("POST", PATH, {"call_id": call["call_id"]})
    assert asked.status == 201
    for line in (customer_line, agent_line):
        assert (await line.hear("evidence"))["statement"] is not None
    path = f"/api/calls/{call['call_id']}/statement"
    headers = {"Authorization": f"Bearer {token}"}
    sheet = (await customer.ask("GET", f"{path}?locale=es", headers=headers)).json
    said = {"answer": "confirmed", "locale": "es", "text_sha256": sheet["text_sha256"], "signed_name": "Lucía"}
    assert (await agent.ask("POST", path, said)).status == 403
    assert (await customer.ask("POST", path, said, headers=headers)).json == {"state": "confirmed"}
    assert (await customer_line.hear("evidence"))["statement"] is None
    (row,) = await _rows(stage)
    assert (row.way, row.call_id, row.participant_id is not None) == ("call", call["call_id"], True)


async def test_what_was_confirmed_cannot_be_changed(stage: Stage) -> None:
    secret, customer = await _link(stage), await stage.browser()
    sha256 = (await _sheet(customer, secret)).json["text_sha256"]
    await _sign(customer, secret, sha256)
    for change in ("UPDATE statements SET own_words = 'x'", "DELETE FROM statements"):
        with pytest.raises(DatabaseError, match="only appended"):
            async with stage.db.transaction() as session:
                await session.execute(text(change))
    rows = await _rows(stage)
    assert first_broken(rows) is None
    rows[0].own_words = "x"
    assert first_broken(rows) == 1

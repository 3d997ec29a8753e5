"""The customer's own copy: sent after the approval, behind a link that expires, and nothing internal in it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from cases.letters.courier import Mail
from cases.letters.mail_server import MailServer
from records.credentials import hashed
from records.database import Database
from records.tables import CaseRow, CredentialRow
from signaling.runtime.node import utc_now
from summary.jobs import HANDLERS, run_due_job
from tests.contract.mail_server import open_mail_server
from tests.integration.web.stage import AGENT, OTHER_AGENT, Browser, Stage, open_stage

NOTES = "SECRET-NOTE. I'll call Ana by 2099-03-06."


@pytest.fixture
async def stage(sqlite_db: Database, redis_url: str, tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage(sqlite_db, redis_url, tmp_path) as opened:
        yield opened


async def _written_up(stage: Stage, agent: Browser) -> tuple[str, Any]:
    """A call over, its wrap-up saved and not approved yet: its path, and the body."""
    speaker, customer, call = await stage.talking()
    await customer.say("chat", client_id="line-1", text="I am furious about this.")
    await speaker.hear("chat")
    await customer.say("hangup")
    await speaker.hear("call", state="wrap_up")
    while await run_due_job(stage.db, HANDLERS, clock=utc_now):
        pass
    path = f"/api/calls/{call['call_id']}"
    draft = (await agent.ask("GET", f"{path}/summary")).json
    own = {"sources": [{"kind": "agent"}], "text": "Wir erstatten 45 Euro."}
    body = draft["body"] | {"agreed": [own | {"kind": "refund", "amount": "45.00", "currency": "EUR"}]}
    body["commitments"] = [own | {"text": "We call.", "who": "agent", "due_on": "2099-03-06"}]
    change = {"version": draft["version"], "outcome": "SECRET-OUTCOME", "notes": NOTES, "body": body}
    return path, (await agent.ask("PUT", f"{path}/summary", change)).json


async def _approved(stage: Stage, agent: Browser) -> str:
    path, saved = await _written_up(stage, agent)
    answer = await agent.ask("POST", f"{path}/summary/approve", {"version": saved["version"]})
    assert answer.status == 200, answer.raw
    return path


def _secret(url: str) -> str:
    place, _, secret = url.partition("#")
    assert place.endswith("/copy")
    return secret


async def _read(stage: Stage, secret: str) -> Any:
    answer = await (await stage.browser()).ask("POST", "/api/copies", {"secret": secret})
    return answer.json if answer.status == 200 else answer.code


async def test_it_says_what_was_agreed_and_promised_until_when_and_nothing_internal(stage: Stage) -> None:
    agent = await stage.browser(AGENT)
    path = await _approved(stage, agent)
    sent = await agent.ask("POST", f"{path}/copy")
    assert sent.status == 201, sent.raw
    assert sent.json["way"] is None
    copy = await _read(stage, _secret(sent.json["copy_url"]))
    assert [(each["kind"], each["amount"], each["currency"]) for each in copy["agreed"]] == [("refund", "45.00", "EUR")]
    assert [(each["by"], each["text"], each["until"], each["state"]) for each in copy["promises"]] == [
        ("us", "We call.", "2099-03-06", "open")
    ]
    for internal in ("SECRET", "furious", "situation", "moods", "consents", "sources", "outcome", "notes"):
        assert internal not in str(copy)


async def test_before_the_approval_there_is_none_and_another_agent_learns_nothing(stage: Stage) -> None:
    agent, other = await stage.browser(AGENT), await stage.browser(OTHER_AGENT)
    path, _ = await _written_up(stage, agent)
    early = await agent.ask("POST", f"{path}/copy")
    assert (early.status, early.code) == (409, "summary_not_ready")
    assert (await other.ask("POST", f"{path}/copy")).code == "call_not_found"


async def test_a_rejected_summary_gives_no_copy(stage: Stage) -> None:
    agent = await stage.browser(AGENT)
    path, saved = await _written_up(stage, agent)
    rejected = await agent.ask("POST", f"{path}/summary/reject", {"version": saved["version"], "reason": "wrong"})
    assert rejected.json["state"] == "rejected"
    assert (await agent.ask("POST", f"{path}/copy")).code == "summary_not_ready"


async def test_a_link_that_has_run_out_or_is_another_one_opens_nothing(stage: Stage) -> None:
    agent = await stage.browser(AGENT)
    secret = _secret((await agent.ask("POST", f"{await _approved(stage, agent)}/copy")).json["copy_url"])
    assert await _read(stage, secret[:-1] + ("a" if secret[-1] != "a" else "b")) == "link_not_valid"
    assert await _read(stage, stage.tokens[AGENT]) == "link_not_valid"
    async with stage.db.transaction() as session:
        row = CredentialRow
        expired = utc_now() - timedelta(seconds=1)
        await session.execute(update(row).where(row.sha256 == hashed(secret)).values(expires_at=expired))
    assert await _read(stage, secret) == "link_not_valid"


async def test_put_off_or_kept_since_the_copy_says_so(stage: Stage) -> None:
    agent = await stage.browser(AGENT)
    path = await _approved(stage, agent)
    secret = _secret((await agent.ask("POST", f"{path}/copy")).json["copy_url"])
    (promise,) = (await agent.ask("GET", "/api/commitments")).json["commitments"]
    move = f"/api/commitments/{promise['id']}/move"
    past = await agent.ask("POST", move, {"due_on": "2001-01-01", "reason": "x"})
    assert (past.status, past.code) == (422, "invalid_field")
    moved = await agent.ask("POST", move, {"due_on": "2099-03-09", "reason": "customs"})
    assert (moved.status, moved.json["moves"][0]["reason"]) == (200, "customs")
    assert [each["until"] for each in (await _read(stage, secret))["promises"]] == ["2099-03-09"]
    broken = {"state": "broken", "reason": "customs kept it"}
    await agent.ask("POST", f"/api/commitments/{promise['id']}/settle", broken)
    assert [each["state"] for each in (await _read(stage, secret))["promises"]] == ["broken"]
    failing = (await agent.ask("GET", "/api/commitments?state=failing")).json
    assert [each["reason"] for each in failing["commitments"]] == ["customs kept it"]
    assert (await agent.ask("POST", move, {"due_on": "2099-03-10", "reason": "x"})).code == "version_conflict"


async def test_by_mail_it_goes_in_the_customers_language_with_the_link_and_no_word_of_the_talk(stage: Stage) -> None:
    agent = await stage.browser(AGENT)
    path = await _approved(stage, agent)
    async with stage.db.transaction() as session:
        await session.execute(update(CaseRow).values(customer_contact="ana@example.org", customer_language="es"))
    async with open_mail_server() as box:
        server = MailServer("127.0.0.1", box.port, "none", sender="desk@example.org")
        casework = replace(stage.parts.casework, couriers=(Mail(server),))
        object.__setattr__(stage.parts, "casework", casework)
        sent = (await agent.ask("POST", f"{path}/copy")).json
    (letter,) = box.letters
    text = letter.get_content().replace("\r\n", "\n")
    assert (sent["way"], letter["To"], letter["Content-Language"]) == ("mail", "ana@example.org", "es")
    assert sent["copy_url"] in text
    assert "Gracias por hablar con nosotros" in text
    assert all(word not in text for word in ("erstatten", "Wir", "SECRET"))

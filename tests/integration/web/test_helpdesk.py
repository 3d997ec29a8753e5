"""Beside a helpdesk's ticket: the side app by its token, one call by the link in a note, and its own word."""

import asyncio
import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from standardwebhooks import Webhook

from cases.connectors.choice import Connection, open_connector
from cases.connectors.port import HelpdeskRefused, Matter
from records.call_links import issue_call_link
from records.tables import AuditRow, CredentialRow
from signaling.runtime.node import utc_now
from tests.contract.helpdesks.generic import TOKEN, open_helpdesk
from tests.integration.web.stage import AGENT, SUPERVISOR, Browser, Stage


async def _token(stage: Stage, **wanted: Any) -> tuple[Browser, str, dict[str, Any]]:
    """A frame of another site: no cookie, and the token from the address."""
    helpdesk = await stage.program()
    given = await helpdesk.ask("POST", "/api/embed", {"case_reference": "LP-1", **wanted})
    assert given.status == 201, given.raw
    address = given.json["embed_url"]
    assert address.startswith(f"{stage.origin}/embed/case/LP-1#")
    return await stage.browser(), address.partition("#")[2], given.json


async def test_the_side_app_shows_the_case_and_opens_a_call_in_the_agents_name(stage: Stage) -> None:
    frame, token, given = await _token(stage, agent="WEI@example.org")
    assert given["may_call"] is True
    case = (await frame.ask("POST", "/api/embed/case", {"token": token})).json
    assert (case["reference"], case["customer_name"], case["may_call"]) == ("LP-1", "Lucía", True)
    assert (case["last_call"], case["next_promise"]) == (None, None)
    opened = await frame.ask("POST", "/api/embed/call", {"token": token})
    assert opened.status == 201
    assert opened.json["call_url"] == f"{stage.origin}/agent/cases/LP-1?call={opened.json['call_id']}"
    link = opened.json["join_url"]
    assert link.startswith(f"{stage.origin}/j/{opened.json['call_id']}#")
    calls = (await (await stage.browser(AGENT)).ask("GET", "/api/calls")).json["calls"]
    assert [(call["id"], call["agent_name"]) for call in calls] == [(opened.json["call_id"], "Wei")]
    assert (await frame.ask("POST", "/api/embed/call", {"token": token})).code in ("agent_busy", "customer_busy")


async def test_without_a_sign_in_here_nobody_calls(stage: Stage) -> None:
    for agent in (None, "stranger@example.org", "sam@example.org"):
        frame, token, given = await _token(stage, **({"agent": agent} if agent else {}))
        assert given["may_call"] is False
        assert (await frame.ask("POST", "/api/embed/case", {"token": token})).json["may_call"] is False
        assert (await frame.ask("POST", "/api/embed/call", {"token": token})).code == "forbidden"


async def test_a_token_of_the_side_app_opens_its_case_for_a_while_and_nothing_else(stage: Stage) -> None:
    frame, token, _ = await _token(stage, agent="wei@example.org")
    for headers in ({"Authorization": f"Bearer {token}"}, {"Cookie": f"reassure_session={token}"}):
        assert (await frame.ask("GET", "/api/cases/LP-1", headers=headers)).code == "unauthenticated"
    assert (await frame.ask("POST", "/api/shared-call", {"secret": token})).code == "link_not_valid"
    helpdesk = await stage.program()
    assert (await helpdesk.ask("POST", "/api/embed", {"case_reference": "LP-9"})).code == "case_not_found"
    async with stage.db.transaction() as session:
        over = utc_now() - timedelta(seconds=1)
        await session.execute(update(CredentialRow).where(CredentialRow.kind == "embed").values(expires_at=over))
    for path in ("/api/embed/case", "/api/embed/call"):
        assert (await frame.ask("POST", path, {"token": token})).code == "link_not_valid"
        assert (await frame.ask("POST", path, {"token": "x" * 43})).code == "link_not_valid"


async def test_each_look_by_the_link_is_in_the_audit_before_anything_is_shown(stage: Stage) -> None:
    _, _, call = await stage.talking()
    async with stage.db.transaction() as session:
        secret = await issue_call_link(session, call["call_id"], ttl=timedelta(days=1), now=utc_now())
    nobody = await stage.browser()
    found = await nobody.ask("POST", "/api/shared-call", {"secret": secret})
    assert found.status == 200
    assert (found.json["call_id"], found.json["case_reference"], found.json["agent_name"]) == (
        call["call_id"], "LP-1", "Wei",
    )  # fmt: skip
    async with stage.db.reading() as session:
        (audit,) = await session.scalars(select(AuditRow).where(AuditRow.action == "call.read_by_link"))
    assert audit.subject == f"call:{call['call_id']}"
    assert secret not in repr(stage.log)
    assert (await nobody.ask("POST", "/api/shared-call", {"secret": "x" * 43})).code == "link_not_valid"

    def away() -> None:
        raise TimeoutError

    stage.parts.database.transaction = away  # type: ignore[method-assign,assignment]
    refused = await nobody.ask("POST", "/api/shared-call", {"secret": secret})
    assert refused.code == "unavailable", "no audit, nothing to be seen"


async def test_what_the_helpdesk_signs_is_where_the_case_stands(stage: Stage) -> None:
    supervisor = await stage.browser(SUPERVISOR)
    body = json.dumps({"ticket_id": 7, "case_reference": "LP-1"}).encode()
    kind = {"Content-Type": "application/json"}
    nobody = await stage.program()
    assert (await nobody.ask("POST", "/hooks/helpdesk", data=body, headers=kind)).code == "bad_credentials"
    connection = Connection("zendesk", "https://shop.example", "t", user="a@b.c", secret="zd")
    async with open_connector(connection) as connector:
        object.__setattr__(stage.parts, "helpdesk", connector)
        assert (await supervisor.ask("GET", "/api/cases/LP-1/ticket")).json == {"url": None}
        assert (await nobody.ask("POST", "/hooks/helpdesk", data=body, headers=kind)).code == "bad_credentials"
        for _ in range(2):
            told = await nobody.ask("POST", "/hooks/helpdesk", data=body, headers=kind | _signed(body))
            assert (told.status, told.json) == (200, {"known": True})
        other = body.replace(b"LP-1", b"LP-9")
        told = await nobody.ask("POST", "/hooks/helpdesk", data=other, headers=kind | _signed(other))
        assert told.json == {"known": False}
        shown = (await supervisor.ask("GET", "/api/cases/LP-1/ticket")).json
    assert shown == {"url": "https://shop.example/agent/tickets/7"}


def _signed(body: bytes) -> dict[str, str]:
    time = utc_now().isoformat(timespec="seconds")
    digest = hmac.new(b"zd", time.encode() + body, hashlib.sha256).digest()
    return {
        "X-Zendesk-Webhook-Signature": base64.b64encode(digest).decode(),
        "X-Zendesk-Webhook-Signature-Timestamp": time,
    }


async def test_a_helpdesk_that_has_told_nothing_is_asked_and_what_it_says_is_kept(stage: Stage) -> None:
    agent = await stage.browser(AGENT)
    async with open_helpdesk() as theirs:
        theirs.tickets["LP-1"] = "T/7"
        connection = Connection("generic", theirs.url, TOKEN, allow_private=True)
        async with open_connector(connection) as connector:
            object.__setattr__(stage.parts, "helpdesk", connector)
            shown = (await agent.ask("GET", "/api/cases/LP-1/ticket")).json
            assert shown == {"url": f"{theirs.url}/tickets/T%2F7"}
            theirs.tickets.clear()
            assert (await agent.ask("GET", "/api/cases/LP-1/ticket")).json == shown
            assert (await agent.ask("GET", "/api/cases/LP-9/ticket")).code == "case_not_found"


async def test_a_helpdesk_that_is_slow_or_refuses_keeps_nobody_from_the_case(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.helpdesk._ASK_WITHIN_S", 0.2)

    class Refuses:
        name = "generic"

        async def resolve(self, matter: Matter) -> str | None:
            raise HelpdeskRefused("no", status=500)

    class IsSlow:
        name = "generic"

        async def resolve(self, matter: Matter) -> str | None:
            await asyncio.Event().wait()
            return None

    agent = await stage.browser(AGENT)
    for connector in (Refuses(), IsSlow()):
        object.__setattr__(stage.parts, "helpdesk", connector)
        answer = await agent.ask("GET", "/api/cases/LP-1/ticket")
        assert (answer.status, answer.json) == (200, {"url": None})


async def test_a_helpdesk_of_ones_own_says_that_a_customer_bought_again(stage: Stage) -> None:
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    agent, nobody = await stage.browser(SUPERVISOR), await stage.program()
    connection = Connection("generic", "https://shop.example", "t", secret=secret)
    async with open_connector(connection) as connector:
        object.__setattr__(stage.parts, "helpdesk", connector)
        for reference, known in (("LP-1", True), ("LP-1", True), ("LP-9", False)):
            said = json.dumps({"case_reference": reference, "purchased_again_at": "2026-11-20T09:30:00Z"})
            now = utc_now()
            headers = {
                "webhook-id": "1", "webhook-timestamp": str(int(now.timestamp())),
                "webhook-signature": Webhook(secret).sign("1", now, said), "Content-Type": "application/json",
            }  # fmt: skip
            told = await nobody.ask("POST", "/hooks/helpdesk", data=said.encode(), headers=headers)
            assert (told.status, told.json) == (200, {"known": known})
    case = (await agent.ask("GET", "/api/cases/LP-1")).json
    assert case["purchased_again_at"] == "2026-11-20T09:30:00Z"
    moments = (await agent.ask("GET", "/api/cases/LP-1/timeline")).json["moments"]
    assert [each["data"]["at"] for each in moments if each["kind"] == "bought_again"] == ["2026-11-20T09:30:00+00:00"]

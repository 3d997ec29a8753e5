"""Keeping a customer informed over REST: the plan, the preview, the message, the night, and what is due."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from cases.contacts.local_time import QuietHours
from cases.letters.courier import Helpdesk
from records.database import Database
from records.tables import CaseRow, ContactRow, OutboxRow
from signaling.runtime.node import utc_now
from tests.integration.outgoing.stage import add
from tests.integration.web.stage import AGENT, Browser, Stage, open_stage

CONTACTS = "/api/cases/LP-1/contacts"


@pytest.fixture
async def stage(sqlite_db: Database, redis_url: str, tmp_path: Path) -> AsyncIterator[Stage]:
    """Where it is never night, and the helpdesk brings the letters."""
    async with open_stage(sqlite_db, redis_url, tmp_path) as opened:
        await add(opened.db, "one", "https://desk.example/")
        _settle(opened, quiet=None)
        yield opened


def _settle(stage: Stage, *, quiet: QuietHours | None, courier: bool = True) -> None:
    helpdesk = Helpdesk(stage.db, clock=utc_now, woken=lambda: None)
    casework = replace(stage.parts.casework, quiet=quiet, couriers=(helpdesk,) if courier else ())
    object.__setattr__(stage.parts, "casework", casework)


def _always() -> QuietHours:
    """A night in which it is now, in Britain."""
    now = utc_now()
    return QuietHours((now - timedelta(hours=6)).time(), (now + timedelta(hours=6)).time())


async def _known(stage: Stage) -> Browser:
    async with stage.db.transaction() as session:
        await session.execute(update(CaseRow).values(customer_country="ES", customer_contact="lucia@example.org"))
    return await stage.browser(AGENT)


async def _preview(agent: Browser, **wanted: Any) -> dict[str, Any]:
    made: dict[str, Any] = (await agent.ask("POST", f"{CONTACTS}/preview", {"moment": "begun", **wanted})).json
    return made


def _said(preview: dict[str, Any], **more: Any) -> dict[str, Any]:
    kept = {name: preview[name] for name in ("moment", "language", "subject", "text", "next_update_at")}
    return {**kept, **more}


async def test_the_message_goes_as_it_was_previewed_and_is_promised_upon(stage: Stage) -> None:
    agent = await _known(stage)
    before = (await agent.ask("GET", CONTACTS)).json
    assert (before["plan"]["promised"], before["plan"]["reasons"], before["plan"]["moment"]) == (
        False, ["first_word"], "begun"
    )  # fmt: skip
    assert before["local_time"]["zones"] == ["Europe/Madrid"]
    preview = await _preview(agent)
    assert (preview["language"], preview["way"], preview["to"]) == ("es", "helpdesk", "lucia@example.org")
    sent = await agent.ask("POST", CONTACTS, _said(preview))
    assert sent.status == 201, sent.raw
    plan = sent.json["plan"]
    assert (plan["promised"], datetime.fromisoformat(plan["due_at"])) == (
        True, datetime.fromisoformat(preview["next_update_at"])
    )  # fmt: skip
    async with stage.db.reading() as session:
        (letter,) = await session.scalars(select(OutboxRow).where(OutboxRow.type == "case.letter"))
    data = letter.payload["data"]
    assert (data["letter"], data["text"], data["to"]) == ("begun", preview["text"].strip(), "lucia@example.org")
    (contact,) = sent.json["contacts"]
    assert (contact["way"], contact["by_name"], contact["text"]) == ("helpdesk", "Wei", preview["text"].strip())
    moments = (await agent.ask("GET", "/api/cases/LP-1/timeline")).json["moments"]
    assert "customer_contacted" in [moment["kind"] for moment in moments]


async def test_nobody_is_written_to_at_their_night_unless_they_asked_for_it(stage: Stage) -> None:
    agent = await _known(stage)
    preview = await _preview(agent)
    _settle(stage, quiet=_always())
    async with stage.db.transaction() as session:
        await session.execute(update(CaseRow).values(customer_country="GB", destination_country="GB"))
    local = (await agent.ask("GET", CONTACTS)).json["local_time"]
    assert local["is_night"]
    assert datetime.fromisoformat(local["night_until"]) > utc_now()
    assert (await agent.ask("POST", CONTACTS, _said(preview))).code == "not_in_this_state"
    async with stage.db.reading() as session:
        assert (await session.scalars(select(ContactRow))).all() == []
        assert (await session.scalars(select(OutboxRow).where(OutboxRow.type == "case.letter"))).all() == []
    assert (await agent.ask("POST", CONTACTS, _said(preview, although_night=True))).status == 201


async def test_where_nobody_brings_it_a_person_does_and_writes_it_down(stage: Stage) -> None:
    agent = await _known(stage)
    _settle(stage, quiet=None, courier=False)
    preview = await _preview(agent)
    assert preview["way"] is None
    assert (await agent.ask("POST", CONTACTS, _said(preview))).code == "not_in_this_state"
    by_hand = await agent.ask("POST", CONTACTS, _said(preview, by_hand=True, next_update_at=None))
    assert (by_hand.status, by_hand.json["contacts"][0]["way"]) == (201, "by_hand")
    assert by_hand.json["plan"]["promised"] is False


async def test_a_promise_lies_in_the_near_future(stage: Stage) -> None:
    agent = await _known(stage)
    preview = await _preview(agent, promise=False, language="ru", detail="Мы отправим другую лампу.")
    assert (preview["next_update_at"], preview["language"]) == (None, "ru")
    assert "Мы отправим другую лампу." in preview["text"]
    for days in (-1, 90):
        at = (utc_now() + timedelta(days=days)).isoformat()
        assert (await agent.ask("POST", CONTACTS, _said(preview, next_update_at=at))).code == "invalid_field"


async def test_a_word_that_is_overdue_stands_among_what_is_due_and_rises_on_the_worklist(stage: Stage) -> None:
    agent = await _known(stage)
    await agent.ask("POST", CONTACTS, _said(await _preview(agent)))
    assert (await agent.ask("GET", "/api/due")).json["lines"] == []
    late = utc_now() - timedelta(hours=1)
    async with stage.db.transaction() as session:
        await session.execute(update(CaseRow).values(next_update_at=late))
    (due,) = (await agent.ask("GET", "/api/due")).json["lines"]
    assert (due["kind"], due["overdue"], due["owner_name"]) == ("update", True, "Wei")

"""From an approved summary to a note on the helpdesk's ticket: short, once, with a link that expires and is audited."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from cases.connectors.choice import Connection, open_connector
from cases.connectors.sender import NoteSender
from cases.connectors.writing import CallLinks, note_text
from outgoing.dispatch import deliver_everything_due
from records.call_links import call_of_link
from records.database import Database
from records.tables import CaseTicketRow, EvidenceRow
from signaling.protocol.words import Role
from tests.contract.helpdesks.zendesk import TOKEN, USER, FakeZendesk, open_zendesk
from tests.integration.outgoing.stage import Time, add, delivery, due_again, endpoint, enqueue
from tests.integration.summary.ended_call import ended_call

DATA: dict[str, Any] = {
    "call_id": "call", "case_reference": "LP-1", "outcome": "refund",
    "summary": {
        "commitments": [
            {"text": "The money is back.", "due_on": "2026-12-01"}, {"text": "Wei writes.", "due_on": None},
            {"text": "c", "due_on": None}, {"text": "d", "due_on": None},
        ],
        "consents": [{"decision": "declined"}], "recordings": [],
    },
}  # fmt: skip
UNTIL = datetime(2026, 12, 28, 9, tzinfo=UTC)


def test_a_note_says_what_came_of_it_what_is_next_how_consent_stands_and_where_the_call_is() -> None:
    text = note_text(DATA, link="https://desk.example/shared#s", until=UNTIL, language="en")
    assert text.splitlines() == [
        "Video call on case LP-1", "Outcome: refund", "Next, by Dec 1, 2026: The money is back.", "Next: Wei writes.",
        "Next: c", "and 1 more", "Not recorded: somebody declined",
        "The call, until Dec 28, 2026, 9:00:00\u202fAM UTC: https://desk.example/shared#s",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["es", "fr", "de", "pt-BR", "ru", "ar", "zh"])
def test_every_language_has_every_word(language: str) -> None:
    said = note_text(DATA, link="L", until=UNTIL, language=language)
    assert len(said.splitlines()) == 8
    assert not re.search(r"[{}]", said)
    assert said != note_text(DATA, link="L", until=UNTIL, language="en")
    nothing = note_text({"case_reference": "LP-1"}, link="L", until=UNTIL, language=language)
    assert len(nothing.splitlines()) == 5


async def _deliver(db: Database, fake: FakeZendesk, folder: Path) -> int:
    connection = Connection("zendesk", fake.url, TOKEN, user=USER, allow_private=True)
    async with open_connector(connection) as connector:
        links = CallLinks(db, origin="https://desk.example", ttl=timedelta(days=30))
        sender = NoteSender(db, connector, links, folder=folder, language="es")
        return await deliver_everything_due(db, {"connector": sender}, clock=Time())


async def test_the_note_and_the_photo_are_on_the_ticket_once(sqlite_db: Database, tmp_path: Path) -> None:
    await ended_call(sqlite_db)
    now = datetime.now(UTC)
    async with sqlite_db.transaction() as session:
        session.add(
            EvidenceRow(
                id="f" * 32, case_id="case", call_id="call", actor="customer:cu", by_role=Role.CUSTOMER,
                by_name="Lucía", name="label.jpg", kind="jpeg", media_type="image/jpeg", size=3, sha256="x",
                received_size=3, received_sha256="x", keeps_place=False, at=now,
            )
        )  # fmt: skip
    (tmp_path / f"{'f' * 32}.jpg").write_bytes(b"jpg")
    await add(sqlite_db, "connector", "x", kind="connector", event_types=["summary.attached"], secrets=[])
    await enqueue(sqlite_db, type="summary.attached", **DATA)
    async with open_zendesk() as fake:
        assert await _deliver(sqlite_db, fake, tmp_path) == 1
        row = await delivery(sqlite_db, "connector")
        assert (row.last_status, row.last_error) == (404, "the helpdesk has no ticket of this case")
        assert (await endpoint(sqlite_db, "connector")).failing_since is None, "the helpdesk works"
        fake.add(7, "LP-1")
        for dies in (1, 1, 0):
            fake.dies_after = dies
            await due_again(sqlite_db)
            assert await _deliver(sqlite_db, fake, tmp_path) == 1
        note, file = fake.comments[7]
    assert (await delivery(sqlite_db, "connector")).delivered_at is not None
    assert note["body"].startswith("Videollamada sobre el caso LP-1\nResultado: reembolso")
    assert file["attachments"] == [{"file_name": "label.jpg", "content_type": "image/jpeg", "size": 3}]
    link = re.search(r"https://desk\.example/shared#(\S+)", note["body"])
    assert link is not None
    async with sqlite_db.reading() as session:
        found = await call_of_link(session, link[1], now=now)
        assert found is not None
        assert found[0] == "call"
        assert await call_of_link(session, link[1], now=now + timedelta(days=31)) is None
        assert (await session.scalars(select(CaseTicketRow.ticket_id))).one() == "7"


async def test_a_ticket_that_is_gone_is_looked_for_again(sqlite_db: Database, tmp_path: Path) -> None:
    await ended_call(sqlite_db)
    await add(sqlite_db, "connector", "x", kind="connector", event_types=["summary.attached"], secrets=[])
    await enqueue(sqlite_db, type="summary.attached", **DATA)
    async with sqlite_db.transaction() as session:
        session.add(CaseTicketRow(case_id="case", connector="zendesk", ticket_id="5", known_at=datetime.now(UTC)))
    async with open_zendesk() as fake:
        fake.add(7, "LP-1")
        assert await _deliver(sqlite_db, fake, tmp_path) == 1
        assert (await delivery(sqlite_db, "connector")).last_status == 404
        await due_again(sqlite_db)
        assert await _deliver(sqlite_db, fake, tmp_path) == 1
        assert len(fake.comments[7]) == 1


async def test_a_letter_to_the_customer_is_a_reply_on_the_ticket_where_somebody_wants_that(
    sqlite_db: Database, tmp_path: Path
) -> None:
    await ended_call(sqlite_db)
    await add(sqlite_db, "connector", "x", kind="connector", event_types=["case.letter"], secrets=[])
    letter = {"case_reference": "LP-1", "language": "es", "subject": "Videollamada", "text": "Hola:\nhttps://x/j/1#s\n"}
    await enqueue(sqlite_db, type="case.letter", **letter)
    async with open_zendesk() as fake:
        fake.add(7, "LP-1")
        assert await _deliver(sqlite_db, fake, tmp_path) == 1
        (reply,) = fake.comments[7]
    assert (reply["body"], reply["public"]) == (letter["text"], True)
    assert (await delivery(sqlite_db, "connector")).delivered_at is not None

"""Whom many tokens stand for is answered together as it is one by one; a seat is kept only by the page that has it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from lifetime import running
from records.arrivals import Arrival, Seat, find_arrivals
from records.credentials import Credential, Kind, find, hashed, issue
from records.database import Database
from records.nodes import NodeDatabase, register_node
from records.participants import keep_seats
from records.tables import CallRow, CaseRow, ConsentRequestRow, CredentialRow, ParticipantRow, RecordingRow, UserRow
from signaling.protocol.words import CallMode, CallState, RecordingState, Role
from signaling.runtime.doorkeeper import Doorkeeper

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
PAST = NOW - timedelta(seconds=1)
KINDS: tuple[Kind, ...] = ("socket", "participant")
PEOPLE: tuple[tuple[str, str | None, bool], ...] = (("c", None, True), ("w", "wei", True), ("l", "li", False))
"""In the call: who, as which user, and whether still."""


async def _people(db: Database) -> None:
    """Wei in a call with Lucía (c), and Ana (disabled), in none."""
    async with db.transaction() as session:
        for user, disabled in {"wei": None, "ana": PAST, "li": None}.items():
            session.add(
                UserRow(
                    id=user, email=user, name=user, role=Role.AGENT, languages=["zh", "en"], password_hash="-",
                    created_at=NOW, disabled_at=disabled,
                )
            )  # fmt: skip
        session.add(
            CaseRow(
                id="1", reference="LP-1", stage="anomaly_found", title="a lamp", customer_name="Lucía",
                customer_language="es", facts={}, created_at=NOW, updated_at=NOW,
            )
        )  # fmt: skip
        await session.flush()
        session.add(
            CallRow(
                id="1", case_id="1", mode=CallMode.QUEUE, state=CallState.ACTIVE, version=7, language="es", priority=0,
                created_at=NOW, created_by="x", link_sha256="-", link_expires_at=NOW,
            )
        )  # fmt: skip
        await session.flush()
        for person, user_id, live in PEOPLE:
            session.add(
                ParticipantRow(
                    id=person, call_id="1", role=Role.AGENT if user_id else Role.CUSTOMER, user_id=user_id,
                    person_key=person,
                    live=live, name=person, language="es", page_id=f"{person}-page", node_id="gone", ready=False,
                    audio=False, video=False,
                )
            )  # fmt: skip


async def _drawn(db: Database, kind: Kind, parents: Sequence[dict[str, Any]] = (), /, **about: Any) -> str:
    """A token, drawn from others of which each has been spoilt in its way."""
    parent: Credential | None = None
    token = ""
    async with db.transaction() as session:
        for spoilt in (*parents, {}):
            ttl, name = about.get("ttl", timedelta(hours=1)), "x"
            told = {key: value for key, value in about.items() if key.endswith("_id")}
            token = await issue(session, kind=kind, name=name, role=Role.AGENT, now=NOW, ttl=ttl, parent=parent, **told)
            if spoilt:
                row = CredentialRow
                await session.execute(update(row).where(row.sha256 == hashed(token)).values(**spoilt))
            parent = Credential(hashed(token), kind, name, Role.AGENT, None, None)
    return token


async def test_everybody_is_recognised_together_as_by_themselves(db: Database) -> None:
    await _people(db)
    good, run_out, revoked = {"name": "fine"}, {"expires_at": PAST}, {"revoked_at": PAST}
    tokens = [
        await _drawn(db, "participant", participant_id="c"),
        await _drawn(db, "socket", user_id="wei"),
        await _drawn(db, "socket", user_id="ana"),
        await _drawn(db, "session", user_id="wei"),
        await _drawn(db, "socket", ttl=timedelta(seconds=-1), user_id="wei"),
        await _drawn(db, "socket", ttl=None, user_id="wei"),
        *[await _drawn(db, "socket", [spoilt], user_id="wei") for spoilt in (good, run_out, revoked)],
        *[await _drawn(db, "socket", [spoilt, good], user_id="wei") for spoilt in (good, run_out, revoked)],
        await _drawn(db, "socket", [good, good, good], user_id="wei"),
        "not-a-token-at-all",
    ]
    async with db.reading() as session:
        alone = {hashed(token): await find(session, token, kinds=KINDS, now=NOW) for token in tokens}
        together = await find_arrivals(session, [hashed(token) for token in tokens], kinds=KINDS, now=NOW)
    assert {sha256: arrival.credential for sha256, arrival in together.items()} == {
        sha256: credential for sha256, credential in alone.items() if credential is not None
    }
    assert len(together) == 5


async def test_who_comes_is_known_with_their_language_and_seat(db: Database) -> None:
    await _people(db)
    tokens = {who: await _drawn(db, "socket", user_id=who) for who in ("wei", "li")}
    tokens["c"] = await _drawn(db, "participant", participant_id="c")

    async def seen() -> dict[str, Arrival]:
        async with db.reading() as session:
            found = await find_arrivals(session, list(map(hashed, tokens.values())), kinds=KINDS, now=NOW)
        return {who: found[hashed(token)] for who, token in tokens.items()}

    arrivals = await seen()
    lucia = Seat("c", "1", "c-page", live=True, version=7, queued=True, recorded=False)
    assert {who: (each.language, each.seat) for who, each in arrivals.items()} == {
        "c": ("es", lucia), "wei": ("zh", replace(lucia, participant_id="w", page_id="w-page")), "li": ("zh", None),
    }  # fmt: skip
    async with db.transaction() as session:
        session.add(
            ConsentRequestRow(
                id="q", call_id="1", asked_by="w", purposes=["audio"], retention_days=30, asked_at=NOW, state="open"
            )
        )
        await session.flush()
        for state in (RecordingState.OPEN, RecordingState.STOPPED):
            session.add(RecordingRow(id=state, call_id="1", request_id="q", state=state, opened_at=NOW, delete_on=NOW))
    assert (await seen())["c"].seat == replace(lucia, recorded=True)


async def _nodes(db: Database) -> dict[str, str | None]:
    async with db.reading() as session:
        rows = await session.execute(select(ParticipantRow.id, ParticipantRow.node_id))
        return {row.id: row.node_id for row in rows}


async def test_a_seat_is_kept_by_the_page_that_has_it_and_by_no_other(db: Database) -> None:
    await _people(db)
    async with db.transaction() as session:
        seats = [("c", "c-page"), ("w", "c-page"), ("l", "l-page"), ("nobody", "c-page")]
        assert await keep_seats(session, seats, "mine") == {("c", "c-page")}
    assert await _nodes(db) == {"c": "mine", "w": "gone", "l": "gone"}


async def test_nobody_waits_for_a_seat_that_is_being_written(db: Database) -> None:
    """On SQLite there is one writer at a time."""
    if db.engine.dialect.name == "sqlite":
        return
    await _people(db)
    async with db.transaction() as writer, asyncio.timeout(30):
        await writer.execute(update(ParticipantRow).where(ParticipantRow.id == "c").values(page_id=None))
        async with db.transaction() as session:
            assert await keep_seats(session, [("c", "c-page"), ("w", "w-page")], "mine") == {("w", "w-page")}


async def _doorkeeper(db: Database) -> Doorkeeper:
    return Doorkeeper(NodeDatabase(db, await register_node(db, now=NOW)), clock=lambda: NOW)


async def test_of_two_pages_of_one_person_that_come_together_only_the_one_in_the_seat_keeps_it(db: Database) -> None:
    await _people(db)
    doorkeeper = await _doorkeeper(db)
    pages = ("another", "c-page", "yet-another")
    together = [asyncio.ensure_future(doorkeeper.keep_seat("c", page)) for page in pages]
    await asyncio.sleep(0)  # all have asked before anybody answers
    async with running(doorkeeper.run()), asyncio.timeout(30):
        assert await asyncio.gather(*together) == [False, True, False]

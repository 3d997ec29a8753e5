"""Tokens, tickets and the figures of lines go when their time is over, and nothing else does; on both engines."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from records import outworn
from records.connection_tests import keep_connection_test
from records.credentials import Credential, hashed, issue, revoke
from records.database import Database
from records.outworn import remove_outworn
from records.quality import keep_quality
from records.tables import ConnectionTestRow, CredentialRow, LegTicketRow, QualityRow
from signaling.protocol.incoming import TellConnectionTest, TellQuality
from signaling.protocol.words import Role
from tests.contract.test_calls_records import ASKED, TALK, _happen, _seed
from tests.contract.test_connection_tests import told
from tests.unit.signaling.story import CUSTOMER, START, answer, invited

DAY = timedelta(days=1)


async def _tokens(db: Database) -> set[str]:
    async with db.reading() as session:
        return set(await session.scalars(select(CredentialRow.sha256)))


async def _sweep(db: Database, *, after: timedelta) -> int:
    return await remove_outworn(db, now=START + after, line_days=180)


async def test_a_token_goes_a_month_after_its_end_and_one_without_an_end_stays(db: Database) -> None:
    await _seed(db, invited())
    async with db.transaction() as session:
        kept = await issue(session, kind="api_key", name="shop", role=Role.AGENT, user_id="wei", now=START)
        await issue(session, kind="session", name="Wei", role=Role.AGENT, user_id="wei", now=START, ttl=DAY)
        taken_back = await issue(session, kind="api_key", name="old shop", role=Role.AGENT, user_id="wei", now=START)
        await revoke(session, hashed(taken_back), now=START + 5 * DAY)
    assert await _sweep(db, after=30 * DAY) == 0
    assert await _sweep(db, after=31 * DAY) == 1
    assert await _tokens(db) == {hashed(kept), hashed(taken_back)}
    assert await _sweep(db, after=36 * DAY) == 1
    assert await _tokens(db) == {hashed(kept)}


async def test_a_token_from_which_others_were_drawn_goes_after_them(db: Database) -> None:
    await _seed(db, invited())
    async with db.transaction() as session:
        parent = await issue(session, kind="session", name="Wei", role=Role.AGENT, user_id="wei", now=START, ttl=DAY)
        drawn_from = Credential(hashed(parent), "session", "Wei", Role.AGENT, "wei", None)
        await issue(
            session, kind="socket", name="Wei", role=Role.AGENT, user_id="wei", now=START, ttl=DAY, parent=drawn_from
        )
    assert await _sweep(db, after=40 * DAY) == 1
    assert await _tokens(db) == {hashed(parent)}
    assert await _sweep(db, after=40 * DAY) == 1
    assert await _tokens(db) == set()


async def test_the_ticket_of_a_leg_goes_a_day_after_it_could_be_used(db: Database) -> None:
    await _seed(db, invited())
    _, tickets = await _happen(db, *TALK, ASKED, answer("ag"), answer("cu"))
    assert tickets
    assert await _sweep(db, after=DAY / 2) == 0
    assert await _sweep(db, after=2 * DAY) == len(tickets)
    async with db.reading() as session:
        assert await session.scalar(select(func.count()).select_from(LegTicketRow)) == 0


async def test_how_a_line_was_goes_after_the_days_that_are_set(db: Database) -> None:
    await _seed(db, invited())
    quality = TellQuality.model_validate({"type": "quality", "samples": [{"ago_ms": 0, "mos": 4.0}]})
    test = TellConnectionTest.model_validate(told())
    async with db.transaction() as session:
        await keep_quality(session, "call", CUSTOMER.id, "p", quality.samples, now=START)
        await keep_connection_test(session, "call", CUSTOMER.id, "p", test, now=START)
    assert await _sweep(db, after=179 * DAY) == 0
    assert await _sweep(db, after=180 * DAY) == 2
    async with db.reading() as session:
        for table in (QualityRow, ConnectionTestRow):
            assert await session.scalar(select(func.count()).select_from(table)) == 0


async def test_many_go_a_portion_at_a_time_and_all_of_them(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outworn, "_TOGETHER", 3)
    await _seed(db, invited())
    async with db.transaction() as session:
        for _ in range(8):
            await issue(session, kind="session", name="Wei", role=Role.AGENT, user_id="wei", now=START, ttl=DAY)
    assert await _sweep(db, after=40 * DAY) == 8

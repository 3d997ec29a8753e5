"""Users, the audit chain: on both engines."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from records.audit import append_audit, first_broken_audit
from records.database import Database
from records.tables import AgentRow, AuditRow, UserRow
from records.users import add_user, find_user_by_email, hash_password, password_fits
from signaling.protocol.words import AgentState, Role

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


async def _add(db: Database, email: str, role: Role) -> UserRow:
    password_hash = await hash_password("correct horse")
    async with db.transaction() as session:
        return await add_user(
            session, email=email, name="Ana", role=role, languages=["es", "en"], password_hash=password_hash, now=NOW
        )


async def test_agent_who_is_added_is_off_duty_and_a_supervisor_is_not_in_the_queue(db: Database) -> None:
    agent = await _add(db, "Ana@Example.com ", Role.AGENT)
    supervisor = await _add(db, "sue@example.com", Role.SUPERVISOR)
    async with db.reading() as session:
        duty = await session.get(AgentRow, agent.id)
        assert duty is not None
        assert duty.state is AgentState.OFFLINE
        assert await session.get(AgentRow, supervisor.id) is None


async def test_address_is_found_whatever_its_case_and_is_taken_once(db: Database) -> None:
    ana = await _add(db, "Ana@Example.com", Role.AGENT)
    async with db.reading() as session:
        found = await find_user_by_email(session, " ANA@example.COM")
    assert found is not None
    assert found.id == ana.id
    with pytest.raises(IntegrityError):
        await _add(db, "ana@example.com", Role.AGENT)


async def test_disabled_user_is_not_found(db: Database) -> None:
    ana = await _add(db, "ana@example.com", Role.AGENT)
    async with db.transaction() as session:
        await session.execute(update(UserRow).where(UserRow.id == ana.id).values(disabled_at=NOW))
    async with db.reading() as session:
        assert await find_user_by_email(session, "ana@example.com") is None


async def test_only_the_right_password_fits_and_nobody_has_one(sqlite_db: Database) -> None:
    ana = await _add(sqlite_db, "ana@example.com", Role.AGENT)
    assert await password_fits(ana, "correct horse")
    assert not await password_fits(ana, "battery staple")
    assert not await password_fits(None, "nobody has this password")


async def test_audit_rows_written_at_once_form_one_chain(db: Database) -> None:
    await asyncio.gather(*(_note(db, n) for n in range(8)))
    async with db.reading() as session:
        assert await first_broken_audit(session) is None


async def test_edited_audit_row_is_found(db: Database) -> None:
    for n in range(3):
        await _note(db, n)
    async with db.transaction() as session:
        await session.execute(update(AuditRow).where(AuditRow.sequence == 2).values(actor="user:somebody-else"))
    async with db.reading() as session:
        assert await first_broken_audit(session) == 2


async def _note(db: Database, n: int) -> int:
    return await append_audit(
        db, actor="user:sue", action="recording.played", subject=f"part:{n}", detail={"range": "bytes=0-"}, now=NOW
    )

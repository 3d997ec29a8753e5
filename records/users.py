"""Agents and supervisors, and their passwords: Argon2id, checked off the event loop and a few at a time."""

import asyncio
import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from records.tables import AgentRow, ParticipantRow, UserRow, new_id
from signaling.protocol.words import AgentState, Role

SKILL = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")
"""How a skill is written: a word that programs and people agree on, as `customs`."""

_AT_ONCE = 2  # each check holds 64 MiB and a core for some 50 ms: a burst of sign-ins must wait, not fill the memory

_hasher = PasswordHasher()
_checking = asyncio.Semaphore(_AT_ONCE)


async def add_user(
    session: AsyncSession, *, email: str, name: str, role: Role, languages: Sequence[str], password_hash: str,
    now: datetime, skills: Sequence[str] = (),
) -> UserRow:  # fmt: skip
    """Write a new user; an agent is off duty at first. Raises IntegrityError when the address is taken.

    `languages` are BCP 47, the first one is the language of the pages. The hash comes from `hash_password`, which is
    slow and therefore no part of the transaction.
    """
    user = UserRow(
        id=new_id(), email=normal_email(email), name=name, role=role, languages=list(languages),
        skills=sorted(set(skills)), password_hash=password_hash, created_at=now,
    )  # fmt: skip
    session.add(user)
    await session.flush()
    if role is Role.AGENT:
        session.add(AgentRow(user_id=user.id, state=AgentState.OFFLINE, since=now))
        await session.flush()
    return user


async def find_user(session: AsyncSession, user_id: str) -> UserRow | None:
    """A user who may come in."""
    user = await session.get(UserRow, user_id)
    return user if user is not None and user.disabled_at is None else None


async def find_user_by_email(session: AsyncSession, email: str) -> UserRow | None:
    """A user who may come in; upper and lower case are the same."""
    row = UserRow
    user: UserRow | None = await session.scalar(
        select(row).where(row.email == normal_email(email), row.disabled_at.is_(None))
    )
    return user


async def list_agents(session: AsyncSession) -> Sequence[tuple[UserRow, AgentRow, str | None]]:
    """Every agent who may come in with what they are doing and the live call they are in, by name."""
    person = ParticipantRow
    rows = await session.execute(
        select(UserRow, AgentRow, person.call_id)
        .join(AgentRow, AgentRow.user_id == UserRow.id)
        .outerjoin(person, and_(person.user_id == UserRow.id, person.live))
        .where(UserRow.disabled_at.is_(None))
        .order_by(UserRow.name, UserRow.id)
    )
    return [(user, agent, call_id) for user, agent, call_id in rows]


async def list_users(session: AsyncSession) -> Sequence[UserRow]:
    """Everybody, also those who are disabled, by address."""
    return (await session.scalars(select(UserRow).order_by(UserRow.email))).all()


def normal_email(email: str) -> str:
    """An address as it is stored and compared."""
    return email.strip().casefold()


async def hash_password(password: str) -> str:
    """In PHC format, with a salt of its own."""
    async with _checking:
        return await asyncio.to_thread(_hasher.hash, password)


async def password_fits(user: UserRow | None, password: str) -> bool:
    """Whether it is this user's password. Without a user it takes just as long, and is False."""
    async with _checking:
        fits = await asyncio.to_thread(_verify, user.password_hash if user else None, password)
    return fits and user is not None


def _verify(password_hash: str | None, password: str) -> bool:
    try:
        return _hasher.verify(password_hash or _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    """A hash no password fits, so that an unknown address takes as long as a known one."""
    return _hasher.hash(secrets.token_urlsafe(32))

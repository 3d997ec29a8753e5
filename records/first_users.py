"""The first agent and the first supervisor of an empty database, with passwords drawn at random and told once."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from records.database import Database
from records.tables import UserRow
from records.users import add_user, hash_password
from signaling.protocol.words import Role

_FIRST = (
    ("agent@reassure.local", "Wei Lin", Role.AGENT, ("en", "es", "zh")),
    ("supervisor@reassure.local", "Ana Duarte", Role.SUPERVISOR, ("en", "es")),
)


@dataclass(frozen=True, slots=True)
class SignIn:
    """What somebody types in."""

    role: Role
    email: str
    password: str


async def add_first_users(database: Database, *, now: datetime) -> tuple[SignIn, ...]:
    """Both, if nobody is there yet; else none."""
    async with database.reading() as session:
        if await session.scalar(select(UserRow.id).limit(1)) is not None:
            return ()
    drawn = [(first, secrets.token_urlsafe(12)) for first in _FIRST]
    hashes = [await hash_password(password) for _, password in drawn]
    async with database.transaction() as session:
        for ((email, name, role, languages), _), password_hash in zip(drawn, hashes, strict=True):
            await add_user(
                session, email=email, name=name, role=role, languages=languages, password_hash=password_hash, now=now
            )
    return tuple(SignIn(role, email, password) for (email, _, role, _), password in drawn)

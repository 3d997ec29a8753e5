"""Everything that opens a door: drawn at random, stored as SHA-256, found by it, and taken back at once.

A credential drawn from another one (a socket token from a session) lives no longer than its parent.
"""

import hashlib
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import bindparam, or_, select, union, update
from sqlalchemy.ext.asyncio import AsyncSession

from records.database import Database
from records.tables import CredentialRow, UserRow
from signaling.protocol.words import Role

Kind = Literal["session", "socket", "participant", "hand_over", "receipt", "copy", "api_key", "call_link", "embed"]

_BYTES = 32
_LONGEST_CHAIN = 3
_SINCE = bindparam("since", type_=CredentialRow.revoked_at.type)
_TAKEN_BACK = union(
    select(CredentialRow.sha256).where(CredentialRow.revoked_at >= _SINCE),
    select(CredentialRow.sha256)
    .join(UserRow, UserRow.id == CredentialRow.user_id)
    .where(UserRow.disabled_at >= _SINCE),
)


@dataclass(frozen=True, slots=True)
class Credential:
    """Whom a token stands for."""

    sha256: str
    kind: Kind
    name: str
    role: Role
    user_id: str | None
    participant_id: str | None


def hashed(token: str) -> str:
    """What is stored instead of the token: SHA-256 in hexadecimal. The tokens are random, so no salt is needed.

    What a header held that is no UTF-8 comes as surrogates; it is a wrong token like any other.
    """
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


async def issue(
    session: AsyncSession,
    *,
    kind: Kind,
    name: str,
    role: Role,
    now: datetime,
    ttl: timedelta | None = None,
    user_id: str | None = None,
    participant_id: str | None = None,
    parent: Credential | None = None,
) -> str:
    """Draw a token of 256 random bits; the text given back is stored nowhere. Without `ttl` it lasts until revoked."""
    token = secrets.token_urlsafe(_BYTES)
    session.add(
        CredentialRow(
            sha256=hashed(token), kind=kind, name=name, role=role, user_id=user_id, participant_id=participant_id,
            parent_sha256=parent.sha256 if parent else None, created_at=now,
            expires_at=now + ttl if ttl else None, revoked_at=None,
        )
    )  # fmt: skip
    await session.flush()
    return token


async def find(session: AsyncSession, token: str, *, kinds: Collection[Kind], now: datetime) -> Credential | None:
    """Whom this token stands for; None when unknown, of another kind, expired, revoked, or its user disabled."""
    row = await session.get(CredentialRow, hashed(token))
    if row is None or row.kind not in kinds or not await _in_force(session, row, now):
        return None
    if row.user_id is not None:
        user = await session.get(UserRow, row.user_id)
        if user is None or user.disabled_at is not None:
            return None
    return Credential(row.sha256, row.kind, row.name, row.role, row.user_id, row.participant_id)  # type: ignore[arg-type]


async def expiry_of(session: AsyncSession, sha256: str) -> datetime | None:
    """Until when it is good by itself; None: until it is revoked."""
    expires_at: datetime | None = await session.scalar(
        select(CredentialRow.expires_at).where(CredentialRow.sha256 == sha256)
    )
    return expires_at


async def was_revoked(session: AsyncSession, sha256: str) -> bool:
    """Whether it was taken back; not whether it has run out."""
    revoked = select(CredentialRow.revoked_at).where(CredentialRow.sha256 == sha256)
    return await session.scalar(revoked) is not None


async def hold(session: AsyncSession, sha256: str) -> bool:
    """Whether it was not taken back; who wants to waits for the end of this transaction."""
    row = CredentialRow
    good = select(row.sha256).where(row.sha256 == sha256, row.revoked_at.is_(None))
    return await session.scalar(good.with_for_update(read=True)) is not None


async def revoke(session: AsyncSession, sha256: str, *, now: datetime) -> None:
    """Take it back, and what was drawn from it with it."""
    row = CredentialRow
    itself_or_child = or_(row.sha256 == sha256, row.parent_sha256 == sha256)
    await session.execute(update(row).where(itself_or_child, row.revoked_at.is_(None)).values(revoked_at=now))


async def taken_back(database: Database, *, since: datetime) -> set[str]:
    """The hashes of what was revoked since then, and of what belongs to users disabled since then."""
    return {sha256 for (sha256,) in await database.look(_TAKEN_BACK, {"since": since})}


async def list_keys(session: AsyncSession, *, now: datetime) -> Sequence[CredentialRow]:
    """The API keys that are good now, oldest first."""
    row = CredentialRow
    good = (row.kind == "api_key", row.revoked_at.is_(None), or_(row.expires_at.is_(None), row.expires_at > now))
    return (await session.scalars(select(row).where(*good).order_by(row.created_at))).all()


async def _in_force(session: AsyncSession, row: CredentialRow, now: datetime) -> bool:
    for _ in range(_LONGEST_CHAIN):
        if row.revoked_at is not None or (row.expires_at is not None and row.expires_at <= now):
            return False
        if row.parent_sha256 is None:
            return True
        parent = await session.get(CredentialRow, row.parent_sha256)
        if parent is None:
            return False
        row = parent
    return False

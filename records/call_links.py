"""Links to one call, for whoever reads a note about it without a sign-in here. Commits nothing by itself."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from records.credentials import Kind, expiry_of, find, issue
from signaling.protocol.words import Role

_KINDS: tuple[Kind, ...] = ("call_link",)


async def issue_call_link(session: AsyncSession, call_id: str, *, ttl: timedelta, now: datetime) -> str:
    """A secret that shows this call for so long, and nothing else."""
    return await issue(session, kind="call_link", name=call_id, role=Role.INTEGRATOR, now=now, ttl=ttl)


async def call_of_link(session: AsyncSession, secret: str, *, now: datetime) -> tuple[str, str, datetime | None] | None:
    """Id of the call, hash of the link, and when it ends; None when it shows nothing, or not any more."""
    found = await find(session, secret, kinds=_KINDS, now=now)
    if found is None:
        return None
    return found.name, found.sha256, await expiry_of(session, found.sha256)

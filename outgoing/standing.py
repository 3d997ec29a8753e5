"""How an endpoint stands: whether it takes what it is sent, since when it does not, and who was told.

The audit hears of a failing endpoint once: when it has failed for a while, when something was given up, or when it said
that it is gone; and again when it takes events as before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from outgoing.answer import Answer
from records.audit import append_audit
from records.database import Database
from records.tables import EndpointRow, EndpointState

PATIENCE = timedelta(minutes=10)
"""A receiver that is restarted is no news."""
ACTOR = "system:outgoing"


@dataclass(frozen=True, slots=True)
class News:
    """What the audit has to hear: `failing`, `gone` or `recovered`, and why."""

    what: str
    error: str = ""


def is_failing(endpoint: EndpointRow, *, now: datetime) -> bool:
    """Whether somebody has to look: it said that it is gone, or takes nothing for longer than our patience."""
    if endpoint.state is EndpointState.GONE:
        return True
    on = endpoint.state is EndpointState.ON
    return on and endpoint.failing_since is not None and now - endpoint.failing_since >= PATIENCE


async def note_standing(
    session: AsyncSession, endpoint: EndpointRow, answers: Sequence[Answer], *, gave_up: bool, now: datetime
) -> News | None:
    """Write down how it stands after these answers; what the audit has to hear of it."""
    row = EndpointRow
    this = update(row).where(row.id == endpoint.id)
    bad = next((answer for answer in answers if not answer.taken), None)
    if any(answer.gone for answer in answers):
        await session.execute(this.where(row.state == EndpointState.ON).values(state=EndpointState.GONE))
        return News("gone", bad.reason if bad else "")
    if any(answer.taken or answer.reached for answer in answers):
        if endpoint.failing_since is not None or endpoint.told_at is not None:
            await session.execute(this.values(failing_since=None, told_at=None))
        if not gave_up:
            return News("recovered") if endpoint.told_at is not None else None
    elif endpoint.failing_since is None:
        await session.execute(this.where(row.failing_since.is_(None)).values(failing_since=now))
    patient = endpoint.failing_since is None or now - endpoint.failing_since < PATIENCE
    if bad is None or endpoint.told_at is not None or (patient and not gave_up):
        return None
    return News("failing", bad.reason)


async def tell(database: Database, endpoint_id: str, news: News, *, now: datetime) -> None:
    """The audit first, then the mark that it was told: killed in between, it hears of it twice and never not at all."""
    detail = {"error": news.error} if news.error else {}
    await append_audit(
        database, actor=ACTOR, action=f"webhook.{news.what}", subject=f"endpoint:{endpoint_id}", detail=detail, now=now
    )
    if news.what != "recovered":
        async with database.transaction() as session:
            await session.execute(update(EndpointRow).where(EndpointRow.id == endpoint_id).values(told_at=now))

"""What nobody needs any more is removed: tokens that opened nothing for a month, and how the line was long ago."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, delete, exists, or_, select

from records.database import Database
from records.tables import ConnectionTestRow, CredentialRow, LegTicketRow, QualityRow
from records.tables.base import Base

_TOGETHER = 500
"""Rows of one transaction, so that nobody has to wait for it."""
_AT_MOST = 200
"""Transactions of one sweep: the rest is the next one's."""
_TOKEN_KEPT = timedelta(days=30)
"""After its end: until then a page is told that its link has expired, and not that there never was one."""
_TICKET_KEPT = timedelta(days=1)


async def remove_outworn(database: Database, *, now: datetime, line_days: int) -> int:
    """How many rows went. `line_days`: how long the quality of a line and tests of it are kept."""
    gone = 0
    for table, key, due in _outworn(now, timedelta(days=line_days)):
        for _ in range(_AT_MOST):
            async with database.transaction() as session:
                some = select(key).where(due).limit(_TOGETHER)
                found: CursorResult[Any] = await session.execute(delete(table).where(key.in_(some)))  # type: ignore[assignment]
            gone += found.rowcount
            if found.rowcount < _TOGETHER:
                break
    return gone


def _outworn(now: datetime, line_kept: timedelta) -> Iterator[tuple[type[Base], Any, ColumnElement[bool]]]:
    token, child = CredentialRow, CredentialRow.__table__.alias("drawn")
    ended = now - _TOKEN_KEPT
    drawn_from = exists().where(child.c.parent_sha256 == token.sha256)  # it goes after those, a sweep later
    yield token, token.sha256, or_(token.expires_at <= ended, token.revoked_at <= ended) & ~drawn_from
    yield LegTicketRow, LegTicketRow.sha256, LegTicketRow.expires_at <= now - _TICKET_KEPT
    yield QualityRow, QualityRow.id, QualityRow.told_at <= now - line_kept
    yield ConnectionTestRow, ConnectionTestRow.id, ConnectionTestRow.at <= now - line_kept

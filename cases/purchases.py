"""That a customer has bought again, as their shop says it: by its helpdesk's webhook or in a file. Told twice, nothing
changes.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from records.cases import add_many_entries, lock_cases

_SKEW: Final = timedelta(days=1)
"""A shop tells local times and days as well as moments."""


def is_to_come(at: datetime, *, now: datetime) -> bool:
    """Whether nobody can have bought then yet, whatever their zone."""
    return at > now + _SKEW


async def note_purchases(
    session: AsyncSession, purchases: Mapping[str, datetime], *, actor: str, now: datetime
) -> frozenset[str]:
    """By reference, when the customer of a case bought again; gives the references there are. The newest one holds;
    what is still to come has not been bought, and would hide every later one.
    """
    rows = await lock_cases(session, sorted(purchases))
    for reference, row in rows.items():
        at, known = purchases[reference], row.purchased_again_at
        if (known is not None and at <= known) or is_to_come(at, now=now):
            continue
        row.purchased_again_at = at
        entry = {row.id: {"at": at.isoformat(), "actor": actor}}
        await add_many_entries(session, entries=entry, kind="bought_again", key=at.isoformat(), now=now)
    await session.flush()
    return frozenset(rows)

"""That a customer has bought again, as their shop says it: by its helpdesk's webhook or in a file. Told twice, nothing
changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from records.cases import add_many_entries, lock_cases
from records.tables import CaseRow

_SKEW: Final = timedelta(days=1)
"""A shop tells local times and days as well as moments."""


@dataclass(frozen=True, slots=True)
class Noted:
    """The references there are of those that were told, and those of them on which it was new."""

    there: frozenset[str]
    fresh: frozenset[str]


def is_to_come(at: datetime, *, now: datetime) -> bool:
    """Whether nobody can have bought then yet, whatever their zone."""
    return at > now + _SKEW


def _is_before(at: datetime, row: CaseRow) -> bool:
    """Before both the day it was posted and its case: a file of every customer's last purchase tells of the very order
    that was lost. A parcel that is sent again has a later day than its case.
    """
    began = min(row.shipped_on, row.created_at.date()) if row.shipped_on is not None else None
    return began is not None and (at + _SKEW).date() < began


async def note_purchases(
    session: AsyncSession, purchases: Mapping[str, datetime], *, actor: str, now: datetime
) -> Noted:
    """By reference, when the customer of a case bought again. The newest one holds; what is still to come has not been
    bought, and would hide every later one; what was bought before the parcel went was not bought again.
    """
    rows = await lock_cases(session, sorted(purchases))
    fresh: set[str] = set()
    for reference, row in rows.items():
        at, known = purchases[reference], row.purchased_again_at
        if (known is not None and at <= known) or is_to_come(at, now=now) or _is_before(at, row):
            continue
        row.purchased_again_at = at
        entry = {row.id: {"at": at.isoformat(), "actor": actor}}
        await add_many_entries(session, entries=entry, kind="bought_again", key=at.isoformat(), now=now)
        fresh.add(reference)
    await session.flush()
    return Noted(frozenset(rows), frozenset(fresh))

"""The memory of cases: the case, its journey, what happened on it, and which feed bodies were taken in.

Commits nothing by itself. Whoever writes to a case locks its row first, so that two feeds cannot write one line twice.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from records.tables import CaseEntryRow, CaseRow, FeedBodyRow, TrackingEventRow

_SEARCHED = (
    CaseRow.reference,
    CaseRow.title,
    CaseRow.customer_name,
    CaseRow.tracking_number,
    CaseRow.order_reference,
    CaseRow.carrier,
)
_MOST_WORDS = 8


async def find_case(session: AsyncSession, reference: str, *, for_update: bool = False) -> CaseRow | None:
    """The case as it stands, or None. `for_update` holds off other writers of it until the commit."""
    query = select(CaseRow).where(CaseRow.reference == reference).execution_options(populate_existing=True)
    found: CaseRow | None = await session.scalar(query.with_for_update() if for_update else query)
    return found


async def lock_cases_of_number(session: AsyncSession, tracking_number: str) -> Sequence[CaseRow]:
    """Every case about this number, held until the commit; always in the same order, so that two cannot deadlock."""
    query = select(CaseRow).where(CaseRow.tracking_number == tracking_number).order_by(CaseRow.id)
    return (await session.scalars(query.with_for_update().execution_options(populate_existing=True))).all()


async def insert_case(
    session: AsyncSession, *, reference: str, stage: str, columns: Mapping[str, Any], now: datetime
) -> CaseRow | None:
    """A new case, or None when somebody else has just made one of this reference."""
    row = CaseRow(reference=reference, stage=stage, created_at=now, updated_at=now, **columns)
    try:
        async with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return None
    return row


async def count_cases(session: AsyncSession) -> int:
    """How many there are."""
    return await session.scalar(select(func.count()).select_from(CaseRow)) or 0


async def add_tracking_events(session: AsyncSession, case_id: str, events: Mapping[str, Mapping[str, Any]]) -> int:
    """Add those of `events` (columns by digest) the case has not got yet; gives how many. The case must be locked."""
    known = await session.scalars(select(TrackingEventRow.digest).where(TrackingEventRow.case_id == case_id))
    fresh = events.keys() - set(known)
    session.add_all(
        TrackingEventRow(case_id=case_id, digest=digest, **columns)
        for digest, columns in events.items()
        if digest in fresh
    )
    await session.flush()
    return len(fresh)


async def list_tracking_events(
    session: AsyncSession, case_ids: Sequence[str]
) -> Mapping[str, Sequence[TrackingEventRow]]:
    """The journeys of these cases, each from its first event to its last; a case without events is left out."""
    query = select(TrackingEventRow).where(TrackingEventRow.case_id.in_(case_ids))
    journeys: dict[str, list[TrackingEventRow]] = {}
    for row in await session.scalars(query.order_by(TrackingEventRow.at, TrackingEventRow.id)):
        journeys.setdefault(row.case_id, []).append(row)
    return journeys


async def add_case_entry(
    session: AsyncSession, case_id: str, *, kind: str, key: str, data: dict[str, Any], now: datetime
) -> None:
    """Note that something happened on the case, once for its `kind` and `key`."""
    session.add(CaseEntryRow(case_id=case_id, kind=kind, key=key, at=now, data=data))
    await session.flush()


async def remember_feed_body(session: AsyncSession, digest: str, *, feed: str, now: datetime) -> bool:
    """Note that a body was taken in; False when it was before."""
    if await session.get(FeedBodyRow, digest) is not None:
        return False
    try:
        async with session.begin_nested():
            session.add(FeedBodyRow(digest=digest, feed=feed, received_at=now))
    except IntegrityError:  # another node took the same delivery in since we looked
        return False
    return True


async def find_cases(
    session: AsyncSession, *, query: str, stage: str | None, limit: int, offset: int
) -> tuple[Sequence[CaseRow], int]:
    """One page of the cases that hold every word of `query` somewhere, last changed first; and how many in all."""
    conditions = [_holds(word) for word in query.split()[:_MOST_WORDS]]
    if stage is not None:
        conditions.append(CaseRow.stage == stage)
    total = await session.scalar(select(func.count()).select_from(CaseRow).where(*conditions))
    newest = select(CaseRow).where(*conditions).order_by(CaseRow.updated_at.desc(), CaseRow.reference)
    return (await session.scalars(newest.limit(limit).offset(offset))).all(), total or 0


def _holds(word: str) -> ColumnElement[bool]:
    """SQLite folds only ASCII letters, so other scripts are tried in the spellings people type."""
    spellings = {word, word.lower(), word.upper(), word.title()}
    return or_(*(column.icontains(spelling, autoescape=True) for column in _SEARCHED for spelling in spellings))

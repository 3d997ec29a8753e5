"""The memory of cases: the case, its journey, what happened on it, and which feed bodies were taken in.

Commits nothing by itself. Whoever writes to a case locks its row first, so that two feeds cannot write one line twice.
"""

import asyncio
import zlib
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from records.database import few_lengths
from records.tables import CaseEntryRow, CaseRow, FeedBodyRow, TrackingEventRow, core, new_id

_AT_ONCE = 500


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


async def insert_cases(session: AsyncSession, rows: Sequence[Mapping[str, Any]], *, now: datetime) -> None:
    """New cases in one statement; IntegrityError when there is one of some reference by now, and then none is made."""
    stamped = [{"created_at": now, "updated_at": now, **row} for row in rows]
    async with session.begin_nested():
        await session.execute(insert(core(CaseRow)), stamped)


async def lock_cases(session: AsyncSession, references: Sequence[str]) -> Mapping[str, CaseRow]:
    """Those there are of these, by reference, held until the commit; always in the same order."""
    query = select(CaseRow).where(CaseRow.reference.in_(few_lengths(references))).order_by(CaseRow.id)
    found = await session.scalars(query.with_for_update().execution_options(populate_existing=True))
    return {row.reference: row for row in found}


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


async def remember_feed_body(session: AsyncSession, digest: str, body: bytes, *, feed: str, now: datetime) -> bool:
    """Keep a body that was taken in; False when it was before."""
    if await session.get(FeedBodyRow, digest) is not None:
        return False
    packed = await asyncio.to_thread(zlib.compress, body)
    try:
        async with session.begin_nested():
            session.add(FeedBodyRow(digest=digest, feed=feed, received_at=now, body=packed))
    except IntegrityError:  # another node took the same delivery in since we looked
        return False
    return True


async def read_feed_body(session: AsyncSession, digest: str) -> bytes | None:
    """A body as it came; None when none of this digest was taken in, or when that was before bodies were kept."""
    row = await session.get(FeedBodyRow, digest)
    return await asyncio.to_thread(zlib.decompress, row.body) if row is not None and row.body is not None else None


async def find_by_names(
    session: AsyncSession, *, references: Collection[str], numbers: Collection[str]
) -> Sequence[Row[str, str, str | None, date | None]]:
    """Id, reference, tracking number and day of shipping of every case of one of these references or numbers."""
    row = CaseRow
    found: list[Row[str, str, str | None, date | None]] = []
    columns = select(row.id, row.reference, row.tracking_number, row.shipped_on)
    for column, names in ((row.reference, references), (row.tracking_number, numbers)):
        wanted = list(names)
        for begin in range(0, len(wanted), _AT_ONCE):
            some = few_lengths(wanted[begin : begin + _AT_ONCE])
            found += (await session.execute(columns.where(column.in_(some)))).all()
    return found


async def add_many_events(
    session: AsyncSession, events: Mapping[str, Mapping[str, Mapping[str, Any]]], *, now: datetime
) -> Mapping[str, int]:
    """For each case id the events (columns by digest) it has not got yet, in few statements; gives how many were new.

    The cases are held until the commit, and are read by the rules again.
    """
    ids = sorted(events)
    await session.execute(select(CaseRow.id).where(CaseRow.id.in_(ids)).order_by(CaseRow.id).with_for_update())
    row = TrackingEventRow
    told = await session.execute(select(row.case_id, row.digest).where(row.case_id.in_(few_lengths(ids))))
    known = {(case_id, digest) for case_id, digest in told}
    fresh = [
        {"id": new_id(), "case_id": case_id, "digest": digest, **columns}
        for case_id, journey in events.items()
        for digest, columns in journey.items()
        if (case_id, digest) not in known
    ]
    if not fresh:
        return {}
    await session.execute(insert(core(row)), fresh)
    added: dict[str, int] = {}
    for each in fresh:
        added[each["case_id"]] = added.get(each["case_id"], 0) + 1
    changed = update(CaseRow).where(CaseRow.id.in_(few_lengths(list(added))))
    await session.execute(
        changed.values(updated_at=now, look_at=None), execution_options={"synchronize_session": False}
    )
    return added


async def add_many_entries(
    session: AsyncSession, entries: Mapping[str, dict[str, Any]], *, kind: str, key: str, now: datetime
) -> None:
    """The same thing happened on many cases: an entry on each, with its own data, where there is none of the key."""
    row = CaseEntryRow
    asked = select(row.case_id).where(row.case_id.in_(few_lengths(list(entries))), row.kind == kind, row.key == key)
    there = set(await session.scalars(asked))
    fresh = [
        {"id": new_id(), "case_id": case_id, "kind": kind, "key": key, "at": now, "data": data}
        for case_id, data in entries.items()
        if case_id not in there
    ]
    if fresh:
        await session.execute(insert(core(row)), fresh)


async def newest_cases(session: AsyncSession, *, limit: int, offset: int) -> Sequence[CaseRow]:
    """Every case in turn, last changed first."""
    newest = select(CaseRow).order_by(CaseRow.updated_at.desc(), CaseRow.reference)
    return (await session.scalars(newest.limit(limit).offset(offset))).all()

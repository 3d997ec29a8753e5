"""The memory of cases: the case, its journey, what happened on it, and the bodies it was told in.

Commits nothing by itself. Whoever writes to a case locks its row first, so that two feeds cannot write one line twice.
"""

import asyncio
import zlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from records.database import few_lengths
from records.tables import CaseEntryRow, CaseRow, FeedBodyRow, FormerNumberRow, TrackingEventRow, core, new_id
from records.told_under import Again, KnownLine, known_lines, tell_again

_AT_ONCE = 500
_NOT_KNOWN: Final = (None, "unknown")
"""What a line says of the parcel, where whoever told it had no word for it that we know."""
MOST_READ: Final = 1_000
"""Lines of one journey, the newest. The longest that carriers write have two hundred; a feed gone wrong has no end."""


async def find_case(session: AsyncSession, reference: str, *, for_update: bool = False) -> CaseRow | None:
    """The case as it stands, or None. `for_update` holds off other writers of it until the commit."""
    query = select(CaseRow).where(CaseRow.reference == reference).execution_options(populate_existing=True)
    found: CaseRow | None = await session.scalar(query.with_for_update() if for_update else query)
    return found


async def lock_cases_of_number(session: AsyncSession, tracking_number: str) -> Sequence[CaseRow]:
    """Every case about this number, held until the commit; always in the same order, so that two cannot deadlock."""
    query = select(CaseRow).where(CaseRow.tracking_number == tracking_number).order_by(CaseRow.id)
    return (await session.scalars(query.with_for_update().execution_options(populate_existing=True))).all()


async def cases_of_number(session: AsyncSession, tracking_number: str) -> Sequence[CaseRow]:
    """The same, for who writes to none but those it holds already."""
    query = select(CaseRow).where(CaseRow.tracking_number == tracking_number).order_by(CaseRow.id)
    return (await session.scalars(query)).all()


async def lock_cases_formerly_of(session: AsyncSession, tracking_number: str) -> Sequence[CaseRow]:
    """Every case whose parcel had this number before, held until the commit, in the same order."""
    former = select(FormerNumberRow.case_id).where(FormerNumberRow.number == tracking_number)
    query = select(CaseRow).where(CaseRow.id.in_(former)).order_by(CaseRow.id)
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


async def lock_cases(
    session: AsyncSession, references: Sequence[str], *, numbers: Collection[str] = ()
) -> Mapping[str, CaseRow]:
    """Those there are of these, by reference, held until the commit; always in the same order. With them, unnamed,
    every case of these numbers.
    """
    row = CaseRow
    wanted = [row.reference.in_(few_lengths(references))]
    if numbers:
        wanted.append(row.tracking_number.in_(few_lengths(numbers)))
    query = select(row).where(or_(*wanted)).order_by(row.id)
    found = await session.scalars(query.with_for_update().execution_options(populate_existing=True))
    named = frozenset(references)
    return {each.reference: each for each in found if each.reference in named}


async def count_cases(session: AsyncSession) -> int:
    """How many there are."""
    return await session.scalar(select(func.count()).select_from(CaseRow)) or 0


async def add_tracking_events(
    session: AsyncSession, case_id: str, events: Mapping[str, Mapping[str, Any]], *, number: str | None
) -> int:
    """Add those of `events` (columns by digest) the case has not got yet, and what a line says of the parcel where that
    was not known; gives how many. `number` is the case's own, or was: what is told under it is of its parcel, so a
    known line that was set aside counts as new. The case must be locked.
    """
    row, digests = TrackingEventRow, list(events)
    known: dict[tuple[str, str], KnownLine] = {}
    for begin in range(0, len(digests), _AT_ONCE):
        some = row.digest.in_(few_lengths(digests[begin : begin + _AT_ONCE]))
        known |= await known_lines(session, row.case_id == case_id, some)
    fresh = [
        {"id": new_id(), "case_id": case_id, "digest": digest, "told_under": [number or ""], **columns}
        for digest, columns in events.items()
        if (case_id, digest) not in known
    ]
    if fresh:
        await session.execute(insert(core(row)), fresh)
    back = await tell_again(session, {line: Again(known[line], events[line[1]], number or "") for line in known})
    learned = {
        line: events[line[1]]["stage"] for line, before in known.items() if before.stage in _NOT_KNOWN
    }  # fmt: skip
    learnt = await _learn(session, {line: word for line, word in learned.items() if line not in back})
    return len(fresh) + len(back) + len(learnt)


async def _learn(session: AsyncSession, said: Mapping[tuple[str, str], str]) -> Sequence[str]:
    """Note what these lines, by case and digest, say of the parcel; the case of each that now says something."""
    row = TrackingEventRow
    learned = {line: word for line, word in said.items() if word not in _NOT_KNOWN}
    for (case_id, digest), word in learned.items():
        of_line = update(row).where(row.case_id == case_id, row.digest == digest).values(stage=word)
        await session.execute(of_line, execution_options={"synchronize_session": False})
    return [case_id for case_id, _ in learned]


async def list_tracking_events(
    session: AsyncSession, case_ids: Sequence[str], *, set_aside: bool = False
) -> Mapping[str, Sequence[TrackingEventRow]]:
    """The journeys of these cases, each from its first event to its last; a case without events is left out.

    Of one that is longer than any parcel's, the newest `MOST_READ` events. `set_aside`: instead of them the lines that
    are another parcel's.
    """
    row = TrackingEventRow
    too_old = await _read(session, case_ids, set_aside=set_aside)
    query = select(row).where(row.case_id.in_(case_ids), row.set_aside.is_(set_aside), *too_old)
    journeys: dict[str, list[TrackingEventRow]] = {}
    for each in await session.scalars(query.order_by(row.at, row.id)):
        journeys.setdefault(each.case_id, []).append(each)
    return journeys


async def count_tracking_events(session: AsyncSession, case_id: str) -> int:
    """How many lines its journey has, those included that are too old for `list_tracking_events`."""
    row = TrackingEventRow
    return await session.scalar(select(func.count()).where(row.case_id == case_id, row.set_aside.is_(False))) or 0


async def _read(session: AsyncSession, case_ids: Sequence[str], *, set_aside: bool) -> Sequence[ColumnElement[bool]]:
    """For each overlong journey of these cases, the condition that leaves out what is too old in it."""
    row = TrackingEventRow
    wanted = row.set_aside.is_(set_aside)
    lengths = select(row.case_id).where(row.case_id.in_(case_ids), wanted).group_by(row.case_id)
    found: list[ColumnElement[bool]] = []
    for case_id in await session.scalars(lengths.having(func.count() > MOST_READ)):
        newest = select(row.at, row.id).where(row.case_id == case_id, wanted).order_by(row.at.desc(), row.id.desc())
        at, event_id = (await session.execute(newest.offset(MOST_READ - 1).limit(1))).one()
        found.append(or_(row.case_id != case_id, row.at > at, and_(row.at == at, row.id >= event_id)))
    return found


async def add_case_entry(
    session: AsyncSession, case_id: str, *, kind: str, key: str, data: dict[str, Any], now: datetime
) -> None:
    """Note that something happened on the case, once for its `kind` and `key`."""
    session.add(CaseEntryRow(case_id=case_id, kind=kind, key=key, at=now, data=data))
    await session.flush()


async def read_feed_body(session: AsyncSession, digest: str) -> bytes | None:
    """A body as it came; None when none of this digest is kept, or it came before bodies were."""
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
    """For each case id the events (columns by digest) it has not got yet, in few statements, and what a line says of
    the parcel where that was not known; gives how many were new, a line that was set aside among them.

    The cases are held until the commit, and are read by the rules again.
    """
    ids = sorted(events)
    held = select(CaseRow.id, CaseRow.tracking_number).where(CaseRow.id.in_(ids)).order_by(CaseRow.id)
    numbers = {case_id: number or "" for case_id, number in await session.execute(held.with_for_update())}
    row = TrackingEventRow
    digests = list({digest for journey in events.values() for digest in journey})
    known: dict[tuple[str, str], KnownLine] = {}
    for begin in range(0, len(digests), _AT_ONCE):
        some = row.digest.in_(few_lengths(digests[begin : begin + _AT_ONCE]))
        known |= await known_lines(session, row.case_id.in_(few_lengths(ids)), some)
    fresh = [
        {"id": new_id(), "case_id": case_id, "digest": digest, "told_under": [numbers[case_id]], **columns}
        for case_id, journey in events.items()
        for digest, columns in journey.items()
        if (case_id, digest) not in known
    ]
    again = {
        line: Again(before, events[line[0]][line[1]], numbers[line[0]])
        for line, before in known.items() if line[1] in events[line[0]]
    }  # fmt: skip
    back = await tell_again(session, again)
    told_now = {
        line: each.columns["stage"]
        for line, each in again.items() if each.known.stage in _NOT_KNOWN and line not in back
    }  # fmt: skip
    learned = [*(case_id for case_id, _ in back), *await _learn(session, told_now)]
    if not fresh and not learned:
        return {}
    if fresh:
        await session.execute(insert(core(row)), fresh)
    added = Counter([*(each["case_id"] for each in fresh), *learned])
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

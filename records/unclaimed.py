"""The memory of what feeds brought: each body once, what became of it, and the numbers it waits for.

Commits nothing by itself.
"""

import asyncio
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import and_, bindparam, delete, exists, func, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlalchemy.types import Integer

from records.database import few_lengths
from records.tables import Became, CaseRow, FeedBodyRow, TrackingEventRow, WaitingNewsRow, changed_rows

MOST_OF_A_NUMBER: Final = 100
"""Bodies that wait for one number; each tells the whole journey, so the newest say it all."""
_MOST_MISSED: Final = 20
"""Bodies that a second case of a number is told of, while whoever states it waits."""
_NUMBERS_LOCK = 0x5EA58  # any number that no other advisory lock of ours has
_HOLD = text(
    f"SELECT pg_advisory_xact_lock({_NUMBERS_LOCK}, key) FROM unnest(:keys) AS key"  # noqa: S608 (our own constant)
).bindparams(bindparam("keys", type_=ARRAY(Integer)))
_UNCLAIMED = FeedBodyRow.became != Became.TAKEN


@dataclass(frozen=True, slots=True)
class Waiting:
    """A body as it came, and those of the numbers asked for that it waits for."""

    digest: str
    feed: str
    body: bytes
    received_at: datetime
    numbers: frozenset[str]


async def hold_numbers(session: AsyncSession, numbers: Collection[str]) -> None:
    """Until the commit, whoever makes a case of one of these numbers and whoever tells of it wait for each other: one
    of them sees what the other has done. Before any case is held. On SQLite every writer is alone anyway.
    """
    if session.get_bind().dialect.name != "postgresql" or not numbers:
        return
    keys = sorted({zlib.crc32(number.encode()) - 2**31 for number in numbers})  # in one order: two cannot deadlock
    await session.execute(_HOLD, {"keys": keys})


async def keep_body(
    session: AsyncSession,
    digest: str,
    body: bytes,
    *,
    feed: str,
    became: Became,
    waits_for: Collection[str] = (),
    now: datetime,
) -> bool:
    """Keep a body; False when this digest is here already."""
    if await session.scalar(select(FeedBodyRow.digest).where(FeedBodyRow.digest == digest)) is not None:
        return False
    packed = await asyncio.to_thread(zlib.compress, body)
    row = FeedBodyRow(digest=digest, feed=feed, received_at=now, body=packed, became=became, size=len(packed))
    try:
        async with session.begin_nested():
            session.add(row)
    except IntegrityError:  # another node took the same delivery in since we looked
        return False
    session.add_all(WaitingNewsRow(digest=digest, number=number) for number in set(waits_for))
    await session.flush()
    for number in set(waits_for):
        await _keep_the_newest(session, number)
    return True


async def keep_answer(
    session: AsyncSession,
    digest: str,
    body: bytes,
    *,
    feed: str,
    taken: bool,
    waits_for: Collection[str],
    now: datetime,
) -> None:
    """Keep an answer for what it tells of one of its parcels, whatever it is kept for already: `taken` where lines of
    a case point to it, which is never dropped.
    """
    became = Became.TAKEN if taken else Became.NO_CASE
    if await keep_body(session, digest, body, feed=feed, became=became, waits_for=waits_for, now=now):
        return
    if taken:
        await session.execute(update(FeedBodyRow).where(FeedBodyRow.digest == digest).values(became=became))
    for number in set(waits_for):
        await session.merge(WaitingNewsRow(digest=digest, number=number))
    await session.flush()


async def what_waits(session: AsyncSession, numbers: Collection[str]) -> Sequence[Waiting]:
    """The bodies that wait for one of these numbers, held until the commit, in the order they came in."""
    row, body = WaitingNewsRow, FeedBodyRow
    wanted = row.number.in_(few_lengths(numbers))
    of: dict[str, set[str]] = {}
    for digest, number in await session.execute(select(row.digest, row.number).where(wanted)):
        of.setdefault(digest, set()).add(number)
    if not of:
        return ()
    query = select(body).where(body.digest.in_(list(of))).order_by(body.received_at, body.digest).with_for_update()
    found = (await session.scalars(query)).all()
    return [
        Waiting(each.digest, each.feed, await asyncio.to_thread(zlib.decompress, each.body), each.received_at,
                frozenset(of[each.digest]))
        for each in found if each.body is not None
    ]  # fmt: skip


async def told_to_others(
    session: AsyncSession, references: Collection[str], *, feeds: Collection[str]
) -> Sequence[Waiting]:  # fmt: skip
    """The newest bodies of these feeds that other cases of the same numbers have been told in, in the order they came
    in; of none where each of these cases is the only one of its number.
    """
    case, other, event, body = CaseRow, aliased(CaseRow), TrackingEventRow, FeedBodyRow
    shared = (
        select(case.tracking_number, other.id)
        .join(other, and_(other.tracking_number == case.tracking_number, other.reference.not_in(list(references))))
        .where(case.reference.in_(few_lengths(references)))
    )
    others: dict[str, list[str]] = {}
    for number, case_id in await session.execute(shared):
        others.setdefault(number or "", []).append(case_id)
    found: list[Waiting] = []
    for number, ids in others.items():
        told_in = select(event.told_in).where(event.case_id.in_(ids))
        query = select(body).where(body.digest.in_(told_in), body.feed.in_(list(feeds)), body.body.is_not(None))
        newest = query.order_by(body.received_at.desc(), body.digest.desc()).limit(_MOST_MISSED)
        for each in reversed((await session.scalars(newest)).all()):
            raw = await asyncio.to_thread(zlib.decompress, each.body or b"")
            found.append(Waiting(each.digest, each.feed, raw, each.received_at, frozenset({number})))
    return found


async def claim_news(session: AsyncSession, digest: str, numbers: Collection[str]) -> None:
    """This body waits for these numbers no more; it is taken when it waits for none."""
    row, body = WaitingNewsRow, FeedBodyRow
    await session.execute(delete(row).where(row.digest == digest, row.number.in_(list(numbers))))
    waits = exists().where(row.digest == digest)
    await session.execute(update(body).where(body.digest == digest, ~waits).values(became=Became.TAKEN))


async def count_unclaimed(session: AsyncSession) -> tuple[int, int]:
    """How many bodies nobody has claimed, and in how many bytes they are kept."""
    count, size = (await session.execute(select(func.count(), func.sum(FeedBodyRow.size)).where(_UNCLAIMED))).one()
    return count, size or 0


async def drop_oldest(
    session: AsyncSession, *, most: int, before: datetime | None = None, least_bytes: int | None = None
) -> tuple[int, int]:
    """Remove unclaimed bodies, oldest first: up to `most`, those from before this moment, and no more than are needed
    to be rid of `least_bytes`. How many went, and how many bytes.
    """
    row = FeedBodyRow
    query = select(row.digest, row.size).where(_UNCLAIMED).order_by(row.received_at, row.digest).limit(most)
    found = await session.execute(query if before is None else query.where(row.received_at < before))
    digests: list[str] = []
    freed = 0
    for digest, size in found:
        if least_bytes is not None and freed >= least_bytes:
            break
        digests.append(digest)
        freed += size
    return await _drop(session, digests), freed


async def _keep_the_newest(session: AsyncSession, number: str) -> None:
    row, body = WaitingNewsRow, FeedBodyRow
    spare = select(row.digest).join(body, body.digest == row.digest).where(row.number == number)
    newest_first = spare.order_by(body.received_at.desc(), body.digest.desc()).offset(MOST_OF_A_NUMBER).limit(500)
    await _drop(session, list(await session.scalars(newest_first)))


async def _drop(session: AsyncSession, digests: Sequence[str]) -> int:
    if not digests:
        return 0
    row = FeedBodyRow
    held = select(row.digest).where(row.digest.in_(few_lengths(digests))).order_by(row.received_at, row.digest)
    await session.execute(held.with_for_update())  # as who claims them does, or two would wait for each other
    await session.execute(delete(WaitingNewsRow).where(WaitingNewsRow.digest.in_(few_lengths(digests))))
    gone = delete(FeedBodyRow).where(FeedBodyRow.digest.in_(few_lengths(digests)), _UNCLAIMED)
    return changed_rows(await session.execute(gone, execution_options={"synchronize_session": False}))

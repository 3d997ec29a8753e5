"""The memory of what feeds were asked. Commits nothing by itself."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import String, and_, cast, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from records.tables import CaseRow, FeedPollRow, TrackingEventRow

_OVER = ("delivered", "returned")


async def claim_numbers(
    session: AsyncSession,
    feed: str,
    *,
    others: Sequence[str],
    most: int,
    before: datetime,
    since: datetime,
    now: datetime,
) -> dict[str, list[str]]:
    """Up to `most` numbers to ask this feed about, with the ids of their cases, noted as asked `now`.

    Those it has told of, or no feed of `others` has; not asked about since `before`, and changed after `since`. A
    parcel that has arrived is not asked about; by a number it has no more, it may only have come to the next carrier.
    """
    row, poll, event = CaseRow, FeedPollRow, TrackingEventRow
    of_case = and_(event.case_id == row.id, event.set_aside.is_(False))
    under = cast(event.told_under, String)
    own = or_(under == "[]", under.like('%""%'), under.like('%"' + row.tracking_number + '"%'))
    due = (
        select(row.id, row.tracking_number, poll.asked_at)
        .outerjoin(poll, and_(poll.case_id == row.id, poll.feed == feed))
        .where(row.tracking_number.is_not(None), row.updated_at > since)
        .where(or_(poll.asked_at.is_(None), poll.asked_at <= before))
        .where(~exists().where(of_case, own, event.stage.in_(_OVER), event.at <= now))
        .where(
            or_(
                exists().where(of_case, event.source == feed), ~exists().where(of_case, event.source.in_(tuple(others)))
            )
        )
        .order_by(poll.asked_at.nulls_first(), row.id)
        .limit(most)
        .with_for_update(of=row, skip_locked=True)
    )
    found: dict[str, list[str]] = {}
    known: list[str] = []
    for case_id, number, asked_at in (await session.execute(due)).all():
        found.setdefault(number or "", []).append(case_id)
        if asked_at is None:
            session.add(FeedPollRow(case_id=case_id, feed=feed, asked_at=now))
        else:
            known.append(case_id)
    if known:
        await ask_again(session, feed, known, asked_at=now)
    await session.flush()
    return found


async def ask_again(session: AsyncSession, feed: str, case_ids: Sequence[str], *, asked_at: datetime) -> None:
    """As if these had been asked about at this moment: how soon they are due again follows from it."""
    row = FeedPollRow
    await session.execute(
        update(row).where(row.feed == feed, row.case_id.in_(case_ids)).values(asked_at=asked_at)
    )  # fmt: skip


async def forget_asking(session: AsyncSession, case_id: str) -> None:
    """As if no feed had been asked about this case yet: its number is another one."""
    await session.execute(delete(FeedPollRow).where(FeedPollRow.case_id == case_id))

"""Filters that people keep: their own, in their order, and those a supervisor shares. Commits nothing by itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from records.tables import SavedFilterRow, UserRow, changed_rows, new_id


async def list_filters(session: AsyncSession, user_id: str) -> Sequence[Row[SavedFilterRow, str]]:
    """Those this person sees, each with the name of whose it is: their own first, in their order."""
    row = SavedFilterRow
    query = (
        select(row, UserRow.name)
        .join(UserRow, UserRow.id == row.user_id)
        .where(or_(row.user_id == user_id, row.shared))
        .order_by(row.user_id != user_id, UserRow.name, row.place, row.name)
    )
    return (await session.execute(query.execution_options(populate_existing=True))).all()


async def save_filter(
    session: AsyncSession, user_id: str, name: str, filter: Mapping[str, Any], *, shared: bool, now: datetime
) -> bool:
    """Keep it under this name, in the place of what was kept under it, else after all others; True when it is new."""
    row = SavedFilterRow
    said = {"filter": dict(filter), "shared": shared, "saved_at": now}
    kept = update(row).where(row.user_id == user_id, row.name == name).values(said)
    if changed_rows(await session.execute(kept)):
        return False
    last = await session.scalar(select(func.max(row.place)).where(row.user_id == user_id))
    try:
        async with session.begin_nested():
            session.add(row(id=new_id(), user_id=user_id, name=name, place=0 if last is None else last + 1, **said))
    except IntegrityError:  # a second click was faster
        await session.execute(kept)
        return False
    return True


async def count_filters(session: AsyncSession, user_id: str) -> int:
    """How many this person keeps."""
    row = SavedFilterRow
    return await session.scalar(select(func.count()).select_from(row).where(row.user_id == user_id)) or 0


async def put_in_order(session: AsyncSession, user_id: str, filter_ids: Sequence[str]) -> None:
    """This person's own in this order; those not named keep theirs, behind them."""
    row = SavedFilterRow
    own = list(await session.scalars(select(row).where(row.user_id == user_id).order_by(row.place, row.name)))
    wanted = {filter_id: place for place, filter_id in enumerate(filter_ids)}
    own.sort(key=lambda each: wanted.get(each.id, len(wanted)))
    for place, each in enumerate(own):
        each.place = place
    await session.flush()


async def forget_filter(session: AsyncSession, user_id: str, filter_id: str) -> bool:
    """Whether this person had it."""
    row = SavedFilterRow
    return changed_rows(await session.execute(delete(row).where(row.user_id == user_id, row.id == filter_id))) > 0

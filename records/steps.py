"""How the pages of a call came into the talk: kept with the call, whatever a page may say how often."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from records.tables import StepsRow
from signaling.protocol.incoming import TellSteps

_MOST_PAGES = 20
"""Of one person in one call: each reload is one. What is told beyond that is not kept."""
_MOST_PATHS = 16
"""Of one page; beyond that the last one is the one kept."""


async def keep_steps(
    session: AsyncSession, call_id: str, participant_id: str, page_id: str, told: TellSteps, *, now: datetime
) -> None:
    """Keep what this page tells. A step told before stays as it was; a path is added when it is another one."""
    row = await _find(session, participant_id, page_id)
    if row is None:
        row = await _begin(session, call_id, participant_id, page_id, now)
    if row is None:
        return
    for step, ms in told.steps.model_dump(exclude_none=True).items():
        if getattr(row, step) is None:
            setattr(row, step, ms)
    if told.path is not None:
        row.paths = _with_path(row.paths, told.path.model_dump(), now)
    await session.flush()


async def list_steps(session: AsyncSession, call_id: str) -> Sequence[StepsRow]:
    """What the pages of this call have told, in the order they told it first."""
    rows = await session.scalars(
        select(StepsRow).where(StepsRow.call_id == call_id).order_by(StepsRow.told_at, StepsRow.id)
    )
    return rows.all()


async def _begin(
    session: AsyncSession, call_id: str, participant_id: str, page_id: str, now: datetime
) -> StepsRow | None:
    told = await session.scalar(select(func.count()).where(StepsRow.participant_id == participant_id))
    if (told or 0) >= _MOST_PAGES:
        return None
    row = StepsRow(call_id=call_id, participant_id=participant_id, page_id=page_id, told_at=now, paths=[])
    try:
        async with session.begin_nested():
            session.add(row)
    except IntegrityError:  # the page has told it over another socket since we looked
        return await _find(session, participant_id, page_id)
    return row


async def _find(session: AsyncSession, participant_id: str, page_id: str) -> StepsRow | None:
    row: StepsRow | None = await session.scalar(
        select(StepsRow).where(StepsRow.participant_id == participant_id, StepsRow.page_id == page_id)
    )
    return row


def _with_path(paths: list[dict[str, Any]], path: dict[str, Any], now: datetime) -> list[dict[str, Any]]:
    if paths and {name: paths[-1][name] for name in path} == path:
        return paths
    return [*paths[: _MOST_PATHS - 1], {"at": now.isoformat(), **path}]

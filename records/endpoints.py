"""The memory of endpoints: who is told of events. Commits nothing by itself."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, delete, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from records.database import Database, few_lengths
from records.tables import CaseRow, DeliveryRow, EndpointRow, EndpointState

_SOMEBODY = select(exists().where(EndpointRow.state != EndpointState.UNSET))


@dataclass(frozen=True, slots=True)
class Counted:
    """How far the deliveries to one endpoint have come. `last_error` is that of the newest attempt that failed."""

    waiting: int = 0
    dead: int = 0
    last_delivered_at: datetime | None = None
    last_error: str | None = None


async def list_endpoints(session: AsyncSession) -> Sequence[EndpointRow]:
    """All of them, the oldest first."""
    return (await session.scalars(select(EndpointRow).order_by(EndpointRow.created_at, EndpointRow.id))).all()


async def takers(session: AsyncSession) -> Sequence[EndpointRow]:
    """Those for whom events are kept; none of them goes away until the commit."""
    kept = select(EndpointRow).where(EndpointRow.state != EndpointState.UNSET).order_by(EndpointRow.id)
    return (await session.scalars(kept.with_for_update(read=True, key_share=True))).all()


async def somebody_is_told(database: Database) -> bool:
    """Whether there is anybody for whom events are kept: asked often while nobody is there."""
    ((found,),) = await database.look(_SOMEBODY)
    return bool(found)


async def find_endpoint(session: AsyncSession, endpoint_id: str, *, for_update: bool = False) -> EndpointRow | None:
    """The endpoint as it stands; `for_update` holds off other writers of it until the commit."""
    query = select(EndpointRow).where(EndpointRow.id == endpoint_id).execution_options(populate_existing=True)
    found: EndpointRow | None = await session.scalar(query.with_for_update() if for_update else query)
    return found


async def count_deliveries(session: AsyncSession) -> Mapping[str, Counted]:
    """By endpoint."""
    row = DeliveryRow
    is_open = row.delivered_at.is_(None) & row.dead_at.is_(None)
    counted = await session.execute(
        select(
            row.endpoint_id,
            func.sum(case((is_open, 1), else_=0)),
            func.sum(case((row.dead_at.is_not(None), 1), else_=0)),
            func.max(row.delivered_at),
        ).group_by(row.endpoint_id)
    )
    found = {endpoint_id: Counted(waiting, dead, at) for endpoint_id, waiting, dead, at in counted}
    return {each: _with_error(known, await _last_error(session, each)) for each, known in found.items()}


async def remove_endpoint(session: AsyncSession, endpoint_id: str) -> None:
    """With everything that was on its way to it."""
    await session.execute(delete(DeliveryRow).where(DeliveryRow.endpoint_id == endpoint_id))
    await session.execute(delete(EndpointRow).where(EndpointRow.id == endpoint_id))


async def cases_by_reference(session: AsyncSession, references: Sequence[str]) -> Mapping[str, CaseRow]:
    """Those there are of these."""
    if not references:
        return {}
    found = await session.scalars(select(CaseRow).where(CaseRow.reference.in_(few_lengths(references))))
    return {row.reference: row for row in found}


def _with_error(known: Counted, error: str | None) -> Counted:
    return Counted(known.waiting, known.dead, known.last_delivered_at, error)


async def _last_error(session: AsyncSession, endpoint_id: str) -> str | None:
    """Of those that are not delivered: a success clears the words of its failures."""
    row = DeliveryRow
    newest = (
        select(row.last_error)
        .where(row.endpoint_id == endpoint_id, row.delivered_at.is_(None), row.last_error.is_not(None))
        .order_by(func.coalesce(row.dead_at, row.next_at).desc())
        .limit(1)
    )
    found: str | None = await session.scalar(newest)
    return found


async def masters_of_secrets(session: AsyncSession) -> dict[str, int]:
    """The names of the master keys that endpoints' secrets are locked with, and how many each."""
    found: Counter[str] = Counter()
    for row in await list_endpoints(session):
        found.update(str(each["master"]) for each in row.secrets if "master" in each)
    return dict(found)

"""How far each event has come on its way to each endpoint. Commits nothing by itself.

A delivery is leased for the time of one attempt: whoever dies with it leaves it to the next one, and whoever comes too
late changes nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from records.database import Database, few_lengths
from records.tables import DeliveryRow, EndpointRow, EndpointState, OutboxRow, changed_rows, core

_NOW = bindparam("now", type_=DeliveryRow.next_at.type)
_OPEN = and_(DeliveryRow.delivered_at.is_(None), DeliveryRow.dead_at.is_(None))


def _due(now: datetime | Any) -> ColumnElement[bool]:  # noqa: ANN401 (or a parameter that stands for it)
    row = DeliveryRow
    return and_(_OPEN, row.next_at <= now, or_(row.leased_until.is_(None), row.leased_until <= now))


_LOOK = (
    select(DeliveryRow.endpoint_id)
    .join(EndpointRow, EndpointRow.id == DeliveryRow.endpoint_id)
    .where(EndpointRow.state == EndpointState.ON, _due(_NOW))
    .distinct()
)


@dataclass(frozen=True, slots=True)
class Letter:
    """One event on its way to one endpoint, leased. `lease_number` is the right to put it off or to give it up."""

    event: OutboxRow
    delivery: DeliveryRow

    @property
    def lease_number(self) -> int:
        """As it was when it was taken."""
        return self.delivery.lease_number


async def add_deliveries(session: AsyncSession, pairs: Sequence[tuple[str, str]], *, now: datetime) -> None:
    """Begin these (event, endpoint)."""
    if pairs:
        rows = [
            {"event_id": event, "endpoint_id": endpoint, "next_at": now, "attempts": 0, "lease_number": 0}
            for event, endpoint in pairs
        ]
        await session.execute(insert(core(DeliveryRow)), rows)


async def endpoints_due(database: Database, *, now: datetime) -> list[str]:
    """The endpoints that are on and may have something to be sent: asked often, and mostly there are none."""
    return [endpoint_id for (endpoint_id,) in await database.look(_LOOK, {"now": now})]


async def lease_letters(
    session: AsyncSession, endpoint_id: str, *, most: int, now: datetime, lease: timedelta
) -> list[Letter]:
    """Take the oldest that are due for this endpoint."""
    row = DeliveryRow
    due = (
        select(row, OutboxRow)
        .join(OutboxRow, OutboxRow.id == row.event_id)
        .where(row.endpoint_id == endpoint_id, _due(now))
        .order_by(row.next_at, row.event_id)
        .limit(most)
        .with_for_update(of=row, skip_locked=True)
    )
    taken = [Letter(event, delivery) for delivery, event in (await session.execute(due)).all()]
    for letter in taken:
        letter.delivery.leased_until = now + lease
        letter.delivery.lease_number += 1
        letter.delivery.attempts += 1
    await session.flush()
    return taken


async def mark_delivered(
    session: AsyncSession, letters: Sequence[Letter], *, status: int, now: datetime
) -> frozenset[str]:  # fmt: skip
    """The receiver said 2xx to these, of one endpoint, and that is so whoever heard it: the only word that counts
    without the lease. The events that were open until then.
    """
    row = DeliveryRow
    these = few_lengths([letter.event.id for letter in letters])
    settled = await session.scalars(
        update(row)
        .where(row.endpoint_id == letters[0].delivery.endpoint_id, row.event_id.in_(these), _OPEN)
        .values(leased_until=None, delivered_at=now, last_status=status, last_error=None)
        .returning(row.event_id),
        execution_options={"synchronize_session": False},
    )
    return frozenset(settled)


async def put_back(session: AsyncSession, letters: Sequence[Letter]) -> None:
    """Their turn did not come: due at once, and it was no attempt. What somebody else has leased since is theirs."""
    for letter in letters:
        await _settle(session, letter, _held(letter), attempts=DeliveryRow.attempts - 1)


async def mark_retry(
    session: AsyncSession, letter: Letter, *, status: int | None, error: str, next_at: datetime
) -> bool:
    """Not this time; again at `next_at`. False when the lease went to somebody else meanwhile: nothing is written."""
    return await _settle(session, letter, _held(letter), next_at=next_at, last_status=status, last_error=error)


async def mark_dead(session: AsyncSession, letter: Letter, *, status: int | None, error: str, now: datetime) -> bool:
    """No use in trying further: it stays visible and can be replayed. False as with `mark_retry`."""
    return await _settle(session, letter, _held(letter), dead_at=now, last_status=status, last_error=error)


async def dead_letters(
    session: AsyncSession, *, endpoint_id: str | None = None, limit: int | None = None
) -> list[tuple[DeliveryRow, OutboxRow, EndpointRow]]:
    """The deliveries nobody took, the oldest event first."""
    found = (
        select(DeliveryRow, OutboxRow, EndpointRow)
        .join(OutboxRow, OutboxRow.id == DeliveryRow.event_id)
        .join(EndpointRow, EndpointRow.id == DeliveryRow.endpoint_id)
        .where(DeliveryRow.dead_at.is_not(None))
        .order_by(OutboxRow.created_at, OutboxRow.id, EndpointRow.id)
        .limit(limit)
    )
    if endpoint_id is not None:
        found = found.where(EndpointRow.id == endpoint_id)
    return [(delivery, event, endpoint) for delivery, event, endpoint in await session.execute(found)]


async def replay(
    session: AsyncSession, *, event_ids: Collection[str] | None, endpoint_id: str | None, now: datetime
) -> int:
    """Try dead letters again under their old ids, from the beginning of the schedule; how many there were.

    None: those of every event, or of every endpoint.
    """
    row = DeliveryRow
    wanted: list[ColumnElement[bool]] = [row.dead_at.is_not(None)]
    if event_ids is not None:
        wanted.append(row.event_id.in_(list(event_ids)))
    if endpoint_id is not None:
        wanted.append(row.endpoint_id == endpoint_id)
    revived = await session.execute(
        update(row)
        .where(*wanted)
        .values(dead_at=None, attempts=0, next_at=now, leased_until=None, lease_number=row.lease_number + 1),
        execution_options={"synchronize_session": False},
    )
    return changed_rows(revived)


def _held(letter: Letter) -> ColumnElement[bool]:
    return DeliveryRow.lease_number == letter.lease_number


async def _settle(session: AsyncSession, letter: Letter, *only_if: ColumnElement[bool], **values: Any) -> bool:  # noqa: ANN401 (columns of the row)
    """Whoever comes too late changes nothing: what is delivered or dead stays so."""
    row = DeliveryRow
    waiting = (row.event_id == letter.event.id, row.endpoint_id == letter.delivery.endpoint_id, _OPEN, *only_if)
    settled = await session.execute(
        update(row).where(*waiting).values(leased_until=None, **values).returning(row.event_id),
        execution_options={"synchronize_session": False},
    )
    return settled.first() is not None

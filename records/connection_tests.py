"""How people's connections were found before their talk: kept with the call, whatever a page may say how often."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from records.tables import ConnectionTestRow
from signaling.protocol.incoming import TellConnectionTest

_MOST_TESTS = 20
"""Of one person in one call; beyond that the last one is the one kept."""


async def keep_connection_test(
    session: AsyncSession, call_id: str, participant_id: str, page_id: str, told: TellConnectionTest, *, now: datetime
) -> ConnectionTestRow:
    """Keep what this page tells."""
    of_person = ConnectionTestRow.participant_id == participant_id
    if ((await session.scalar(select(func.count()).where(of_person))) or 0) >= _MOST_TESTS:
        newest = select(ConnectionTestRow).where(of_person).order_by(ConnectionTestRow.at.desc()).limit(1)
        await session.delete((await session.scalars(newest)).one())
    row = ConnectionTestRow(
        call_id=call_id, participant_id=participant_id, page_id=page_id, at=now, asked=told.asked,
        steps=told.steps.model_dump(), round_trip_ms=told.round_trip_ms, kbit_s=told.kbit_s,
    )  # fmt: skip
    session.add(row)
    await session.flush()
    return row


async def list_connection_tests(session: AsyncSession, call_id: str) -> Sequence[ConnectionTestRow]:
    """All that the pages of this call have told, oldest first."""
    row = ConnectionTestRow
    return (await session.scalars(select(row).where(row.call_id == call_id).order_by(row.at, row.id))).all()

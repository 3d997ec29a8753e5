"""Where cases stand in the helpdesk. Commits nothing by itself."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from records.cases import find_case
from records.tables import CaseTicketRow


async def known_ticket(session: AsyncSession, case_id: str, connector: str) -> str | None:
    """As it was found, or told by the helpdesk."""
    row = await session.get(CaseTicketRow, (case_id, connector))
    return row.ticket_id if row is not None else None


async def remember_ticket(
    session: AsyncSession, reference: str, connector: str, ticket_id: str | None, *, now: datetime
) -> bool:
    """It stands there from now on; None: nowhere any more. False when there is no such case."""
    case = await find_case(session, reference, for_update=True)
    if case is None:
        return False
    row = await session.get(CaseTicketRow, (case.id, connector))
    if ticket_id is None:
        if row is not None:
            await session.delete(row)
    elif row is None:
        session.add(CaseTicketRow(case_id=case.id, connector=connector, ticket_id=ticket_id, known_at=now))
    else:
        row.ticket_id, row.known_at = ticket_id, now
    await session.flush()
    return True

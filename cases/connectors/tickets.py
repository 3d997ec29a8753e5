"""Where a case stands in the helpdesk: as it was told or found before, else as the helpdesk says when it is asked."""

from datetime import datetime

from cases.connectors.port import CaseConnector, Matter
from records.cases import find_case
from records.database import Database
from records.tickets import known_ticket, remember_ticket


async def find_ticket(database: Database, connector: CaseConnector, reference: str, *, now: datetime) -> str | None:
    """None: there is no such case, or it has no ticket yet. What is found is kept. Raises HelpdeskRefused."""
    async with database.reading() as session:
        case = await find_case(session, reference)
        known = await known_ticket(session, case.id, connector.name) if case else None
    if case is None or known is not None:
        return known
    found = await connector.resolve(Matter(reference, case.customer_contact or ""))
    if found is not None:
        async with database.transaction() as session:
            await remember_ticket(session, reference, connector.name, found, now=now)
    return found

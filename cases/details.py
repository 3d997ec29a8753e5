"""Whose parcel it is, by whom it goes and what it is worth, as a person writes it on a case: a feed that opens one
knows none of it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cases.parcel import CaseDetails
from records.cases import add_case_entry, find_case
from records.database import Database
from records.tables import new_id
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode


async def state_details(
    database: Database, reference: str, said: CaseDetails, *, actor: str, now: datetime
) -> None:  # fmt: skip
    """From now on it is so; its journey is read by the rules anew. Raises SignalError `case_not_found`."""
    async with database.transaction() as session:
        row = await find_case(session, reference, for_update=True)
        if row is None:
            raise SignalError(ErrorCode.CASE_NOT_FOUND, "There is no case with this reference.")
        columns = _columns(said)
        changed = sorted(name for name, value in columns.items() if getattr(row, name) != value)
        if not changed:
            return
        for name in changed:
            setattr(row, name, columns[name])
        row.updated_at, row.look_at = now, None
        data = {"actor": actor, "changed": changed, "events_added": 0}
        await add_case_entry(session, row.id, kind="case_changed", key=new_id(), data=data, now=now)


def _columns(said: CaseDetails) -> Mapping[str, Any]:
    value, customer = said.value, said.customer
    return {
        "title": said.title, "carrier": said.carrier, "value_amount": value.amount if value else None,
        "value_currency": value.currency if value else None, "customer_name": customer.name,
        "customer_language": customer.language, "customer_country": customer.country,
        "customer_contact": customer.contact,
    }  # fmt: skip

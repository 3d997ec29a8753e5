"""Who looks after a case: anybody may take one or give back their own, a supervisor may give it to whom they like."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from records.cases import add_case_entry
from records.tables import CaseRow, UserRow, new_id


async def give_to(session: AsyncSession, row: CaseRow, owner: UserRow | None, *, actor: str, now: datetime) -> bool:
    """Give the case, which must be locked, to this person, or to nobody; False when it was theirs already."""
    owner_id = owner.id if owner else None
    if row.owner_id == owner_id:
        return False
    row.owner_id, row.updated_at = owner_id, now
    data = {"actor": actor, "name": owner.name if owner else None}
    await add_case_entry(session, row.id, kind="owner_changed", key=new_id(), data=data, now=now)
    return True

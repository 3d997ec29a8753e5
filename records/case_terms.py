"""The memory of the terms on which the parcel of a case was sold and carried. Commits nothing by itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from records.tables import CaseTermsRow


async def find_terms(session: AsyncSession, case_id: str) -> CaseTermsRow | None:
    """As they were stated last; None where nobody has stated any."""
    return await session.get(CaseTermsRow, case_id, populate_existing=True)


async def put_terms(
    session: AsyncSession, case_id: str, columns: Mapping[str, Any], *, actor: str, now: datetime
) -> CaseTermsRow:
    """From now on they are these. The case must be locked."""
    row = await find_terms(session, case_id)
    if row is None:
        row = CaseTermsRow(case_id=case_id, updated_at=now, updated_by=actor, **columns)
        session.add(row)
    else:
        for name, value in columns.items():
            setattr(row, name, value)
        row.updated_at, row.updated_by = now, actor
    await session.flush()
    return row

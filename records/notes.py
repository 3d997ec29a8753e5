"""The notes of a call, compared before they are swapped: of two windows that save at once one is told."""

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from records.tables import CallRow, changed_rows
from signaling.protocol.words import CallState


async def swap_notes(session: AsyncSession, call: CallRow, notes: str | None, *, seen: int) -> bool:
    """Put `notes` in the place of those at version `seen`; False: others stand there by now, or it is closed."""
    row = CallRow
    swapped = await session.execute(
        update(row)
        .where(row.id == call.id, row.notes_version == seen, row.state != CallState.CLOSED)
        .values(notes=notes, notes_version=seen + 1)
        .execution_options(synchronize_session=False)
    )
    if changed_rows(swapped) == 0:
        return False
    await session.refresh(call, ["notes", "notes_version"])
    return True

"""Text beside the call."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from records.tables import MessageRow, new_id
from signaling.protocol.outgoing import ChatLine


async def add_line(
    session: AsyncSession, *, call_id: str, participant_id: str, client_id: str, text: str, now: datetime
) -> ChatLine:
    """Store one line; the same `client_id` of the same person again gives back the line that is there."""
    row = MessageRow
    same = select(row).where(row.participant_id == participant_id, row.client_id == client_id)
    known = await session.scalar(same)
    if known is not None:
        return _line(known)
    line = row(id=new_id(), call_id=call_id, participant_id=participant_id, client_id=client_id, text=text, at=now)
    try:
        async with session.begin_nested():
            session.add(line)
    except IntegrityError:  # the page has sent it again over another socket since we looked
        return _line((await session.scalars(same)).one())
    return _line(line)


async def list_lines(session: AsyncSession, call_id: str) -> tuple[ChatLine, ...]:
    """All lines of a call, oldest first."""
    rows = await session.scalars(select(MessageRow).where(MessageRow.call_id == call_id).order_by(MessageRow.at))
    return tuple(_line(row) for row in rows)


def _line(row: MessageRow) -> ChatLine:
    return ChatLine(id=row.id, client_id=row.client_id, participant_id=row.participant_id, text=row.text, at=row.at)

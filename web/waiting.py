"""Who waits, for the people who take calls."""

from pydantic import BaseModel, Field

from records.waiting import WaitingList, list_waiting
from web.operation import Ask


class WaitingSearch(BaseModel, extra="forbid"):
    """How many of them are told in full."""

    limit: int = Field(default=20, ge=1, le=200)


async def show_waiting(ask: Ask[None, WaitingSearch]) -> WaitingList:
    """Whoever has waited longest on top; and what the agent who asks is doing, since when."""
    async with ask.parts.database.reading() as session:
        return await list_waiting(session, user_id=ask.caller.user_id, limit=ask.query.limit)

"""The timeline of a case over REST: one list of everything that happened on it."""

from pydantic import BaseModel, Field

from records.case_timeline import CaseTimeline, read_timeline
from records.cases import find_case
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode
from web.calls import Moment
from web.operation import Ask


class TimelineSearch(BaseModel, extra="forbid"):
    """One page of it."""

    before: Moment | None = Field(default=None, description="only what happened before this moment")
    limit: int = Field(default=50, ge=1, le=200)


async def read_case_timeline(ask: Ask[None, TimelineSearch]) -> CaseTimeline:
    """Newest first. What was said is not in it; texts are counted."""
    async with ask.parts.database.reading() as session:
        case = await find_case(session, ask.path("reference"))
        if case is None:
            raise SignalError(ErrorCode.CASE_NOT_FOUND, "There is no case with this reference.")
        return await read_timeline(session, case.id, before=ask.query.before, limit=ask.query.limit)

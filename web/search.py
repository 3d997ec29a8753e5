"""Finding calls by what was said and written in them."""

from pydantic import BaseModel, Field

from records.search import search_calls
from records.search_record import SearchResult
from signaling.protocol.words import Role
from web.operation import Ask


class WordSearch(BaseModel, extra="forbid"):
    """Every word of `query` must stand in the call's transcript, summary or notes; the last one may be cut short."""

    query: str = Field(min_length=1, max_length=200)
    before: int | None = Field(default=None, ge=1, le=2**31 - 1, description="`next` of the page before")
    limit: int = Field(default=20, ge=1, le=50)


async def search_words(ask: Ask[None, WordSearch]) -> SearchResult:
    """Newest first. An agent finds their own calls, a supervisor all."""
    query, caller = ask.query, ask.caller
    own = caller.user_id if caller.role is Role.AGENT else None
    async with ask.parts.database.reading() as session:
        return await search_calls(session, query.query, user_id=own, before=query.before, limit=query.limit)

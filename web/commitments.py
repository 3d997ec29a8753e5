"""What was promised to customers: read by everybody who works on cases, settled by people."""

from pydantic import BaseModel, Field

from records.commitments import CommitmentList, CommitmentRecord, CommitmentState, Settled, list_in_state, settle
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode
from web.operation import Ask


class CommitmentSearch(BaseModel, extra="forbid"):
    """`open` ones are somebody's task."""

    state: CommitmentState = "open"
    limit: int = Field(default=50, ge=1, le=200)
    offset: int = Field(default=0, ge=0, le=1_000_000)


class Settlement(BaseModel, extra="forbid"):
    """How it ended."""

    state: Settled


async def search_commitments(ask: Ask[None, CommitmentSearch]) -> CommitmentList:
    """The one due first on top."""
    query = ask.query
    async with ask.parts.database.reading() as session:
        return await list_in_state(session, query.state, limit=query.limit, offset=query.offset)


async def settle_commitment(ask: Ask[Settlement, None]) -> CommitmentRecord:
    """Once: the same word again changes nothing, another one is a `version_conflict`."""
    async with ask.parts.database.transaction() as session:
        found = await settle(
            session, ask.path("commitment_id"), ask.body.state, user_id=ask.caller.user_id or "",
            now=ask.parts.clock(),
        )  # fmt: skip
    if found is None:
        raise SignalError(ErrorCode.NOT_FOUND, "There is no such commitment.")
    if found.state != ask.body.state:
        raise SignalError(ErrorCode.VERSION_CONFLICT, "Somebody else has settled it meanwhile.")
    return found

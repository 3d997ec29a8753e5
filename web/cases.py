"""Cases over REST: what helpdesks put in, what agents read."""

from aiohttp import web
from pydantic import BaseModel, Field

from cases.board import CaseList, CaseView, read_case, search_cases
from cases.parcel import CaseBody
from cases.stages import Stage
from cases.upsert import upsert_case
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode
from web.operation import Ask, answered
from web.parts import Parts


class CaseSearch(BaseModel, extra="forbid"):
    """Every word of `query` must occur in reference, title, customer, number, order or carrier."""

    query: str = Field(default="", max_length=200)
    stage: Stage | None = None
    limit: int = Field(default=50, ge=1, le=200)
    offset: int = Field(default=0, ge=0, le=1_000_000)


async def find_cases(ask: Ask[None, CaseSearch]) -> CaseList:
    """Last changed first."""
    query = ask.query
    return await search_cases(
        ask.parts.database, query=query.query, stage=query.stage, limit=query.limit, offset=query.offset,
        now=ask.parts.clock(), rules=ask.parts.casework.rules,
    )  # fmt: skip


async def read_one_case(ask: Ask[None, None]) -> CaseView:
    """The case with its journey, and what the journey says."""
    return await _case(ask.parts, ask.path("reference"))


async def put_case(ask: Ask[CaseBody, None]) -> web.Response:
    """Make the case, or make it say what the body says. The same body again changes nothing."""
    created = await upsert_case(
        ask.parts.database, ask.path("reference"), ask.body, actor=ask.caller.actor, now=ask.parts.clock()
    )
    ask.parts.work_waits()
    return answered(await _case(ask.parts, ask.path("reference")), status=201 if created else 200)


async def _case(parts: Parts, reference: str) -> CaseView:
    case = await read_case(parts.database, reference, now=parts.clock(), rules=parts.casework.rules)
    if case is None:
        raise SignalError(ErrorCode.CASE_NOT_FOUND, "There is no case with this reference.")
    return case

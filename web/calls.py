"""Opening calls, another link for one, and the log of them."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, StringConstraints

from records.call_log import CallFilter, list_calls, read_call, was_in_call
from records.call_record import CallList, CallRecord
from records.database import Database
from records.users import SKILL
from signaling.protocol.errors import SignalError
from signaling.protocol.incoming import Locale
from signaling.protocol.words import CallMode, ErrorCode, Role
from signaling.runtime.reception import OpenedCall as WayIn
from web.callers import Caller, limit_tries_of
from web.links import join_url, qr_svg
from web.operation import Ask
from web.parts import Parts

Skill = Annotated[str, StringConstraints(pattern=f"^{SKILL.pattern}$")]


class NewCall(BaseModel, extra="forbid"):
    """`invite`: the link goes to the customer. `queue`: the customer waits for whoever is right."""

    mode: CallMode = CallMode.INVITE
    language: Locale | None = Field(default=None, description="BCP 47; default the customer's own")
    reason: str | None = Field(default=None, max_length=500, description="why a person is asked for")
    priority: int = Field(
        default=0, ge=0, le=9, description="9 is served first; the parcel's value and the time waited raise it"
    )
    skills: tuple[Skill, ...] = Field(default=(), max_length=8, description="the agent has to have every one of them")


class OpenedCall(BaseModel):
    """The way in, told once: `join_url` opens it, `code` is read out (null where the case has no
    tracking number to ask for beside it), `qr_svg` is the link as a picture.
    """

    call_id: str
    join_url: str
    code: str | None
    expires_at: datetime
    qr_svg: str


def _in_our_time(at: datetime) -> datetime:
    """The first and the last day of the calendar cannot be told in UTC."""
    if not 1970 <= at.year < 2200:
        raise ValueError("this is not in our time")
    return at


Moment = Annotated[AwareDatetime, AfterValidator(_in_our_time)]


class CallSearch(BaseModel, extra="forbid"):
    """What narrows the log; everything together must hold."""

    since: Moment | None = Field(default=None, alias="from", description="created at this moment or later")
    to: Moment | None = Field(default=None, description="created before this moment")
    agent: str | None = Field(default=None, max_length=254, description="part of the name or address, or the user's id")
    case: str | None = Field(default=None, max_length=200, description="reference of the case")
    outcome: str | None = Field(default=None, max_length=200, description="reason of the end, or the agent's word")
    recorded: bool | None = None
    limit: int = Field(default=50, ge=1, le=200)
    offset: int = Field(default=0, ge=0, le=1_000_000)


async def open_call(ask: Ask[NewCall, None]) -> OpenedCall:
    """An agent who invites is in the call at once; a helpdesk's invitation is taken by the agent who opens it."""
    wanted, caller = ask.body, ask.caller
    opened = await ask.parts.node.reception.open_call(
        ask.path("reference"), mode=wanted.mode, created_by=caller.actor,
        agent_user_id=caller.user_id if caller.role is Role.AGENT else None, language=wanted.language,
        reason=wanted.reason, priority=wanted.priority, skills=wanted.skills,
    )  # fmt: skip
    return told_way_in(ask.parts, opened)


async def renew_link(ask: Ask[None, None]) -> OpenedCall:
    """The customer changes the device, or lost the link: the old one opens nothing any more, and the page that came by
    it is closed. For an agent only of their own call.
    """
    caller, call_id = ask.caller, ask.path("call_id")
    await limit_tries_of(ask.http, "new_link", call_id, limit=10, per_s=60)
    opened = await ask.parts.node.reception.renew_link(
        call_id, by=caller.actor, agent_user_id=caller.user_id if caller.role is Role.AGENT else None
    )
    return told_way_in(ask.parts, opened)


def told_way_in(parts: Parts, opened: WayIn) -> OpenedCall:
    """As whoever opened it is told, once."""
    url = join_url(parts, opened.call_id, opened.secret)
    return OpenedCall(
        call_id=opened.call_id, join_url=url, code=opened.code, expires_at=opened.expires_at, qr_svg=qr_svg(url)
    )  # fmt: skip


async def search_calls(ask: Ask[None, CallSearch]) -> CallList:
    """Newest first. An agent sees their own calls, and those of a case they look at."""
    query, caller = ask.query, ask.caller
    own = caller.user_id if caller.role is Role.AGENT and query.case is None else None
    wanted = CallFilter(
        since=query.since, until=query.to, agent=query.agent, user_id=own, case=query.case, outcome=query.outcome,
        recorded=query.recorded,
    )  # fmt: skip
    async with ask.parts.database.reading() as session:
        return await list_calls(session, wanted, limit=query.limit, offset=query.offset)


async def read_one_call(ask: Ask[None, None]) -> CallRecord:
    """One call with timeline, consents, parts and summary; for an agent only if they were in it."""
    call_id = ask.path("call_id")
    await check_may_read(ask.parts.database, ask.caller, call_id)
    async with ask.parts.database.reading() as session:
        record = await read_call(session, call_id)
    if record is None:
        raise SignalError(ErrorCode.CALL_NOT_FOUND, "There is no such call.")
    return record


async def check_may_read(database: Database, caller: Caller, call_id: str) -> None:
    """Raises SignalError with `call_not_found` for an agent who was not in the call: they learn nothing of it."""
    if caller.role is not Role.AGENT:
        return
    async with database.reading() as session:
        if not await was_in_call(session, call_id, caller.user_id or ""):
            raise SignalError(ErrorCode.CALL_NOT_FOUND, "There is no such call.")

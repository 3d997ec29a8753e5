"""The side app for a helpdesk's frame: the case beside the ticket, and a call with one click.

A frame of another site has no cookie of ours. So the helpdesk asks for a token with its key, and writes it into the
frame's address, behind the `#`. The token is good for one case, for one agent, and for a while; it shows and opens what
is here and nothing else. The call itself opens in a tab of its own, in the agent's own name.
"""

from datetime import datetime
from typing import Annotated
from urllib.parse import quote

from pydantic import BaseModel, Field, StringConstraints

from cases.board import CaseView, read_case
from records.call_log import CallFilter, list_calls
from records.call_record import CallLine
from records.cases import find_case
from records.commitments import CommitmentRecord
from records.credentials import Credential, Kind, expiry_of, find, issue
from records.users import find_user_by_email
from signaling.protocol.errors import SignalError
from signaling.protocol.words import CallMode, ErrorCode, Role
from web.callers import limit_tries, limit_tries_of
from web.links import join_url
from web.operation import Ask

_KINDS: tuple[Kind, ...] = ("embed",)


class EmbedWish(BaseModel, extra="forbid"):
    """Which case, beside whose ticket: `agent` is the mail address of their sign-in; without one nobody calls."""

    case_reference: str = Field(max_length=200)
    agent: str | None = Field(default=None, max_length=254)


class EmbedAddress(BaseModel):
    """The address of the frame, with its token, told once; `may_call`: the agent has a sign-in here."""

    embed_url: str
    may_call: bool
    expires_at: datetime


class EmbedHolder(BaseModel, extra="forbid"):
    """Whoever has the frame's token."""

    token: Annotated[str, StringConstraints(min_length=16, max_length=256)]


class LastCall(BaseModel):
    """The newest call on the case that was talked."""

    at: datetime
    agent_name: str | None
    outcome: str | None
    talk_seconds: float | None


class NextPromise(BaseModel):
    """What is promised to the customer and due first."""

    due_at: datetime
    note: str
    channel: str


class EmbeddedCase(BaseModel):
    """What an agent needs beside the ticket."""

    reference: str
    title: str
    stage: str
    customer_name: str
    customer_language: str
    carrier: str | None
    tracking_number: str | None
    days_silent: int | None
    anomaly: str | None
    last_event: str | None
    last_call: LastCall | None
    next_promise: NextPromise | None
    may_call: bool
    case_url: str
    expires_at: datetime | None


class EmbeddedCall(BaseModel):
    """Where the agent takes part in it, a tab of its own; and the customer's way in, told once."""

    call_id: str
    call_url: str
    join_url: str


async def give_embed_token(ask: Ask[EmbedWish, None]) -> EmbedAddress:
    """For the helpdesk's server, which knows which agent looks at which ticket."""
    parts, wanted = ask.parts, ask.body
    now, ttl = parts.clock(), parts.config.embed_ttl
    async with parts.database.transaction() as session:
        if await find_case(session, wanted.case_reference) is None:
            raise SignalError(ErrorCode.CASE_NOT_FOUND, "There is no case with this reference.")
        user = await find_user_by_email(session, wanted.agent) if wanted.agent else None
        agent = user if user is not None and user.role is Role.AGENT and user.disabled_at is None else None
        token = await issue(
            session, kind="embed", name=wanted.case_reference, role=Role.AGENT, now=now, ttl=ttl,
            user_id=agent.id if agent else None,
        )  # fmt: skip
    key = ask.caller.credential.name
    desk = f"?desk={quote(key, safe='')}" if key in parts.config.embed_frames else ""
    where = f"{parts.config.origin}/embed/case/{quote(wanted.case_reference, safe='')}{desk}#{token}"
    return EmbedAddress(embed_url=where, may_call=agent is not None, expires_at=now + ttl)


async def read_embedded_case(ask: Ask[EmbedHolder, None]) -> EmbeddedCase:
    """The case of the token. Raises SignalError with `link_not_valid`."""
    await limit_tries(ask.http, "embed", limit=120, per_s=60)
    parts = ask.parts
    holder, expires_at = await _holder(ask)
    case = await read_case(parts.database, holder.name, now=parts.clock(), rules=parts.casework.rules)
    if case is None:
        raise _not_valid()
    wanted = CallFilter(case=holder.name)
    async with parts.database.reading() as session:
        calls = (await list_calls(session, wanted, limit=20, offset=0)).calls
    talked = next((call for call in calls if call.active_since is not None), None)
    last = _last(talked) if talked else None
    return _shown(case, last, may_call=holder.user_id is not None, origin=parts.config.origin, expires_at=expires_at)


async def call_from_embed(ask: Ask[EmbedHolder, None]) -> EmbeddedCall:
    """Invite the customer, in the agent's name. Raises SignalError with `forbidden` where the token has no agent."""
    holder, _ = await _holder(ask)
    if holder.user_id is None:
        raise SignalError(ErrorCode.FORBIDDEN, "The agent has no sign-in here.")
    await limit_tries_of(ask.http, "embed_call", holder.user_id, limit=10, per_s=60)
    opened = await ask.parts.node.reception.open_call(
        holder.name, mode=CallMode.INVITE, created_by=f"user:{holder.user_id}", agent_user_id=holder.user_id,
        language=None, reason=None, priority=0, skills=(),
    )  # fmt: skip
    where = f"{ask.parts.config.origin}/agent/cases/{quote(holder.name, safe='')}?call={quote(opened.call_id, safe='')}"
    way_in = join_url(ask.parts, opened.call_id, opened.secret)
    return EmbeddedCall(call_id=opened.call_id, call_url=where, join_url=way_in)


def _last(call: CallLine) -> LastCall:
    return LastCall(
        at=call.active_since or call.created_at, agent_name=call.agent_name, outcome=call.outcome,
        talk_seconds=call.talk_seconds,
    )  # fmt: skip


def _next(promise: CommitmentRecord) -> NextPromise:
    return NextPromise(due_at=promise.due_at, note=promise.note, channel=promise.channel)


def _shown(
    case: CaseView, last: LastCall | None, *, may_call: bool, origin: str, expires_at: datetime | None
) -> EmbeddedCase:  # fmt: skip
    open_ones = sorted((each for each in case.commitments if each.state == "open"), key=lambda each: each.due_at)
    promise = _next(open_ones[0]) if open_ones else None
    return EmbeddedCase(
        reference=case.reference, title=case.title, stage=case.stage, customer_name=case.customer.name,
        customer_language=case.customer.language, carrier=case.parcel.carrier,
        tracking_number=case.parcel.tracking_number, days_silent=case.days_silent,
        anomaly=case.reading.anomaly if case.reading else None,
        last_event=case.events[0].description if case.events else None, last_call=last,
        next_promise=promise,
        may_call=may_call, case_url=f"{origin}/agent/cases/{quote(case.reference, safe='')}", expires_at=expires_at,
    )  # fmt: skip


async def _holder(ask: Ask[EmbedHolder, None]) -> tuple[Credential, datetime | None]:
    async with ask.parts.database.reading() as session:
        found = await find(session, ask.body.token, kinds=_KINDS, now=ask.parts.clock())
        expires_at = await expiry_of(session, found.sha256) if found else None
    if found is None:
        raise _not_valid()
    return found, expires_at


def _not_valid() -> SignalError:
    return SignalError(ErrorCode.LINK_NOT_VALID, "This view has run out.")

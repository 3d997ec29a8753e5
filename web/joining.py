"""The customer's way in: look first, which spends nothing; then one POST binds the call to this browser."""

import secrets
from datetime import datetime, timedelta
from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, Field, RootModel, StringConstraints

from signaling.protocol.snapshot import CallSnapshot, CaseGlimpse, Staffing
from signaling.protocol.words import CallMode, RecordingWhen
from web.callers import BROWSER_COOKIE, limit_tries
from web.links import join_url, qr_svg
from web.operation import Ask, answered
from web.session import set_cookie

BROWSER_TTL = timedelta(days=30)
_PROMISED_DAYS = 31

Digits = Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=32, pattern=r"^[0-9 \-]+$")]


class JoinByLink(BaseModel, extra="forbid"):
    """What the link holds: the call in its path, the secret in its fragment."""

    call_id: Annotated[str, StringConstraints(max_length=64)]
    secret: Annotated[str, StringConstraints(max_length=256)]


class JoinByCode(BaseModel, extra="forbid"):
    """What was read out, and as a check the last four characters of the tracking number."""

    code: Digits
    check: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=16)]


class Join(RootModel[JoinByLink | JoinByCode]):
    """Either of the two."""


class Welcome(BaseModel):
    """What the page says before anything is spent."""

    agent_name: str | None
    language: str
    case: CaseGlimpse
    mode: CallMode
    expires_at: datetime
    staffing: Staffing | None = Field(description="in the queue: whether anybody is there; null for an invitation")
    recording: RecordingWhen = Field(
        description="whether such calls are recorded: what is to be known before one joins"
    )


class Joined(BaseModel):
    """`token` is what `hello` says on the socket."""

    token: str
    participant_id: str
    call: CallSnapshot


class Holder(BaseModel, extra="forbid"):
    """Whoever holds the place: `token` is what their page says in `hello`."""

    token: Annotated[str, StringConstraints(min_length=16, max_length=256)]


class OtherDevice(BaseModel):
    """The way to another device of the same person, told once: it opens the call once, until `expires_at`."""

    join_url: str
    expires_at: datetime
    qr_svg: str


async def preview_call(ask: Ask[JoinByLink, None]) -> Welcome:
    """Who calls, and about which parcel. Link previews and curious people change nothing."""
    await limit_tries(ask.http, "preview", limit=60, per_s=60)
    reception, browser = ask.parts.node.reception, ask.http.cookies.get(BROWSER_COOKIE)
    found = await reception.preview(ask.body.call_id, ask.body.secret, browser=browser)
    return Welcome(
        agent_name=found.agent_name, language=found.language, case=found.case, mode=found.mode,
        expires_at=found.expires_at, staffing=found.staffing, recording=found.recording,
    )  # fmt: skip


class OpenSpan(BaseModel):
    """From when to when somebody is there."""

    starts_at: datetime
    ends_at: datetime


class OpeningTimes(BaseModel):
    """Those of the next weeks, in UTC and in order; empty where none are set: a call-back may be for any time."""

    spans: tuple[OpenSpan, ...]


async def show_opening_times(ask: Ask[None, None]) -> OpeningTimes:
    """When a customer may wish to be called back. A shop's hours are no secret."""
    await limit_tries(ask.http, "hours", limit=300, per_s=60)
    spans = ask.parts.node.hours.ahead(ask.parts.clock(), days=_PROMISED_DAYS)
    return OpeningTimes(spans=tuple(OpenSpan(starts_at=starts, ends_at=ends) for starts, ends in spans))


async def hand_over(ask: Ask[Holder, None]) -> OtherDevice:
    """The page that holds the place keeps it until the other device has come in."""
    await limit_tries(ask.http, "hand_over", limit=20, per_s=60)
    way = await ask.parts.node.reception.hand_over(ask.body.token)
    url = join_url(ask.parts, way.call_id, way.secret)
    return OtherDevice(join_url=url, expires_at=way.expires_at, qr_svg=qr_svg(url))


async def join_call(ask: Ask[Join, None]) -> web.Response:
    """Spend the link for this browser, which may come again; every other one is too late."""
    await limit_tries(ask.http, "join", limit=20, per_s=60)
    reception, wanted = ask.parts.node.reception, ask.body.root
    browser = ask.http.cookies.get(BROWSER_COOKIE) or secrets.token_urlsafe(32)
    if isinstance(wanted, JoinByCode):
        code = wanted.code.replace(" ", "").replace("-", "")
        joined = await reception.join_by_code(code, wanted.check, browser=browser)
    else:
        joined = await reception.join_by_link(wanted.call_id, wanted.secret, browser=browser)
    response = answered(Joined(token=joined.token, participant_id=joined.participant_id, call=joined.call))
    set_cookie(response, ask.parts, BROWSER_COOKIE, browser, max_age=BROWSER_TTL)
    return response

"""Work on cases over REST: the worklist, offering a video call, facts that were checked."""

import asyncio
from typing import Literal

from pydantic import BaseModel, Field

from cases.alerting.worklist import Worklist, read_worklist
from cases.board import AlertView, alert_view
from cases.checklist import Checklist, FactAnswer, Item, answer_fact, read_checklist
from cases.contacts.local_time import Place
from cases.contacts.whereabouts import customers_place
from cases.letters.courier import send
from cases.letters.letter import Invitation, invitation_letter
from records.alerts import settle_alert
from records.cases import add_case_entry, find_case
from records.contacts import zone_told
from records.tables import CaseRow
from records.users import find_user
from signaling.protocol.errors import SignalError
from signaling.protocol.words import CallMode, ErrorCode
from web.callers import limit_tries_of
from web.calls import OpenedCall, told_way_in
from web.operation import Ask
from web.parts import Parts


class WorkSearch(BaseModel, extra="forbid"):
    """A page of the list."""

    limit: int = Field(default=50, ge=1, le=200)
    offset: int = Field(default=0, ge=0, le=100_000)


class Sent(BaseModel):
    """The message to the customer: in which language, by whom, and its words, for whoever has to send it themselves."""

    language: str
    way: Literal["mail", "helpdesk"] | None = Field(description="null: nobody brings it; a person has to")
    to: str | None
    subject: str
    text: str


class OfferWish(BaseModel, extra="forbid"):
    """How it is offered."""

    although_night: bool = Field(default=False, description="they have asked to hear from us now")


class OfferedCall(OpenedCall):
    """A call, and the message that brings its link."""

    message: Sent


async def show_worklist(ask: Ask[None, WorkSearch]) -> Worklist:
    """Alerts that stand: by the parcel's value, the deadline, and the customer's mood, the most urgent first."""
    parts = ask.parts
    return await read_worklist(
        parts.database, value_steps=parts.casework.value_steps, limit=ask.query.limit, offset=ask.query.offset,
        now=parts.clock(), quiet=parts.casework.quiet,
    )  # fmt: skip


async def settle_one_alert(ask: Ask[None, None]) -> AlertView:
    """Somebody has dealt with it. It comes back for something new only; said twice, nothing changes."""
    now = ask.parts.clock()
    async with ask.parts.database.transaction() as session:
        found = await settle_alert(session, ask.path("alert_id"), user_id=ask.caller.user_id, now=now)
        shown = alert_view(found[0], now=now) if found else None
    if shown is None:
        raise SignalError(ErrorCode.NOT_FOUND, "There is no such alert.")
    return shown


async def offer_call(ask: Ask[None, OfferWish]) -> OfferedCall:
    """Open a call with this agent in it, and send the customer its link in their language: by mail where the case has
    an address and there is a mail server, else by the helpdesk. Where nobody brings it, the words are there to copy.
    Never at the customer's night, unless they asked for it.
    """
    parts, caller, reference = ask.parts, ask.caller, ask.path("reference")
    await limit_tries_of(ask.http, "offer_call", caller.actor, limit=20, per_s=60)
    async with parts.database.reading() as session:
        row = await find_case(session, reference)
        user = await find_user(session, caller.user_id or "")
        zone = await zone_told(session, row.id) if row else None
    if row is None:
        raise SignalError(ErrorCode.CASE_NOT_FOUND, "There is no case with this reference.")
    place = await asyncio.to_thread(customers_place, row, zone_told=zone)
    if place.is_night(parts.clock(), parts.casework.quiet) and not ask.query.although_night:
        raise SignalError(ErrorCode.NOT_IN_THIS_STATE, "It is night at the customer's.")
    opened = await parts.node.reception.open_call(
        reference, mode=CallMode.INVITE, created_by=caller.actor, agent_user_id=caller.user_id, language=None,
        reason=None, priority=0, skills=(),
    )  # fmt: skip
    way_in = told_way_in(parts, opened)
    invitation = Invitation(
        name=row.customer_name, title=row.title, reference=reference, link=way_in.join_url, until=way_in.expires_at,
        agent=user.name if user else None, call_id=way_in.call_id,
    )  # fmt: skip
    return OfferedCall(**way_in.model_dump(), message=await _invite(parts, row, invitation, place))


async def _invite(parts: Parts, row: CaseRow, invitation: Invitation, place: Place) -> Sent:
    """Send it, and note on the case how it went."""
    letter = await asyncio.to_thread(
        invitation_letter, invitation, to=row.customer_contact or "", language=row.customer_language, place=place
    )
    way = await send(letter, parts.casework.couriers)
    data = {"letter": "offer_call", "way": way, "language": letter.language, "call_id": invitation.call_id}
    async with parts.database.transaction() as session:
        await add_case_entry(
            session, row.id, kind="call_offered", key=invitation.call_id, data=data, now=parts.clock()
        )  # fmt: skip
    return Sent(language=letter.language, way=way, to=row.customer_contact, subject=letter.subject, text=letter.text)


async def show_checklist(ask: Ask[None, None]) -> Checklist:
    """What was asked and what can be seen of order, address, number, notices and returns."""
    return await read_checklist(ask.parts.database, ask.path("reference"))


async def check_fact(ask: Ask[FactAnswer, None]) -> Checklist:
    """Write an answer down, with who, when and where from; those before it stay."""
    name = ask.path("item")
    if name not in set(Item):
        raise SignalError(ErrorCode.NOT_FOUND, "There is no such question.")
    return await answer_fact(
        ask.parts.database, ask.path("reference"), Item(name), ask.body, user_id=ask.caller.user_id or "",
        now=ask.parts.clock(),
    )  # fmt: skip

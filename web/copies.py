"""The customer's own copy of what was agreed and promised, behind a link of its own that expires.

The link's secret is in its fragment; it opens this one copy and nothing else. An agent sends it, after the approval.
"""

import asyncio
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import select

from cases.contacts.whereabouts import customers_place
from cases.letters.courier import send
from cases.letters.letter import CopyOffer, copy_letter
from records.contacts import zone_told
from records.credentials import Kind, expiry_of, find, issue
from records.tables import CallRow, CaseRow, ParticipantRow
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode, Role
from summary.copy import CustomerCopy, make_copy
from web.callers import limit_tries, limit_tries_of
from web.calls import check_may_read
from web.operation import Ask

_KINDS: tuple[Kind, ...] = ("copy",)


class CopyLink(BaseModel):
    """Where the copy is, and who has brought the link to the customer. Told once."""

    copy_url: str
    way: Literal["mail", "helpdesk"] | None = Field(description="null: nobody brings it; a person has to")
    to: str | None


class CopyHolder(BaseModel, extra="forbid"):
    """Whoever has the link: its fragment."""

    secret: Annotated[str, StringConstraints(min_length=16, max_length=256)]


async def send_copy(ask: Ask[None, None]) -> CopyLink:
    """Make the link and have it brought to the customer. Raises `summary_not_ready` before the approval."""
    parts, call_id = ask.parts, ask.path("call_id")
    await check_may_read(parts.database, ask.caller, call_id)
    await limit_tries_of(ask.http, "copy", ask.caller.actor, limit=20, per_s=60)
    now, ttl = parts.clock(), parts.config.copy_ttl
    async with parts.database.transaction() as session:
        call = await session.get(CallRow, call_id)
        customer = await session.scalar(
            select(ParticipantRow)
            .where(ParticipantRow.call_id == call_id, ParticipantRow.role == Role.CUSTOMER)
            .limit(1)
        )
        copy = await make_copy(session, customer.id, now=now, expires_at=now + ttl) if customer else None
        if call is None or customer is None or copy is None:
            raise SignalError(ErrorCode.SUMMARY_NOT_READY, "There is no approved summary of this call.")
        case = await session.get_one(CaseRow, call.case_id)
        zone = await zone_told(session, case.id)
        secret = await issue(
            session, kind="copy", name=customer.name, role=Role.CUSTOMER, participant_id=customer.id, now=now, ttl=ttl
        )
    url = f"{parts.config.origin}/copy#{secret}"
    offer = CopyOffer(
        name=case.customer_name, title=case.title, reference=case.reference, link=url, until=now + ttl, call_id=call_id
    )
    place = await asyncio.to_thread(customers_place, case, zone_told=zone)
    letter = await asyncio.to_thread(
        copy_letter, offer, to=case.customer_contact or "", language=case.customer_language, place=place
    )
    way = await send(letter, parts.casework.couriers)
    return CopyLink(copy_url=url, way=way, to=case.customer_contact)


async def read_copy(ask: Ask[CopyHolder, None]) -> CustomerCopy:
    """What stands behind the link. Raises SignalError with `link_not_valid`."""
    await limit_tries(ask.http, "read_copy", limit=60, per_s=60)
    parts = ask.parts
    async with parts.database.reading() as session:
        found = await find(session, ask.body.secret, kinds=_KINDS, now=parts.clock())
        expires_at = await expiry_of(session, found.sha256) if found else None
        copy = (
            await make_copy(session, found.participant_id or "", now=parts.clock(), expires_at=expires_at)
            if found
            else None
        )
    if copy is None:
        raise SignalError(ErrorCode.LINK_NOT_VALID, "This link opens nothing, or not any more.")
    return copy

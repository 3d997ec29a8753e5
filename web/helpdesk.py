"""The helpdesk's webhooks at our door, and the way to its ticket of a case."""

import asyncio
from datetime import datetime

import structlog
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession

from cases.connectors.port import CaseConnector, HelpdeskRefused, Inbound, SignatureWrong
from cases.connectors.tickets import find_ticket
from cases.purchases import note_purchases
from records.cases import find_case
from records.tickets import remember_ticket
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode
from web.bodies import read_bytes
from web.callers import limit_tries_of
from web.operation import Ask

_ASK_WITHIN_S = 5.0
"""An agent waits for the case, and not for another server's day."""
log = structlog.get_logger()


class TicketTold(BaseModel):
    """Whether it told of a case that is here."""

    known: bool


class Ticket(BaseModel):
    """Where the case stands in the helpdesk; null: nowhere we know of."""

    url: str | None = Field(description="for an agent's browser")


async def take_helpdesk(ask: Ask[None, None]) -> TicketTold:
    """A ticket was made for a case, or given to one: notes on its calls go there. Or its customer bought again. Told
    twice, nothing changes.
    """
    connector, parts = _connector(ask), ask.parts
    body = await read_bytes(ask.http)
    try:
        told = connector.verify_inbound(ask.http.headers, body, now=parts.clock())
    except SignatureWrong as error:
        raise SignalError(ErrorCode.BAD_CREDENTIALS, "The signature does not fit the body.") from error
    if told is None:
        return TicketTold(known=False)
    async with parts.database.transaction() as session:
        known = await _take(session, told, connector.name, now=parts.clock())
    return TicketTold(known=known)


async def _take(session: AsyncSession, told: Inbound, helpdesk: str, *, now: datetime) -> bool:
    known = False
    if told.ticket_id is not None:
        known = await remember_ticket(session, told.case_reference, helpdesk, told.ticket_id, now=now)
    if told.purchased_again_at is not None:
        bought = {told.case_reference: told.purchased_again_at}
        known = bool((await note_purchases(session, bought, actor=f"helpdesk:{helpdesk}", now=now)).there) or known
    return known


async def show_ticket(ask: Ask[None, None]) -> Ticket:
    """Where an agent's browser finds the ticket of this case. A helpdesk that has told nothing is asked."""
    parts, connector, reference = ask.parts, ask.parts.helpdesk, ask.path("reference")
    async with parts.database.reading() as session:
        if await find_case(session, reference) is None:
            raise SignalError(ErrorCode.CASE_NOT_FOUND, "There is no case with this reference.")
    if connector is None:
        return Ticket(url=None)
    await limit_tries_of(ask.http, "ticket", ask.caller.actor, limit=60, per_s=60)
    try:
        async with asyncio.timeout(_ASK_WITHIN_S):
            ticket = await find_ticket(parts.database, connector, reference, now=parts.clock())
    except (HelpdeskRefused, TimeoutError) as refused:
        log.info("helpdesk.no_ticket", reason=type(refused).__name__)
        ticket = None
    return Ticket(url=connector.screen_pop(ticket) if ticket else None)


def _connector(ask: Ask[None, None]) -> CaseConnector:
    """Without a helpdesk the door is closed."""
    if ask.parts.helpdesk is None:
        raise SignalError(ErrorCode.BAD_CREDENTIALS, "No helpdesk is connected.")
    return ask.parts.helpdesk

"""The statement of non-receipt over REST: asked by people, read and confirmed by the customer in the call or by a link.

The link's secret is in its fragment; it opens this one question and nothing else.
"""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from cases.claims.statements import Confirmation, Signer, StatementSheet, answer, ask, read_sheet
from records.receipts import call_of_person
from signaling.protocol.errors import SignalError
from signaling.protocol.incoming import Id
from signaling.protocol.words import ErrorCode
from web.build import build
from web.callers import limit_tries, limit_tries_of
from web.operation import Ask

_Secret = Annotated[str, StringConstraints(min_length=16, max_length=256)]
_Locale = Annotated[str, StringConstraints(min_length=2, max_length=35)]


class StatementWish(BaseModel, extra="forbid"):
    """Ask the customer; with a call, they are asked on its page too."""

    call_id: Id | None = None


class StatementLink(BaseModel):
    """Where it is confirmed, until when. Told once."""

    statement_url: str
    expires_at: datetime


class StatementHolder(BaseModel, extra="forbid"):
    """Whoever has the link, and the language they read."""

    secret: _Secret
    locale: _Locale = "en"


class SignedByLink(BaseModel, extra="forbid"):
    """An answer by link."""

    secret: _Secret
    confirmation: Confirmation


class Reader(BaseModel, extra="forbid"):
    """The language the customer reads."""

    locale: _Locale = Field(default="en")


class Answered(BaseModel):
    """How it stands now."""

    state: str


async def ask_statement(ask_: Ask[StatementWish, None]) -> StatementLink:
    """Ask the customer to confirm that nothing came. What was asked before on this case opens nothing any more."""
    parts, caller = ask_.parts, ask_.caller
    await limit_tries_of(ask_.http, "statement", caller.actor, limit=30, per_s=60)
    call_id = ask_.body.call_id
    asked = await ask(
        parts.database, ask_.path("reference"), user_id=caller.user_id or "", call_id=call_id, now=parts.clock()
    )
    if call_id is not None:
        await parts.node.evidence.tell(call_id)
    return StatementLink(statement_url=f"{parts.config.origin}/statement#{asked.secret}", expires_at=asked.expires_at)


async def read_statement(ask_: Ask[StatementHolder, None]) -> StatementSheet:
    """What stands behind the link. Raises SignalError with `link_not_valid`."""
    await limit_tries(ask_.http, "read_statement", limit=60, per_s=60)
    signer = Signer(secret=ask_.body.secret)
    return await read_sheet(ask_.parts.database, signer, locale=ask_.body.locale, now=ask_.parts.clock())


async def sign_statement(ask_: Ask[SignedByLink, None]) -> Answered:
    """The customer's answer by link, once."""
    await limit_tries(ask_.http, "read_statement", limit=60, per_s=60)
    said = ask_.body.confirmation
    await answer(ask_.parts.database, Signer(secret=ask_.body.secret), said, build=build(), now=ask_.parts.clock())
    ask_.parts.work_waits()
    return Answered(state=said.answer)


async def read_call_statement(ask_: Ask[None, Reader]) -> StatementSheet:
    """What the customer of this call is asked. Raises SignalError with `link_not_valid` when nothing is."""
    signer = await _signer(ask_)
    return await read_sheet(ask_.parts.database, signer, locale=ask_.query.locale, now=ask_.parts.clock())


async def sign_call_statement(ask_: Ask[Confirmation, None]) -> Answered:
    """The customer's answer on the page of the call, once."""
    signer = await _signer(ask_)
    await answer(ask_.parts.database, signer, ask_.body, build=build(), now=ask_.parts.clock())
    ask_.parts.work_waits()
    await ask_.parts.node.evidence.tell(ask_.path("call_id"))
    return Answered(state=ask_.body.answer)


async def _signer(ask_: Ask[Confirmation, None] | Ask[None, Reader]) -> Signer:
    caller, call_id = ask_.caller, ask_.path("call_id")
    await limit_tries_of(ask_.http, "statement", caller.participant_id, limit=30, per_s=60)
    async with ask_.parts.database.reading() as session:
        if await call_of_person(session, caller.participant_id) != call_id:
            raise SignalError(ErrorCode.CALL_NOT_FOUND, "There is no such call.")
    return Signer(call_id=call_id, participant_id=caller.participant_id)

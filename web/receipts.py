"""The customer's receipt: what they agreed to, behind a link of its own that expires, and their own files to download.

The link's secret is in its fragment; it opens this one person's part of one call and nothing else.
"""

from datetime import datetime
from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, Field, StringConstraints

from records.audit import append_audit
from records.credentials import Credential, Kind, expiry_of, find, hold, issue
from records.receipts import Receipt, call_of_person, find_own_part, make_receipt
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode, Role
from web.callers import limit_tries, limit_tries_of
from web.operation import Ask
from web.recordings import open_part, send_part

_KINDS: tuple[Kind, ...] = ("receipt",)


class ReceiptLink(BaseModel):
    """Where the receipt is, until when. Told once."""

    receipt_url: str
    expires_at: datetime


class ReceiptHolder(BaseModel, extra="forbid"):
    """Whoever has the link: its fragment."""

    secret: Annotated[str, StringConstraints(min_length=16, max_length=256)]


class OwnPart(ReceiptHolder):
    """Which part of their own."""

    part: Annotated[str, StringConstraints(max_length=64)] = Field(description="of the receipt's recordings")


async def give_receipt(ask: Ask[None, None]) -> ReceiptLink:
    """For the customer of this call, whose page asks for it: during the call and after it."""
    parts, caller = ask.parts, ask.caller
    await limit_tries_of(ask.http, "receipt", caller.participant_id, limit=20, per_s=60)
    now, ttl = parts.clock(), parts.config.receipt_ttl
    async with parts.database.transaction() as session:
        if await call_of_person(session, caller.participant_id) != ask.path("call_id"):
            raise SignalError(ErrorCode.CALL_NOT_FOUND, "There is no such call.")
        if not await hold(session, caller.credential.sha256):
            raise SignalError(ErrorCode.UNAUTHENTICATED, "This token opens nothing, or not any more.")
        secret = await issue(
            session, kind="receipt", name=caller.credential.name, role=Role.CUSTOMER,
            participant_id=caller.participant_id, now=now, ttl=ttl,
        )  # fmt: skip
    return ReceiptLink(receipt_url=f"{parts.config.origin}/receipt#{secret}", expires_at=now + ttl)


async def read_receipt(ask: Ask[ReceiptHolder, None]) -> Receipt:
    """What stands behind the link. Raises SignalError with `link_not_valid`."""
    await limit_tries(ask.http, "read_receipt", limit=60, per_s=60)
    parts = ask.parts
    holder, expires_at = await _holder(ask)
    async with parts.database.reading() as session:
        receipt = await make_receipt(
            session, holder.participant_id or "", now=parts.clock(), expires_at=expires_at,
            with_parts=parts.config.customer_recording != "never",
        )  # fmt: skip
    if receipt is None:
        raise _not_valid()
    return receipt


async def download_own_part(ask: Ask[OwnPart, None]) -> web.StreamResponse:
    """One part of their own, sound and picture as they were kept; that it was fetched is written down before the first
    byte goes out.
    """
    await limit_tries(ask.http, "read_receipt", limit=60, per_s=60)
    parts = ask.parts
    holder, _ = await _holder(ask)
    if parts.config.customer_recording == "never":
        raise SignalError(ErrorCode.FORBIDDEN, "Recordings are not given out here.")
    async with parts.database.reading() as session:
        row = await find_own_part(session, holder.participant_id or "", ask.body.part)
        call_id = await call_of_person(session, holder.participant_id or "")
    if row is None:
        raise SignalError(ErrorCode.NOT_FOUND, "There is no such part.")
    file = await open_part(parts, row)
    try:
        await append_audit(
            parts.database, actor=f"customer:{holder.participant_id}", action="recording.download",
            subject=f"call:{call_id}", detail={"part_id": row.id}, now=parts.clock(),
        )  # fmt: skip
    except BaseException:
        await file.aclose()
        raise
    return await send_part(ask, file, row)


async def _holder(ask: Ask[ReceiptHolder, None] | Ask[OwnPart, None]) -> tuple[Credential, datetime | None]:
    parts = ask.parts
    async with parts.database.reading() as session:
        found = await find(session, ask.body.secret, kinds=_KINDS, now=parts.clock())
        expires_at = await expiry_of(session, found.sha256) if found else None
    if found is None:
        raise _not_valid()
    return found, expires_at


def _not_valid() -> SignalError:
    return SignalError(ErrorCode.LINK_NOT_VALID, "This link opens no receipt, or not any more.")

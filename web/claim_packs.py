"""Claim packs over REST: asked for, made by a job, given out as files. That one was fetched is written down before."""

from typing import Literal

from aiohttp import web
from pydantic import BaseModel, Field

from cases.claims.pack.ordering import PackWish, order_pack
from cases.claims.views import PackView
from cases.claims.words import Whom
from cases.evidence.names import attachment
from cases.parcel import Money
from records.audit import append_audit
from records.claims import pack_of_case
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode
from web.callers import limit_tries_of
from web.operation import Ask

PACK_TYPES = ("application/pdf", "application/zip")
_ALONE = "default-src 'none'; frame-ancestors 'none'; sandbox"


class PackOrder(BaseModel, extra="forbid"):
    """For whom it is made, in which language its headings are, and what it claims; without a sum, what is proposed."""

    whom: Whom = Whom.CARRIER
    language: str = Field(default="en", min_length=2, max_length=35)
    claimed: Money | None = None
    why: str = Field(default="", max_length=1_000, description="another currency, or more than there is to claim")


class PackFile(BaseModel, extra="forbid"):
    """Which of its two files."""

    form: Literal["pdf", "zip"] = "zip"


async def ask_for_claim_pack(ask: Ask[PackOrder, None]) -> PackView:
    """Have one made: it takes a few seconds, and the claim tells when it is there."""
    parts = ask.parts
    if parts.packs is None:
        raise SignalError(ErrorCode.UNAVAILABLE, "This node makes no claim packs.")
    await limit_tries_of(ask.http, "claim_pack", ask.caller.actor, limit=10, per_s=60)
    body = ask.body
    wish = PackWish(body.whom, body.language, body.claimed, body.why.strip())
    made = await order_pack(
        parts.database, ask.path("reference"), wish, user_id=ask.caller.user_id or "", now=parts.clock()
    )
    parts.work_waits()
    return made


async def fetch_claim_pack(ask: Ask[None, PackFile]) -> web.FileResponse:
    """The PDF, or the ZIP with everything."""
    parts, form, pack_id = ask.parts, ask.query.form, ask.path("pack_id")
    async with parts.database.reading() as session:
        row = await pack_of_case(session, ask.path("reference"), pack_id)
    file = await parts.packs.locate(row.id, form) if row and row.state == "made" and parts.packs else None
    if row is None or file is None:
        raise SignalError(ErrorCode.NOT_FOUND, "There is no such pack.")
    await append_audit(
        parts.database, actor=ask.caller.actor, action="claim_pack.download", subject=f"case:{row.case_id}",
        detail={"pack_id": row.id, "form": form}, now=parts.clock(),
    )  # fmt: skip
    return web.FileResponse(
        file,
        headers={
            "Content-Type": f"application/{form}",
            "Content-Disposition": attachment(f"claim-{ask.path('reference')}.{form}"),
            "Content-Security-Policy": _ALONE,
            "Cache-Control": "no-store",
        },
    )

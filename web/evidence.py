"""Files on a case over REST: sent in by customers, agents and helpdesks, and given out as what they are.

A file is never shown in place of a page: it is an attachment of its exact type in an empty sandbox.
"""

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from cases.evidence.filing import Agreed, Cabinet, Filed, Wish
from cases.evidence.names import attachment
from cases.parcel import Language
from records.cases import find_case
from records.evidence import Arrival, find_evidence, list_of_case, seat_in_call, seat_of
from records.tables import EvidenceRow
from signaling.domain.call import LIVE
from signaling.protocol.errors import SignalError
from signaling.protocol.incoming import Id
from signaling.protocol.words import ErrorCode, Role
from web.callers import limit_tries_of
from web.operation import Ask, answered
from web.parts import Parts
from web.photo_words import photo_words
from web.uploads import body_in_pieces

_ALONE = "default-src 'none'; frame-ancestors 'none'; sandbox"
_KEPT_BY_BROWSER = "private, max-age=86400, immutable"
"""Who has seen it has seen it; it never changes under its id."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class NewEvidence(BaseModel, extra="forbid"):
    """What is said of a file that is sent; the file itself is the body, as it is."""

    name: str = Field(default="", max_length=255, description="what its sender calls it")
    sha256: Sha256 | None = Field(default=None, description="of the body, to be compared with what came")
    keep_place: bool = Field(
        default=False, description="leave in a picture what tells where and when it was taken; its person agreed"
    )
    call_id: Id | None = Field(default=None, description="the call it belongs to; a customer's is known")
    request_id: Id | None = Field(default=None, description="what it answers, of the call's `evidence`")
    agreed_locale: Language | None = Field(default=None, description="in which a customer read what becomes of it")
    agreed_sha256: Sha256 | None = Field(default=None, description="of those words, as the page has them")


class EvidenceRecord(BaseModel):
    """One file on a case. `sha256` and `size` are of what is kept, `received_sha256` of what was sent."""

    model_config = ConfigDict(frozen=True, from_attributes=True)
    id: str
    call_id: str | None
    participant_id: str | None
    by_role: Role
    by_name: str
    name: str
    media_type: str
    size: int
    width: int | None
    height: int | None
    sha256: str
    received_size: int
    received_sha256: str
    keeps_place: bool
    agreed_locale: str | None = Field(description="the language in which its person read what becomes of it")
    agreed_sha256: str | None = Field(description="of the words they had read when they sent it")
    at: datetime


class EvidenceList(BaseModel):
    """Newest first."""

    evidence: tuple[EvidenceRecord, ...]


async def add_evidence(ask: Ask[None, NewEvidence]) -> web.Response:
    """The body is the file: JPEG, PNG, WebP or PDF, whatever its Content-Type says. The same bytes stand on a case
    once: sent again, they are answered with 200 and what stands there.
    """
    cabinet = _cabinet(ask.parts)
    arrival = await _arrival(ask)
    await limit_tries_of(ask.http, "evidence", arrival.actor, limit=60, per_s=60)
    if arrival.call_state is not None and arrival.call_state not in LIVE:
        raise SignalError(ErrorCode.NOT_IN_THIS_STATE, "The call is over.")
    wanted = ask.query
    wish = Wish(
        arrival, name=wanted.name, sha256=wanted.sha256, keep_place=wanted.keep_place,
        agreed=await _agreed(wanted) if arrival.by_role is Role.CUSTOMER else None,
    )  # fmt: skip
    within_s = ask.parts.config.upload_within_s
    sent = body_in_pieces(ask.http, limit=cabinet.limits.most_bytes, within_s=within_s)
    try:
        filed = await cabinet.file(sent, wish)
    except SignalError as error:
        ask.parts.metrics.files.labels(error.code).inc()
        raise
    ask.parts.metrics.files.labels("filed" if filed.new else "known").inc()
    if arrival.call_id is not None:
        await ask.parts.node.evidence.tell(arrival.call_id)
    return _answer(filed)


async def list_evidence(ask: Ask[None, None]) -> EvidenceList:
    """Everything that stands on the case."""
    async with ask.parts.database.reading() as session:
        case = await find_case(session, ask.path("reference"))
        if case is None:
            raise _no_case()
        rows = await list_of_case(session, case.id)
    return EvidenceList(evidence=tuple(EvidenceRecord.model_validate(row) for row in rows))


async def read_evidence(ask: Ask[None, None]) -> web.FileResponse:
    """The file as it is kept, to be saved. A customer reads those that came from the own call."""
    row = await _row(ask)
    return await _sent(ask, row, media_type=row.media_type, name=row.name)


async def preview_evidence(ask: Ask[None, None]) -> web.FileResponse:
    """A small picture of a picture; of a document there is none."""
    return await _sent(ask, await _row(ask), media_type="image/jpeg", name="preview.jpg", preview=True)


async def _sent(
    ask: Ask[None, None], row: EvidenceRow, *, media_type: str, name: str, preview: bool = False
) -> web.FileResponse:
    file = await _cabinet(ask.parts).locate(row, preview=preview)
    if file is None:
        raise SignalError(ErrorCode.NOT_FOUND, "There is no such file.")
    return web.FileResponse(
        file,
        headers={
            "Content-Type": media_type,
            "Content-Disposition": attachment(name),
            "Content-Security-Policy": _ALONE,
            "Cache-Control": _KEPT_BY_BROWSER,
        },
    )


async def _row(ask: Ask[None, None]) -> EvidenceRow:
    caller, reference = ask.caller, ask.path("reference")
    async with ask.parts.database.reading() as session:
        row = await find_evidence(session, reference, ask.path("evidence_id"))
        if row is not None and caller.role is Role.CUSTOMER:
            own = await seat_of(session, caller.participant_id, reference)
            row = row if own is not None and own.call_id == row.call_id else None
    if row is None:
        raise SignalError(ErrorCode.NOT_FOUND, "There is no such file.")
    return row


async def _arrival(ask: Ask[None, NewEvidence]) -> Arrival:
    """Who sends it, from which call. Raises SignalError with `case_not_found` or `call_not_found`."""
    caller, reference, wanted = ask.caller, ask.path("reference"), ask.query
    async with ask.parts.database.reading() as session:
        if caller.role is Role.CUSTOMER:
            found = await seat_of(session, caller.participant_id, reference)
            if found is None:
                raise _no_case()
            return replace(found, request_id=wanted.request_id)
        case = await find_case(session, reference)
        if case is None:
            raise _no_case()
        arrival = Arrival(case.id, caller.actor, caller.role, caller.credential.name)
        if wanted.call_id is None:
            return arrival
        seat = await seat_in_call(session, wanted.call_id, case.id, caller.user_id or "")
        if seat is None:
            raise SignalError(ErrorCode.CALL_NOT_FOUND, "There is no such call of yours on this case.")
    return replace(arrival, call_id=wanted.call_id, participant_id=seat.id, request_id=wanted.request_id)


async def _agreed(wanted: NewEvidence) -> Agreed | None:
    """Words that we do not know, of an older page perhaps, are kept as their hash: no photo is refused for them."""
    if wanted.agreed_locale is None or wanted.agreed_sha256 is None:
        return None
    words = (await asyncio.to_thread(photo_words)).get(wanted.agreed_sha256)
    return Agreed(wanted.agreed_locale, wanted.agreed_sha256, words)


def _answer(filed: Filed) -> web.Response:
    return answered(EvidenceRecord.model_validate(filed.row), status=201 if filed.new else 200)


def _cabinet(parts: Parts) -> Cabinet:
    if parts.evidence is None:
        raise SignalError(ErrorCode.UNAVAILABLE, "This node keeps no files.")
    return parts.evidence


def _no_case() -> SignalError:
    return SignalError(ErrorCode.CASE_NOT_FOUND, "There is no case with this reference.")

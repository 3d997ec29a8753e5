"""The statement of non-receipt: asked of the customer, shown in their language, confirmed by them and by nobody else.

What is confirmed is compared with what would be shown now: whoever read other words is shown these first.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession

from cases.claims.stated import named_by
from cases.claims.statement_words import Shown, shown
from records.audit import append_audit
from records.cases import add_case_entry, find_case
from records.database import Database
from records.fact_checks import call_of_case
from records.statements import (
    append_statement,
    ask_for_statement,
    lock_case,
    open_by_secret,
    open_in_call,
    settle_request,
    settled_by_secret,
)
from records.tables import CaseRow, StatementRequestRow, StatementRow, new_id
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode

LINK_TTL = timedelta(days=14)
_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
_OwnWords = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4_000)]
_Locale = Annotated[str, StringConstraints(min_length=2, max_length=35)]


class Confirmation(BaseModel):
    """The customer's answer. `arrived`: the parcel is there after all, and nothing is stated."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    answer: Literal["confirmed", "arrived"]
    locale: _Locale = "en"
    text_sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = Field(
        default=None, description="of the words that were read"
    )
    signed_name: _Name | None = None
    own_words: _OwnWords = ""


class StatementSheet(BaseModel):
    """The statement as it is to be shown. `state`: `asked`, or how it was answered before."""

    model_config = ConfigDict(frozen=True)
    state: str
    locale: str
    title: str
    lines: tuple[str, ...]
    text_sha256: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the secret of its link, told once."""

    id: str
    secret: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Signer:
    """Who answers: whoever has the link, or the customer in the call by the token of their page."""

    secret: str | None = None
    call_id: str | None = None
    participant_id: str | None = None

    @property
    def way(self) -> str:
        """As it is written down."""
        return "link" if self.secret is not None else "call"


async def ask(database: Database, reference: str, *, user_id: str, call_id: str | None, now: datetime) -> Asked:
    """Ask the customer of a case; what was asked before is asked no longer, and what was confirmed before holds until
    they answer. Raises SignalError: `case_not_found`, `call_not_found` for a call on another case.
    """
    secret = secrets.token_urlsafe(32)
    async with database.transaction() as session:
        case = await find_case(session, reference, for_update=True)
        if case is None:
            raise SignalError(ErrorCode.CASE_NOT_FOUND, "There is no case with this reference.")
        if call_id is not None and await call_of_case(session, call_id, case.id) is None:
            raise SignalError(ErrorCode.CALL_NOT_FOUND, "There is no such call on this case.")
        row = await ask_for_statement(
            session, case.id, user_id=user_id, call_id=call_id, secret=secret, expires_at=now + LINK_TTL, now=now
        )
        data = {"call_id": call_id} if call_id else {}
        await add_case_entry(session, case.id, kind="statement_asked", key=row.id, data=data, now=now)
        return Asked(row.id, secret, row.expires_at)


async def read_sheet(database: Database, signer: Signer, *, locale: str, now: datetime) -> StatementSheet:
    """What is to be confirmed. Raises SignalError with `link_not_valid`."""
    async with database.reading() as session:
        row = await _open(session, signer, now)
        if row is None and signer.secret is not None:
            row = await settled_by_secret(session, signer.secret, now=now)
        if row is None:
            raise _not_valid()
        case = await session.get_one(CaseRow, row.case_id)
        words = _words(case, locale)
        return StatementSheet(
            state=row.state, locale=words.locale, title=words.title, lines=words.lines,
            text_sha256=words.sha256,
        )  # fmt: skip


async def answer(database: Database, signer: Signer, said: Confirmation, *, build: str, now: datetime) -> str:
    """Write the answer down, once; gives the case's reference. What is confirmed stands in the audit chain first, and
    is the customer's word against a delivery that the carrier tells of.

    Raises SignalError: `link_not_valid` when nothing is asked, or not any more; `invalid_field` without a name;
    `wording_changed` when other words were read.
    """
    async with database.transaction() as session:
        row = await _open(session, signer, now)
        if row is None:
            raise _not_valid()
        case = await lock_case(session, row.case_id)
        if not await settle_request(session, row.id, said.answer, now=now):
            raise _not_valid()
        kind = "statement_confirmed" if said.answer == "confirmed" else "statement_arrived"
        await add_case_entry(session, case.id, kind=kind, key=row.id, data={"way": signer.way}, now=now)
        case.denied_at = now if said.answer == "confirmed" else None
        case.look_at = None  # the rules read it anew: a delivery may be denied now
        if said.answer == "arrived":
            return case.reference
        statement = await append_statement(session, _statement(case, row, signer, said, build), now=now)
        told = {"sha256": statement.sha256, "text_sha256": statement.text_sha256, "way": statement.way}
        reference, subject = case.reference, f"case:{case.id}"
    await append_audit(
        database, actor=f"customer:{signer.participant_id or 'link'}", action="statement.confirmed", subject=subject,
        detail=told, now=now,
    )  # fmt: skip
    return reference


def _statement(
    case: CaseRow, row: StatementRequestRow, signer: Signer, said: Confirmation, build: str
) -> StatementRow:  # fmt: skip
    words = _words(case, said.locale)
    if said.signed_name is None:
        raise SignalError(ErrorCode.INVALID_FIELD, "Whoever confirms it writes their name.")
    if said.text_sha256 != words.sha256:
        raise SignalError(ErrorCode.WORDING_CHANGED, "The words are other ones now; read them again.")
    return StatementRow(
        id=new_id(), case_id=case.id, request_id=row.id, call_id=row.call_id, participant_id=signer.participant_id,
        way=signer.way, locale=words.locale, wording_version=words.version, text=words.text, text_sha256=words.sha256,
        own_words=said.own_words, signed_name=said.signed_name, build=build,
    )  # fmt: skip


def _words(case: CaseRow, locale: str) -> Shown:
    return shown(locale, named_by(case))


async def _open(session: AsyncSession, signer: Signer, now: datetime) -> StatementRequestRow | None:
    if signer.secret is not None:
        return await open_by_secret(session, signer.secret, now=now)
    return await open_in_call(session, signer.call_id or "")


def _not_valid() -> SignalError:
    return SignalError(ErrorCode.LINK_NOT_VALID, "Nothing is asked here, or not any more.")

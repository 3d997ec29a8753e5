"""The consent ledger: who decided what, with which words, when, and what came of it. Rows are only ever appended.

Each row is chained by hash to the one before it in its call, and to the one before it in the ledger of all calls.
"""

import hashlib
import json
from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from records.tables import ConsentRow, ConsentTextRow
from records.tables.base import new_id
from signaling.domain.call import Call
from signaling.domain.consented_media import media_of
from signaling.domain.effects import AppendConsent, ConsentEffect, ExpireConsents
from signaling.protocol.words import Decision, Purpose

FIRST = "0" * 64
_LEDGER_LOCK = 0x5EA57  # any number that no other advisory lock of ours has
_TURN = text(f"SELECT pg_advisory_xact_lock({_LEDGER_LOCK})")
_FORM = 2
_OF_FORM_1 = (
    "id", "call_id", "sequence", "request_id", "participant_id", "purpose", "decision", "locale", "wording",
    "wording_sha256", "previous_sha256",
)  # fmt: skip
_OF_FORM_2 = (
    "form", "id", "case_id", "call_id", "sequence", "request_id", "participant_id", "role", "purpose", "decision",
    "media", "locale", "wording_id", "wording_version", "wording_sha256", "build", "control", "page_id", "retention",
    "effect", "previous_sha256", "ledger_sequence", "ledger_previous_sha256",
)  # fmt: skip


async def write_into_ledger(
    session: AsyncSession, call: Call, effect: AppendConsent | ExpireConsents, *, now: datetime
) -> None:  # fmt: skip
    """One decision of this call, or what has ended by itself in it. Before any row of a recording is touched: whoever
    holds the ledger's turn may wait for those.
    """
    await take_turn(session)
    if isinstance(effect, AppendConsent):
        await _append_consent(session, call, effect, now=now)
    else:
        await expire_given(session, effect.request_id, effect.purposes, effect.effect, now=now)


async def _append_consent(session: AsyncSession, call: Call, consent: AppendConsent, *, now: datetime) -> None:
    if consent.decision is Decision.WITHDRAWN:
        await append_row(session, await _taken_back(session, consent), now)
        return
    await keep_text(session, consent.wording_sha256, consent.wording, now=now)
    days = call.asking.retention_days if call.asking else 0
    media = media_of(consent.purpose, call.asking, consent.participant_id)
    row = ConsentRow(
        case_id=call.case_id, call_id=call.id, request_id=consent.request_id, participant_id=consent.participant_id,
        role=call.participant(consent.participant_id).role, purpose=consent.purpose, decision=consent.decision,
        media=[str(medium) for medium in media], locale=consent.locale,
        wording_id=consent.clicked.wording_id, wording_version=consent.clicked.wording_version,
        wording_sha256=consent.wording_sha256, build=consent.clicked.build, control=consent.clicked.control,
        page_id=consent.page_id, retention=f"P{days}D", effect=consent.effect,
    )  # fmt: skip
    await append_row(session, row, now)


async def expire_given(
    session: AsyncSession, request_id: str, purposes: Collection[Purpose], effect: ConsentEffect, *, now: datetime
) -> None:
    """The same inside a turn that has been taken; the words are those under which it was given."""
    rows = await session.scalars(
        select(ConsentRow).where(ConsentRow.request_id == request_id).order_by(ConsentRow.sequence)
    )
    latest = {(row.participant_id, row.purpose): row for row in rows}
    for given in latest.values():
        if given.decision is Decision.GIVEN and given.purpose in purposes:
            await append_row(session, _ended(given, effect), now)


async def append_row(session: AsyncSession, row: ConsentRow, now: datetime) -> None:
    """Chain the row to the last one of its call and to the last one of all, and write it; the turn has been taken."""
    of_call = select(ConsentRow.sequence, ConsentRow.sha256).where(ConsentRow.call_id == row.call_id)
    of_all = select(ConsentRow.ledger_sequence, ConsentRow.sha256).where(ConsentRow.ledger_sequence.is_not(None))
    last = (await session.execute(of_call.order_by(ConsentRow.sequence.desc()).limit(1))).first()
    head = (await session.execute(of_all.order_by(ConsentRow.ledger_sequence.desc()).limit(1))).first()
    row.id, row.form, row.at = new_id(), _FORM, now
    row.sequence, row.previous_sha256 = (last.sequence + 1, last.sha256) if last else (1, FIRST)
    row.ledger_sequence, row.ledger_previous_sha256 = (head.ledger_sequence + 1, head.sha256) if head else (1, FIRST)
    row.sha256 = digest(row)
    session.add(row)
    await session.flush()


async def list_consents(session: AsyncSession, call_id: str) -> Sequence[ConsentRow]:
    """Every decision ever made in this call, in order."""
    rows = await session.scalars(select(ConsentRow).where(ConsentRow.call_id == call_id).order_by(ConsentRow.sequence))
    return rows.all()


def first_broken(rows: Sequence[ConsentRow]) -> int | None:
    """The sequence number of the first row of a call that was edited, removed or put in; None for a whole chain."""
    before: ConsentRow | None = None
    for expected, row in enumerate(rows, start=1):
        if not follows(row, before):
            return expected
        before = row
    return None


def follows(row: ConsentRow, before: ConsentRow | None) -> bool:
    """Whether this row may stand behind the one before it in its call; None: it is the first. Those from before there
    was one ledger come first, and every other one has its place there.
    """
    sequence, previous = (before.sequence + 1, before.sha256) if before else (1, FIRST)
    if row.sequence != sequence or row.previous_sha256 != previous or row.sha256 != digest(row):
        return False
    if row.form == 1:
        return row.ledger_sequence is None and (before is None or before.form == 1)
    return row.form == _FORM and row.ledger_sequence is not None and row.ledger_sequence > 0


def digest(row: ConsentRow) -> str:
    """SHA-256 of what the row's form covers, as canonical JSON: keys sorted, no spaces, UTF-8 (after RFC 8785)."""
    covered: dict[str, Any]
    if row.form == 1:
        covered = {name: str(getattr(row, name)) for name in _OF_FORM_1}
    else:
        covered = {name: getattr(row, name) for name in _OF_FORM_2}
    covered["at"] = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    canonical = json.dumps(covered, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


async def take_turn(session: AsyncSession) -> None:
    """One transaction at a time appends to the ledger, until its end; on SQLite only one writes at all."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(_TURN)


async def keep_text(session: AsyncSession, sha256: str, words: str, *, now: datetime) -> None:
    """The words of this hash, once; who keeps the same at the same moment is no trouble."""
    if await session.get(ConsentTextRow, sha256) is None:
        with suppress(IntegrityError):
            async with session.begin_nested():
                session.add(ConsentTextRow(sha256=sha256, text=words, kept_at=now))


async def texts_kept(session: AsyncSession, hashes: Collection[str]) -> dict[str, str]:
    """The words by their hash; those nobody has kept are left out."""
    rows = await session.scalars(select(ConsentTextRow).where(ConsentTextRow.sha256.in_(hashes)))
    return {row.sha256: row.text for row in rows}


async def _taken_back(session: AsyncSession, consent: AppendConsent) -> ConsentRow:
    """Of the yes that is taken back: the words it was given in, its media and its days, whatever was shown or asked
    since. The build and the control are those of now.
    """
    row = ConsentRow
    given = await session.scalars(
        select(row)
        .where(
            row.request_id == consent.request_id, row.participant_id == consent.participant_id,
            row.purpose == consent.purpose, row.decision == Decision.GIVEN,
        )
        .order_by(row.sequence.desc()).limit(1)
    )  # fmt: skip
    back = _ended(given.one(), consent.effect)
    back.decision, back.build, back.control = consent.decision, consent.clicked.build, consent.clicked.control
    return back


def _ended(given: ConsentRow, effect: ConsentEffect) -> ConsentRow:
    return ConsentRow(
        case_id=given.case_id, call_id=given.call_id, request_id=given.request_id,
        participant_id=given.participant_id, role=given.role, purpose=given.purpose, decision=Decision.EXPIRED,
        media=given.media, locale=given.locale, wording_id=given.wording_id, wording_version=given.wording_version,
        wording_sha256=given.wording_sha256, build=given.build, control="", page_id=given.page_id,
        retention=given.retention, effect=effect,
    )  # fmt: skip

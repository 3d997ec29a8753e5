"""What one person agreed to in one call, as they may have it: their own decisions, the exact words, what came of it."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from records.consents import first_broken, list_consents
from records.erasing.holds import is_held
from records.kept_media import is_being_finished, is_kept, list_kept, media_in
from records.tables import CallRow, CaseRow, ConsentRequestRow, ConsentRow, ParticipantRow, PartRow, RecordingRow
from signaling.protocol.words import Decision, Medium, Purpose, RecordingState


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True)


class ReceiptDecision(_Read):
    """One decision, as it stands in the ledger. `sha256` is the row's own and covers the rows before it."""

    at: datetime
    purpose: Purpose
    decision: Decision
    media: tuple[Medium, ...]
    retention: str | None = Field(description="how long what comes of it is kept: a duration of ISO 8601")
    wording_sha256: str
    sequence: int | None = Field(description="in the ledger of all calls")
    sha256: str


class ReceiptText(_Read):
    """A question, as it was shown. `text` is all of it, byte by byte what `sha256` is of."""

    sha256: str
    locale: str
    title: str
    introduction: str
    purposes: dict[Purpose, str]
    reassurance: str
    text: str


class ReceiptPart(_Read):
    """One file of this person's own, to be downloaded."""

    id: str
    number: int
    seconds: float
    media: tuple[Medium, ...] = Field(description="what is in it")


class ReceiptKept(_Read):
    """What is kept of one person, as the files have it."""

    whose: Literal["own", "theirs"]
    name: str
    media: tuple[Medium, ...] = Field(description="empty: nothing")


class ReceiptRecording(_Read):
    """What came of it. `kept` begins with this person; whoever follows has something kept of them. Until all is
    `finished` it may become more. `parts` is empty where nothing is to be downloaded. `held`: something keeps it from
    being deleted on its day; a receipt does not say what.
    """

    opened_at: datetime
    stopped_at: datetime | None
    state: RecordingState
    delete_on: datetime
    held: bool
    finished: bool
    kept: tuple[ReceiptKept, ...]
    parts: tuple[ReceiptPart, ...]


class Receipt(_Read):
    """Everything of one person in one call. `asked`: somebody wished to record, whether they answered or not. `whole`:
    the chain of hashes over all decisions of the call holds.
    """

    case_reference: str
    call_id: str
    name: str
    talk_from: datetime | None
    talk_to: datetime | None
    made_at: datetime
    expires_at: datetime | None
    asked: bool
    decisions: tuple[ReceiptDecision, ...]
    texts: tuple[ReceiptText, ...]
    recordings: tuple[ReceiptRecording, ...]
    whole: bool


async def call_of_person(session: AsyncSession, participant_id: str) -> str | None:
    """The call this person is or was in."""
    found: str | None = await session.scalar(select(ParticipantRow.call_id).where(ParticipantRow.id == participant_id))
    return found


async def make_receipt(
    session: AsyncSession, participant_id: str, *, now: datetime, expires_at: datetime | None, with_parts: bool
) -> Receipt | None:
    """The receipt of this person; None for one who is in no call. What was asked before a new link was made is none of
    theirs: the seat is the same, and who had it is not known to be.
    """
    person = await session.get(ParticipantRow, participant_id)
    if person is None:
        return None
    call = await session.get_one(CallRow, person.call_id)
    case = await session.get_one(CaseRow, call.case_id)
    all_rows = await list_consents(session, call.id)
    asked = ConsentRequestRow
    # everybody in a call is asked at once; who did not answer has no row in the ledger
    theirs = set(await session.scalars(select(asked.id).where(asked.call_id == call.id, asked.seat_freed_at.is_(None))))
    rows = [row for row in all_rows if row.participant_id == participant_id and row.request_id in theirs]
    return Receipt(
        case_reference=case.reference, call_id=call.id, name=person.name, talk_from=call.active_since,
        talk_to=call.ended_at, made_at=now, expires_at=expires_at,
        asked=bool(theirs), decisions=tuple(_decision(row) for row in rows), texts=_texts(rows),
        recordings=await _recordings(
            session, rows, person, held=await is_held(session, case.id), with_parts=with_parts
        ),
        whole=first_broken(all_rows) is None,
    )  # fmt: skip


async def find_own_part(session: AsyncSession, participant_id: str, part_id: str) -> PartRow | None:
    """This part, if it is this person's own and has not been discarded; of whoever had the seat before, it is not."""
    found: PartRow | None = await session.scalar(
        select(PartRow)
        .join(RecordingRow, RecordingRow.id == PartRow.recording_id)
        .join(ConsentRequestRow, ConsentRequestRow.id == RecordingRow.request_id)
        .where(PartRow.id == part_id, PartRow.participant_id == participant_id, *is_kept())
        .where(ConsentRequestRow.seat_freed_at.is_(None))
    )
    return found


def _decision(row: ConsentRow) -> ReceiptDecision:
    return ReceiptDecision(
        at=row.at, purpose=row.purpose, decision=row.decision, media=tuple(Medium(word) for word in row.media or ()),
        retention=row.retention, wording_sha256=row.wording_sha256, sequence=row.ledger_sequence, sha256=row.sha256,
    )  # fmt: skip


def _texts(rows: Sequence[ConsentRow]) -> tuple[ReceiptText, ...]:
    """Each once, in the order in which they were shown."""
    shown = {row.wording_sha256: row for row in reversed(rows)}
    return tuple(_text(shown[sha256]) for sha256 in dict.fromkeys(row.wording_sha256 for row in rows))


def _text(row: ConsentRow) -> ReceiptText:
    said = _parsed(row.wording)
    introduction = said.get("introduction", "") if said else row.wording
    return ReceiptText(
        sha256=row.wording_sha256, locale=row.locale, title=said.get("title", ""),
        introduction=introduction, purposes=_in_order(said.get("purposes", {})),
        reassurance=said.get("reassurance", ""), text=row.wording,
    )  # fmt: skip


def _in_order(said: dict[str, str]) -> dict[Purpose, str]:
    """As they were asked, not as JSON sorts them."""
    return {purpose: said[purpose] for purpose in Purpose if purpose in said}


def _parsed(text: str) -> dict[str, Any]:
    """A text is JSON as `web.wordings` writes it; any other is shown as it is."""
    try:
        said = json.loads(text)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


async def _recordings(
    session: AsyncSession, rows: Sequence[ConsentRow], person: ParticipantRow, *, held: bool, with_parts: bool
) -> tuple[ReceiptRecording, ...]:
    asked = {row.request_id for row in rows}
    found = await session.scalars(
        select(RecordingRow).where(RecordingRow.request_id.in_(asked)).order_by(RecordingRow.opened_at)
    )
    return tuple(
        [
            ReceiptRecording(
                opened_at=row.opened_at, stopped_at=row.stopped_at, state=row.state, delete_on=row.delete_on,
                held=held, finished=not await is_being_finished(session, row.id),
                kept=await _kept(session, row.id, person),
                parts=await _parts(session, row.id, person.id) if with_parts else (),
            )
            for row in found.all()
        ]
    )  # fmt: skip


async def _kept(session: AsyncSession, recording_id: str, person: ParticipantRow) -> tuple[ReceiptKept, ...]:
    kept = await list_kept(session, recording_id)
    own = next((media for of, media in kept if of.id == person.id), ())
    theirs = [ReceiptKept(whose="theirs", name=of.name, media=media) for of, media in kept if of.id != person.id]
    return (ReceiptKept(whose="own", name=person.name, media=own), *theirs)


async def _parts(session: AsyncSession, recording_id: str, participant_id: str) -> tuple[ReceiptPart, ...]:
    rows = await session.scalars(
        select(PartRow)
        .join(RecordingRow, RecordingRow.id == PartRow.recording_id)
        .where(PartRow.recording_id == recording_id, PartRow.participant_id == participant_id, *is_kept())
        .order_by(PartRow.number)
    )
    return tuple(ReceiptPart(id=row.id, number=row.number, seconds=row.seconds, media=media_in(row)) for row in rows)

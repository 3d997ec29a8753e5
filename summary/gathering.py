"""Gathers what a summary may be drawn from, out of the rows. Decides nothing."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from records.consents import list_consents
from records.contacts import zone_told
from records.participants import find_last_agent
from records.tables import (
    CallEntryRow,
    CallRow,
    CaseRow,
    EvidenceRow,
    MessageRow,
    ParticipantRow,
    PartRow,
    RecordingRow,
    TrackingEventRow,
    UserRow,
    UtteranceRow,
)
from signaling.protocol.words import Decision, PartState, RecordingState
from summary.facts import ConsentState, PartFacts, RecordingFacts
from summary.material import CaseFact, Filed, Line, Material, Moment, Scan
from summary.zones import zone_of

_CASE_FIELDS = ("reference", "title", "tracking_number", "carrier", "stage")
_People = dict[str, ParticipantRow]


async def gather(session: AsyncSession, call: CallRow) -> Material:
    """Everything about this call and its case, as it stands in this transaction."""
    people = await _people(session, call.id)
    case = await session.get_one(CaseRow, call.case_id)
    return Material(
        language=await _language(session, await find_last_agent(session, call.id)),
        noted_at=call.ended_at or call.created_at,
        case=_case_facts(case, call),
        scans=await _scans(session, call.case_id),
        timeline=await _timeline(session, call.id),
        lines=await _lines(session, call.id, people),
        filed=await _filed(session, call.id),
        notes=call.notes or "",
        outcome=call.outcome,
        consents=await _consents(session, call.id, people),
        recordings=await _recordings(session, call.id, people),
        time_zone=await _zone(session, case),
        destination_city=case.destination_city,
        usual_currency=case.value_currency,
    )


async def recordings_of(session: AsyncSession, call_id: str) -> tuple[RecordingFacts, ...]:
    """The facts about every recording of a call, in order."""
    return await _recordings(session, call_id, await _people(session, call_id))


async def _people(session: AsyncSession, call_id: str) -> _People:
    rows = await session.scalars(select(ParticipantRow).where(ParticipantRow.call_id == call_id))
    return {row.id: row for row in rows}


async def _language(session: AsyncSession, agent: ParticipantRow | None) -> str:
    """The language the agent writes in: the first of theirs."""
    if agent is None:
        return "en"
    user = await session.get(UserRow, agent.user_id) if agent.user_id else None
    return user.languages[0] if user and user.languages else agent.language


def _case_facts(case: CaseRow, call: CallRow) -> tuple[CaseFact, ...]:
    values = [(name, getattr(case, name)) for name in _CASE_FIELDS]
    values.append(("asked_because", call.asked_because))
    return tuple(CaseFact(name, str(value).strip()) for name, value in values if value and str(value).strip())


async def _scans(session: AsyncSession, case_id: str) -> tuple[Scan, ...]:
    row = TrackingEventRow
    query = select(row).where(row.case_id == case_id, row.set_aside.is_(False))
    found = await session.scalars(query.order_by(row.at, row.id))
    return tuple(
        Scan(one.id, one.at, one.description.strip(), one.location) for one in found if one.description.strip()
    )


async def _timeline(session: AsyncSession, call_id: str) -> tuple[Moment, ...]:
    query = select(CallEntryRow).where(CallEntryRow.call_id == call_id).order_by(CallEntryRow.id)
    return tuple(Moment(str(row.id), row.at, row.kind) for row in await session.scalars(query))


async def _lines(session: AsyncSession, call_id: str, people: _People) -> tuple[Line, ...]:
    """What was written and what was said, in the order of time. A transcript that may not be kept has no rows."""
    written = select(MessageRow).where(MessageRow.call_id == call_id).order_by(MessageRow.at, MessageRow.id)
    spoken = select(UtteranceRow).where(UtteranceRow.call_id == call_id).order_by(UtteranceRow.at, UtteranceRow.id)
    lines = [
        Line("chat", row.id, row.at, person.role, person.language, row.text)
        for row in await session.scalars(written)
        if (person := people[row.participant_id])
    ]
    lines += [
        Line("transcript", row.id, row.at, people[row.participant_id].role, row.language, row.text)
        for row in await session.scalars(spoken)
    ]
    return tuple(sorted(lines, key=lambda line: line.at))


async def _filed(session: AsyncSession, call_id: str) -> tuple[Filed, ...]:
    query = select(EvidenceRow).where(EvidenceRow.call_id == call_id).order_by(EvidenceRow.at, EvidenceRow.id)
    return tuple(Filed(row.id, row.at, row.name or row.kind, row.by_role) for row in await session.scalars(query))


async def _zone(session: AsyncSession, case: CaseRow) -> str:
    """As the customer's own browser last said, else by where they and their parcel are."""
    named = await zone_told(session, case.id)
    return zone_of(named=named, countries=(case.customer_country, case.destination_country))


async def _consents(session: AsyncSession, call_id: str, people: _People) -> tuple[ConsentState, ...]:
    """The latest decision of each person on each purpose of each question; the ledger keeps them all."""
    latest = {}
    for row in await list_consents(session, call_id):
        if row.decision is Decision.EXPIRED:  # nobody has decided that
            continue
        latest[row.request_id, row.participant_id, row.purpose] = ConsentState(
            participant_id=row.participant_id, role=people[row.participant_id].role, request_id=row.request_id,
            purpose=row.purpose, decision=row.decision, at=row.at,
        )  # fmt: skip
    return tuple(latest.values())


async def _recordings(session: AsyncSession, call_id: str, people: _People) -> tuple[RecordingFacts, ...]:
    query = select(RecordingRow).where(RecordingRow.call_id == call_id)
    facts = []
    for row in await session.scalars(query.order_by(RecordingRow.opened_at, RecordingRow.id)):
        of_this = select(PartRow).where(PartRow.recording_id == row.id)
        parts = await session.scalars(of_this.order_by(PartRow.participant_id, PartRow.number))
        facts.append(_recording(row, [_part(part, people) for part in parts]))
    return tuple(facts)


def _recording(row: RecordingRow, parts: Sequence[PartFacts]) -> RecordingFacts:
    spoken: dict[str, float] = {}
    for part in parts:
        spoken[part.participant_id] = spoken.get(part.participant_id, 0.0) + part.seconds
    discarded = row.state is RecordingState.DISCARDED
    whole = bool(parts) and all(part.state is PartState.COMPLETE for part in parts)
    return RecordingFacts(
        id=row.id, state=row.state, opened_at=row.opened_at, stopped_at=row.stopped_at,
        stopped_because=row.stopped_because, delete_on=row.delete_on,
        seconds=0.0 if discarded else max(spoken.values(), default=0.0), partial=not discarded and not whole,
        parts=tuple(parts),
    )  # fmt: skip


def _part(row: PartRow, people: _People) -> PartFacts:
    return PartFacts(
        id=row.id, participant_id=row.participant_id, role=people[row.participant_id].role, number=row.number,
        state=row.state, reason=row.reason, epoch=row.epoch, seconds=row.seconds, bytes_written=row.bytes_written,
        sha256=row.sha256,
    )  # fmt: skip

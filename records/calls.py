"""Calls between rows and the rules' values. `save` compares before it swaps: whoever comes second reads again."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from records.tables import CallRow, ConsentRequestRow, ConsentRow, OfferRow, ParticipantRow, RecordingRow, core
from signaling.domain.call import LIVE, Answer, Asking, Call, Participant
from signaling.domain.errors import Refused
from signaling.protocol.words import CallState, ErrorCode, Purpose, Role

_COLUMNS = {
    "id": CallRow.id,
    "case_id": CallRow.case_id,
    "mode": CallRow.mode,
    "state": CallRow.state,
    "version": CallRow.version,
    "language": CallRow.language,
    "priority": CallRow.priority,
    "created_at": CallRow.created_at,
    "link_expires_at": CallRow.link_expires_at,
    "reason": CallRow.reason,
    "waiting_since": CallRow.waiting_since,
    "requeued_at": CallRow.requeued_at,
    "deadline_at": CallRow.deadline_at,
    "active_since": CallRow.active_since,
    "ended_at": CallRow.ended_at,
    "offer_id": OfferRow.id,
    "offered_to": OfferRow.user_id,
    "skills": CallRow.skills,
}
"""Field of a `Call` -> where it is read."""
_FIELDS = tuple(_COLUMNS)
_PERSON = (
    ParticipantRow.id, ParticipantRow.role, ParticipantRow.name, ParticipantRow.language, ParticipantRow.user_id,
    ParticipantRow.page_id, ParticipantRow.ready, ParticipantRow.audio, ParticipantRow.video, ParticipantRow.away_since,
)  # fmt: skip
"""In the order of `Participant`'s fields."""
_CALLS = (
    select(*_COLUMNS.values(), *_PERSON)
    .join(ParticipantRow, (ParticipantRow.call_id == CallRow.id) & ParticipantRow.left_at.is_(None))
    .outerjoin(OfferRow, (OfferRow.call_id == CallRow.id) & OfferRow.outcome.is_(None))
    .order_by(CallRow.id, ParticipantRow.role.desc(), ParticipantRow.id)
)


class VersionConflict(Exception):  # noqa: N818 (an outcome that is retried, not a fault)
    """Somebody else has changed the call since it was loaded; nothing was written."""


async def load_call(session: AsyncSession, call_id: str) -> Call | None:
    """The call as it stands, or None."""
    return (await load_calls(session, [call_id])).get(call_id)


async def load_calls(session: AsyncSession, call_ids: Collection[str]) -> dict[str, Call]:
    """These calls as they stand: one statement, and one more for each that may have been asked about recording."""
    rows = (await session.execute(_CALLS.where(CallRow.id.in_(call_ids)))).all()
    found: dict[str, Call] = {}
    for call, people in groupby(rows, key=lambda row: row[: len(_COLUMNS)]):
        row = dict(zip(_FIELDS, call, strict=True)) | {"skills": frozenset(call[-1])}
        asking = await _asking(session, row["id"]) if row["active_since"] is not None else None
        found[row["id"]] = Call(**row, participants=tuple(_participant(one) for one in people), asking=asking)
    return found


async def insert_call(
    session: AsyncSession,
    call: Call,
    *,
    created_by: str,
    asked_because: str | None,
    link_sha256: str,
    code: str | None,
    code_expires_at: datetime,
) -> None:
    """Write a new call with its people. Refused with `customer_busy` or `agent_busy` when one is in a live call."""
    session.add(
        CallRow(
            id=call.id, case_id=call.case_id, created_at=call.created_at, created_by=created_by,
            language=call.language, skills=sorted(call.skills), priority=call.priority, asked_because=asked_because,
            link_sha256=link_sha256, link_expires_at=call.link_expires_at, code=code, code_expires_at=code_expires_at,
            **_columns(call),
        )
    )  # fmt: skip
    await session.flush()
    await _write_people(session, None, call, call.created_at)


async def save_call(session: AsyncSession, before: Call, after: Call, *, now: datetime) -> Call:
    """Write what changed, if the call is still at the version it was loaded at; gives it back with its new version.

    Raises VersionConflict otherwise, and Refused (`agent_busy`) when a person who joins is in another live call.
    """
    values = _columns(after) | {"version": before.version + 1}
    if after.state not in LIVE:
        values |= {"code": None, "code_expires_at": None}
    row = core(CallRow)
    swap = update(row).where(row.c.id == before.id, row.c.version == before.version).values(**values)
    if (await session.execute(swap.returning(row.c.id))).first() is None:
        raise VersionConflict
    await _write_people(session, before, after, now)
    await _write_asking(session, before, after, now)
    return replace(after, version=before.version + 1)


def _columns(call: Call) -> dict[str, Any]:
    return {
        "mode": call.mode,
        "state": call.state,
        "reason": call.reason,
        "version": call.version,
        "waiting_since": call.waiting_since,
        "requeued_at": call.requeued_at,
        "deadline_at": call.deadline_at,
        "active_since": call.active_since,
        "ended_at": call.ended_at,
    }


def _participant(row: Sequence[Any]) -> Participant:
    return Participant(*row[len(_COLUMNS) :])


async def _write_people(session: AsyncSession, before: Call | None, after: Call, now: datetime) -> None:
    known = {person.id: person for person in before.participants} if before else {}
    row = core(ParticipantRow)
    for gone in known.keys() - {person.id for person in after.participants}:
        left = update(row).where(row.c.id == gone)
        await session.execute(left.values(live=False, page_id=None, left_at=now))
    live = after.state in LIVE
    ended = before is not None and before.state in LIVE and not live
    for person in after.participants:
        values: dict[str, Any] = {
            "live": live, "language": person.language, "page_id": person.page_id, "ready": person.ready,
            "audio": person.audio, "video": person.video, "away_since": person.away_since,
        }  # fmt: skip
        if person.id not in known:
            await _insert_person(session, after, person, values)
        elif ended or known[person.id] != person:
            if person.page_id is not None:
                values["joined_at"] = func.coalesce(row.c.joined_at, now)
            await session.execute(update(row).where(row.c.id == person.id).values(**values))


async def _insert_person(session: AsyncSession, call: Call, person: Participant, values: dict[str, Any]) -> None:
    key = f"user:{person.user_id}" if person.user_id else f"case:{call.case_id}"
    session.add(
        ParticipantRow(
            id=person.id, call_id=call.id, role=person.role, user_id=person.user_id, person_key=key, name=person.name,
            **values,
        )
    )  # fmt: skip
    try:
        await session.flush()
    except IntegrityError as error:
        customer = person.role is Role.CUSTOMER
        code = ErrorCode.CUSTOMER_BUSY if customer else ErrorCode.AGENT_BUSY
        words = "This customer is in a call already." if customer else "This agent is in a call already."
        raise Refused(code, words) from error


async def _write_asking(session: AsyncSession, before: Call, after: Call, now: datetime) -> None:
    asking = after.asking
    if asking is None or asking == before.asking:
        return
    settled = asking.state in ("declined", "stopped", "discarded")
    closed_at = now if settled else None
    if before.asking is None or before.asking.request_id != asking.request_id:
        assert after.agent is not None  # noqa: S101 (only an agent asks, says the rule)
        session.add(
            ConsentRequestRow(
                id=asking.request_id, call_id=after.id, asked_by=after.agent.id, state=asking.state,
                purposes=[str(purpose) for purpose in asking.purposes], retention_days=asking.retention_days,
                asked_at=now, closed_at=closed_at,
            )
        )  # fmt: skip
        await session.flush()
        return
    row = ConsentRequestRow
    await session.execute(
        update(row).where(row.id == asking.request_id).values(state=asking.state, closed_at=closed_at)
    )


async def _asking(session: AsyncSession, call_id: str) -> Asking | None:
    row = await session.scalar(
        select(ConsentRequestRow)
        .where(ConsentRequestRow.call_id == call_id)
        .order_by(ConsentRequestRow.asked_at.desc(), ConsentRequestRow.id)
        .limit(1)
    )
    if row is None:
        return None
    recording_id = await session.scalar(select(RecordingRow.id).where(RecordingRow.request_id == row.id))
    return Asking(
        request_id=row.id, state=row.state, purposes=tuple(Purpose(word) for word in row.purposes),  # type: ignore[arg-type]
        retention_days=row.retention_days, answers=await _answers(session, row.id), recording_id=recording_id,
    )  # fmt: skip


async def _answers(session: AsyncSession, request_id: str) -> tuple[Answer, ...]:
    """The latest decision of each person on each purpose; the ledger itself keeps them all."""
    rows = await session.scalars(
        select(ConsentRow).where(ConsentRow.request_id == request_id).order_by(ConsentRow.sequence)
    )
    latest = {(row.participant_id, row.purpose): Answer(row.participant_id, row.purpose, row.decision) for row in rows}
    return tuple(latest.values())


async def calls_due(session: AsyncSession, *, now: datetime, limit: int = 100) -> list[str]:
    """Calls whose present state ends by itself, the most overdue first."""
    live = [state for state in CallState if state in LIVE]
    due = select(CallRow.id).where(CallRow.state.in_(live), CallRow.deadline_at <= now)
    found = await session.scalars(due.order_by(CallRow.deadline_at).limit(limit))
    return list(found)

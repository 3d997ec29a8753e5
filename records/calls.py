"""Calls between rows and the rules' values. `save` compares before it swaps: whoever comes second reads again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from records.tables import (
    CallRow,
    CaseRow,
    ConsentRequestRow,
    ConsentRow,
    OfferRow,
    ParticipantRow,
    RecordingRow,
    changed_rows,
    core,
)
from signaling.domain.call import LIVE, Answer, Asking, Call, Participant, Pause, PictureState
from signaling.domain.errors import Refused
from signaling.domain.recording_policy import RecordingPolicy
from signaling.protocol.words import CallState, Decision, ErrorCode, Purpose, RecordingState, Role

_CALL, _PEOPLE, _OFFER, _CASE = core(CallRow), core(ParticipantRow), core(OfferRow), core(CaseRow)
_COLUMNS = {
    "id": _CALL.c.id,
    "case_id": _CALL.c.case_id,
    "mode": _CALL.c.mode,
    "state": _CALL.c.state,
    "version": _CALL.c.version,
    "language": _CALL.c.language,
    "priority": _CALL.c.priority,
    "created_at": _CALL.c.created_at,
    "link_expires_at": _CALL.c.link_expires_at,
    "reason": _CALL.c.reason,
    "waiting_since": _CALL.c.waiting_since,
    "requeued_at": _CALL.c.requeued_at,
    "deadline_at": _CALL.c.deadline_at,
    "active_since": _CALL.c.active_since,
    "ended_at": _CALL.c.ended_at,
    "offer_id": _OFFER.c.id,
    "offered_to": _OFFER.c.user_id,
    "skills": _CALL.c.skills,
    "recording_when": _CALL.c.recording_when,
    "on_recorder_failure": _CALL.c.on_recorder_failure,
}
"""Field of a `Call` -> where it is read; the last two are its policy."""
_FIELDS = tuple(_COLUMNS)
_PERSON = (
    _PEOPLE.c.id, _PEOPLE.c.role, _PEOPLE.c.name, _PEOPLE.c.language, _PEOPLE.c.user_id, _PEOPLE.c.page_id,
    _PEOPLE.c.ready, _PEOPLE.c.audio, _PEOPLE.c.video, _PEOPLE.c.away_since,
    _PEOPLE.c.screen, _PEOPLE.c.ready_on,
)  # fmt: skip
"""In the order of `Participant`'s fields."""
_MATTER = (_CASE.c.reference, _CASE.c.title, _CASE.c.carrier, _CASE.c.tracking_number, _CALL.c.asked_because)
"""In the order of `Matter`'s fields."""
_CALLS = (
    select(*_COLUMNS.values(), *_MATTER, *_PERSON)
    .join(_PEOPLE, (_PEOPLE.c.call_id == _CALL.c.id) & _PEOPLE.c.left_at.is_(None))
    .join(_CASE, _CASE.c.id == _CALL.c.case_id)
    .outerjoin(_OFFER, (_OFFER.c.call_id == _CALL.c.id) & _OFFER.c.outcome.is_(None))
    .order_by(_CALL.c.id, _PEOPLE.c.role.desc(), _PEOPLE.c.id)
)
_THESE = _CALLS.where(_CALL.c.id.in_(bindparam("call_ids", expanding=True)))
"""Statements for what happens in every call are made once: making one costs a third of what running it does."""
_SWAP = update(_CALL).where(_CALL.c.id == bindparam("of"), _CALL.c.version == bindparam("seen"))
_ENDED = _SWAP.values(code=None, code_expires_at=None)
_PERSON_IS = update(_PEOPLE).where(_PEOPLE.c.id == bindparam("of"))
_PERSON_CAME = _PERSON_IS.values(joined_at=func.coalesce(_PEOPLE.c.joined_at, bindparam("now")))
_NEW_PERSON = insert(_PEOPLE)


@dataclass(frozen=True, slots=True)
class Matter:
    """What a call is about, as its rows say. The rules do not need it, and whoever is told of the call does."""

    reference: str
    title: str
    carrier: str | None
    tracking_number: str | None
    asked_because: str | None


@dataclass(frozen=True, slots=True)
class Swap:
    """A call as it was loaded, and as it is to be."""

    before: Call
    after: Call


class VersionConflict(Exception):  # noqa: N818 (an outcome that is retried, not a fault)
    """Somebody else has changed the call since it was loaded; nothing was written."""


async def load_call(session: AsyncSession, call_id: str) -> Call | None:
    """The call as it stands, or None."""
    return (await load_calls(session, [call_id])).get(call_id)


async def load_calls(session: AsyncSession, call_ids: Collection[str]) -> dict[str, Call]:
    """These calls as they stand: one statement, and one more for each that may have been asked about recording."""
    found = await load_matters(session, call_ids)
    return {call_id: call for call_id, (call, _) in found.items()}


async def load_matters(session: AsyncSession, call_ids: Collection[str]) -> dict[str, tuple[Call, Matter]]:
    """The same, each with what it is about."""
    rows = (await session.execute(_THESE, {"call_ids": list(call_ids)})).all()
    found: dict[str, tuple[Call, Matter]] = {}
    end = len(_COLUMNS) + len(_MATTER)
    for head, people in groupby(rows, key=lambda row: row[:end]):
        row = dict(zip(_FIELDS, head, strict=False))
        row["skills"] = frozenset(row["skills"])
        row["policy"] = RecordingPolicy(row.pop("recording_when"), row.pop("on_recorder_failure"))
        asking = await _asking(session, row["id"]) if row["active_since"] is not None else None
        call = Call(**row, participants=tuple(Participant(*one[end:]) for one in people), asking=asking)
        found[call.id] = call, Matter(*head[len(_COLUMNS) :])
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
            recording_when=call.policy.when, on_recorder_failure=call.policy.on_failure,
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
    return (await save_calls(session, [Swap(before, after)], now=now))[0]


async def save_calls(session: AsyncSession, swaps: Sequence[Swap], *, now: datetime) -> list[Call]:
    """The same for several, all or none of them: the rows in one go, then whoever came or went."""
    for statement, some in (
        (_SWAP, [swap for swap in swaps if swap.after.state in LIVE]),
        (_ENDED, [swap for swap in swaps if swap.after.state not in LIVE]),
    ):
        if some and changed_rows(await session.execute(statement, [_swapped(swap) for swap in some])) != len(some):
            raise VersionConflict
    for swap in swaps:
        await _write_people(session, swap.before, swap.after, now)
        await _write_asking(session, swap.before, swap.after, now)
    return [replace(swap.after, version=swap.before.version + 1) for swap in swaps]


def _swapped(swap: Swap) -> dict[str, Any]:
    version = swap.before.version
    return _columns(swap.after) | {"version": version + 1, "of": swap.before.id, "seen": version}


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


async def _write_people(session: AsyncSession, before: Call | None, after: Call, now: datetime) -> None:
    known = {person.id: person for person in before.participants} if before else {}
    for gone in known.keys() - {person.id for person in after.participants}:
        await session.execute(_PERSON_IS, {"of": gone, "live": False, "page_id": None, "left_at": now})
    live = after.state in LIVE
    ended = before is not None and before.state in LIVE and not live
    for person in after.participants:
        values: dict[str, Any] = {
            "live": live, "language": person.language, "page_id": person.page_id, "ready": person.ready,
            "audio": person.audio, "video": person.video, "screen": person.screen,
            "away_since": person.away_since, "ready_on": person.ready_on,
        }  # fmt: skip
        if person.id not in known:
            await _insert_person(session, after, person, values)
        elif ended or known[person.id] != person:
            there = {"now": now} if person.page_id is not None else {}
            await session.execute(_PERSON_CAME if there else _PERSON_IS, {"of": person.id} | there | values)


async def _insert_person(session: AsyncSession, call: Call, person: Participant, values: dict[str, Any]) -> None:
    row = values | {
        "id": person.id, "call_id": call.id, "role": person.role, "user_id": person.user_id, "name": person.name,
        "person_key": f"user:{person.user_id}" if person.user_id else f"case:{call.case_id}",
    }  # fmt: skip
    try:
        await session.execute(_NEW_PERSON, row)
    except IntegrityError as error:
        customer = person.role is Role.CUSTOMER
        code = ErrorCode.CUSTOMER_BUSY if customer else ErrorCode.AGENT_BUSY
        words = "This customer is in a call already." if customer else "This agent is in a call already."
        raise Refused(code, words) from error


async def _write_asking(session: AsyncSession, before: Call, after: Call, now: datetime) -> None:
    asking = after.asking
    if asking is None or asking == before.asking:
        return
    settled = asking.state not in ("asked", "open")
    closed_at = now if settled else None
    if before.asking is None or before.asking.request_id != asking.request_id:
        assert after.agent is not None  # noqa: S101 (only an agent asks, says the rule)
        session.add(
            ConsentRequestRow(
                id=asking.request_id, call_id=after.id, asked_by=after.agent.id, state=asking.state,
                purposes=[str(purpose) for purpose in asking.purposes], retention_days=asking.retention_days,
                asked_at=now, closed_at=closed_at, required=asking.required,
            )
        )  # fmt: skip
        await session.flush()
        return
    row = ConsentRequestRow
    await session.execute(
        update(row).where(row.id == asking.request_id).values(state=asking.state, closed_at=closed_at, why=asking.why)
    )


async def _asking(session: AsyncSession, call_id: str) -> Asking | None:
    """The latest question, and behind it those before it whose recordings are kept."""
    rows = await session.execute(
        select(ConsentRequestRow, RecordingRow)
        .outerjoin(RecordingRow, RecordingRow.request_id == ConsentRequestRow.id)
        .where(ConsentRequestRow.call_id == call_id)
        .order_by(ConsentRequestRow.asked_at, ConsentRequestRow.id.desc())
    )
    latest: Asking | None = None
    kept: Asking | None = None
    for row, recording in rows:
        latest = Asking(
            request_id=row.id, state=row.state, purposes=tuple(Purpose(word) for word in row.purposes),  # type: ignore[arg-type]
            retention_days=row.retention_days, answers=await _answers(session, row.id),
            recording_id=recording.id if recording else None, pause=_pause(recording), before=kept,
            required=row.required, why=row.why,
            asked_again=tuple(recording.asked_again or ()) if recording is not None else (),
            picture=_picture(recording),
        )  # fmt: skip
        if recording is not None and recording.state is RecordingState.STOPPED:
            kept = latest
    return latest


def _picture(recording: RecordingRow | None) -> PictureState:
    if recording is None or not recording.picture:
        return "none"
    return "taken" if recording.picture_ended_at is None else "ended"


def _pause(recording: RecordingRow | None) -> Pause | None:
    if recording is None or recording.paused_at is None:
        return None
    seen_by = recording.resume_seen_by
    return Pause(recording.paused_by or "", recording.paused_at, None if seen_by is None else tuple(seen_by))


async def _answers(session: AsyncSession, request_id: str) -> tuple[Answer, ...]:
    """The latest decision of each person on each purpose; that one has ended by itself is nobody's decision. The ledger
    itself keeps them all.
    """
    row = ConsentRow
    rows = await session.execute(
        select(row.participant_id, row.purpose, row.decision, row.page_id)
        .where(row.request_id == request_id, row.decision != Decision.EXPIRED)
        .order_by(row.sequence)
    )
    latest = {(person, purpose): Answer(person, purpose, word, page) for person, purpose, word, page in rows}
    return tuple(latest.values())


async def calls_due(session: AsyncSession, *, now: datetime, limit: int = 100) -> list[str]:
    """Calls whose present state ends by itself, the most overdue first."""
    live = [state for state in CallState if state in LIVE]
    due = select(CallRow.id).where(CallRow.state.in_(live), CallRow.deadline_at <= now)
    found = await session.scalars(due.order_by(CallRow.deadline_at).limit(limit))
    return list(found)

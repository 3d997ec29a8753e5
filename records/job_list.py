"""Work behind the calls as supervisors see it: what waits, what is being done and how far, what was given up and why.

Models of the REST interface, and the reading of them. No word of anybody is in a job: kinds, codes and references only.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from records.database import few_lengths
from records.tables import CallRow, CaseRow, ClaimPackRow, JobRow, RecordingRow, TranscriptRow
from records.transcripts import JOB as TRANSCRIBE

_LATELY = timedelta(days=1)


class JobState(StrEnum):
    """How far one job is; in this order they are read."""

    FAILED = "failed"
    """Given up: a person has to look."""
    WORKING = "working"
    AGAIN = "again"
    """It did not work yet, and is tried again by itself."""
    WAITING = "waiting"


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True)


class JobProgress(_Read):
    """Seconds of speech that were listened to, of all there are."""

    done_s: float
    total_s: float


class JobLine(_Read):
    """One piece of work. `case_reference` and `call_id` say what it is for, where that is a case or a call."""

    id: str
    kind: str
    state: JobState
    case_reference: str | None
    call_id: str | None
    attempts: int
    run_at: datetime = Field(description="when it is due, or was")
    failed_at: datetime | None
    last_error: str | None = Field(description="the stable code of what went wrong last")
    progress: JobProgress | None = Field(description="null: nobody can say how far it is")


class JobCounts(_Read):
    """How many there are of each state, and how many were done within a day."""

    failed: int
    working: int
    again: int
    waiting: int
    done_lately: int


class JobList(_Read):
    """What was given up first, then what is being done, tried again, and waits. `more`: there are others."""

    jobs: tuple[JobLine, ...]
    counts: JobCounts
    more: bool


@dataclass(frozen=True, slots=True)
class _About:
    """What a key of a job names."""

    call_id: str | None
    case_id: str


async def list_jobs(session: AsyncSession, *, most: int, now: datetime) -> JobList:
    """What is not done yet."""
    row = JobRow
    first = case(*((_is(state, now), place) for place, state in enumerate(JobState)), else_=len(JobState))
    found = await session.scalars(
        select(row).where(row.done_at.is_(None)).order_by(first, row.run_at, row.id).limit(most + 1)
    )
    rows = found.all()
    lines = await _lines(session, rows[:most], now=now)
    return JobList(jobs=lines, counts=await count_jobs(session, now=now), more=len(rows) > most)


async def count_jobs(session: AsyncSession, *, now: datetime) -> JobCounts:
    """By state."""
    row = JobRow
    done_lately = row.done_at > now - _LATELY
    counted = await session.execute(
        select(
            *(func.sum(case((_is(state, now), 1), else_=0)).label(state.value) for state in JobState),
            func.sum(case((done_lately, 1), else_=0)).label("done_lately"),
        ).where(or_(row.done_at.is_(None), done_lately))
    )
    return JobCounts.model_validate({name: count or 0 for name, count in counted.mappings().one().items()})


def _is(state: JobState, now: datetime) -> ColumnElement[bool]:
    row = JobRow
    is_open = and_(row.done_at.is_(None), row.failed_at.is_(None))
    held = and_(row.leased_until.is_not(None), row.leased_until > now)
    idle = or_(row.leased_until.is_(None), row.leased_until <= now)
    match state:
        case JobState.FAILED:
            return and_(row.done_at.is_(None), row.failed_at.is_not(None))
        case JobState.WORKING:
            return and_(is_open, held)
        case JobState.AGAIN:
            return and_(is_open, idle, row.last_error.is_not(None))
        case JobState.WAITING:
            return and_(is_open, idle, row.last_error.is_(None))


def _state(job: JobRow, now: datetime) -> JobState:
    if job.failed_at is not None:
        return JobState.FAILED
    if job.leased_until is not None and job.leased_until > now:
        return JobState.WORKING
    return JobState.WAITING if job.last_error is None else JobState.AGAIN


async def _lines(session: AsyncSession, jobs: Sequence[JobRow], *, now: datetime) -> tuple[JobLine, ...]:
    about = await _about(session, {_key(job) for job in jobs})
    references = await _references(session, {each.case_id for each in about.values()})
    heard = await _heard(session, [job.key for job in jobs if job.kind == TRANSCRIBE])
    return tuple(
        _line(job, about.get(_key(job)), references, heard.get(job.key) if job.kind == TRANSCRIBE else None, now=now)
        for job in jobs
    )


def _line(
    job: JobRow, about: _About | None, references: Mapping[str, str], progress: JobProgress | None, *, now: datetime
) -> JobLine:
    return JobLine(
        id=job.id, kind=job.kind, state=_state(job, now), attempts=job.attempts, run_at=job.run_at,
        case_reference=references.get(about.case_id) if about else None, call_id=about.call_id if about else None,
        failed_at=job.failed_at, last_error=job.last_error, progress=progress,
    )  # fmt: skip


def _key(job: JobRow) -> str:
    """The id of a call, a recording or a pack: no two of them are the same."""
    return str(job.payload.get("call_id") or job.key)


async def _about(session: AsyncSession, keys: Iterable[str]) -> dict[str, _About]:
    wanted = list(keys)
    if not wanted:
        return {}
    these = few_lengths(wanted)
    calls = await session.execute(select(CallRow.id, CallRow.id, CallRow.case_id).where(CallRow.id.in_(these)))
    recordings = await session.execute(
        select(RecordingRow.id, CallRow.id, CallRow.case_id)
        .join(CallRow, CallRow.id == RecordingRow.call_id)
        .where(RecordingRow.id.in_(these))
    )
    packs = await session.execute(select(ClaimPackRow.id, ClaimPackRow.case_id).where(ClaimPackRow.id.in_(these)))
    found = {key: _About(call_id, case_id) for key, call_id, case_id in (*calls, *recordings)}
    return found | {key: _About(None, case_id) for key, case_id in packs}


async def _references(session: AsyncSession, case_ids: Iterable[str]) -> dict[str, str]:
    wanted = list(case_ids)
    if not wanted:
        return {}
    found = await session.execute(select(CaseRow.id, CaseRow.reference).where(CaseRow.id.in_(few_lengths(wanted))))
    return {case_id: reference for case_id, reference in found}  # noqa: C416 (rows, not pairs)


async def _heard(session: AsyncSession, call_ids: Sequence[str]) -> dict[str, JobProgress]:
    if not call_ids:
        return {}
    row = TranscriptRow
    found = await session.execute(
        select(row.call_id, row.heard_s, row.total_s).where(row.call_id.in_(few_lengths(call_ids)), row.total_s > 0)
    )
    return {call_id: JobProgress(done_s=done, total_s=total) for call_id, done, total in found}

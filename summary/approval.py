"""How a summary ends: approved, rejected, or on the case without anybody's review.

In one transaction it is on the case, in the outbox, and the call is closed. All or nothing, and once.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncSession

from records.calls import VersionConflict, load_call, save_call
from records.database import Database
from records.effects import carry_out
from records.outbox import enqueue_event
from records.search import index_call
from records.summaries import attach_to_case, load_summary
from records.tables import CallRow, CaseRow, SummaryRow
from signaling.domain.apply import apply
from signaling.domain.call import Call, Limits
from signaling.domain.effects import Effect
from signaling.domain.events import SummaryApproved
from signaling.protocol.errors import SignalError
from signaling.protocol.words import CallState, ErrorCode
from summary.drafting import with_facts
from summary.gathering import gather
from summary.model import Summary, SummaryView
from summary.promised import keep_promises
from summary.view import view
from summary.wrap_up import Announces, Editor, admit, check_version, find_call, open_for

Verdict = Literal["approved", "rejected", "not_reviewed"]
_ATTEMPTS = 8
_NO_TIMERS = Limits(return_grace=timedelta(), queue_timeout=timedelta(), connect_timeout=timedelta())
"""A closed call waits for nothing."""
_Closed = tuple[Call, tuple[Effect, ...]]


async def approve(
    database: Database, call_id: str, *, editor: Editor, version: int, now: datetime, announcer: Announces
) -> SummaryView:
    """Approve the summary at the version the editor has seen. Approving what is approved changes nothing.

    Raises SignalError: `call_not_found`, `forbidden`, `summary_not_ready`, `version_conflict`, `not_in_this_state`.
    """

    async def once(session: AsyncSession) -> _Closed | None:
        return await _review(session, call_id, editor=editor, version=version, verdict="approved", now=now)

    return await _settle(database, call_id, once, announcer)


async def reject(
    database: Database, call_id: str, *, editor: Editor, version: int, why: str, now: datetime, announcer: Announces
) -> SummaryView:
    """Its statements do not go on the case; outcome, notes and facts do, and why. Raises as `approve`."""

    async def once(session: AsyncSession) -> _Closed | None:
        return await _review(session, call_id, editor=editor, version=version, verdict="rejected", now=now, why=why)

    return await _settle(database, call_id, once, announcer)


async def attach_unreviewed(database: Database, call_id: str, *, now: datetime, announcer: Announces) -> bool:
    """Nobody has reviewed it in time: it goes on the case as it is, and says so. False when somebody has, after all."""

    async def once(session: AsyncSession) -> _Closed | None:
        row = await load_summary(session, call_id, for_update=True)
        call = await find_call(session, call_id)
        if row is None or row.state != "draft" or call.state is not CallState.WRAP_UP:
            return None
        return await _file(session, call, row, verdict="not_reviewed", user_id=None, now=now)

    return (await _settle(database, call_id, once, announcer)).state == "not_reviewed"


async def _settle(
    database: Database, call_id: str, once: Callable[[AsyncSession], Awaitable[_Closed | None]], announcer: Announces
) -> SummaryView:
    """In one transaction, again when a room was quicker; the pages are told after the commit."""
    for _ in range(_ATTEMPTS):
        try:
            async with database.transaction() as session:
                closed = await once(session)
            break
        except VersionConflict:
            continue
    else:
        raise SignalError(ErrorCode.VERSION_CONFLICT, "The call is changing too fast; try again.")
    if closed is not None:
        call, effects = closed
        await announcer.announce(call, effects, (), changed=True)
    async with database.reading() as session:
        return await view(session, await find_call(session, call_id), await load_summary(session, call_id))


async def _review(
    session: AsyncSession, call_id: str, *, editor: Editor, version: int, verdict: Verdict, now: datetime,
    why: str | None = None,
) -> _Closed | None:  # fmt: skip
    await admit(session, call_id, editor)
    row = await load_summary(session, call_id, for_update=True)
    if row is None:
        raise SignalError(ErrorCode.SUMMARY_NOT_READY, "The summary has not been drafted yet.")
    if row.state == verdict:
        return None
    call = await open_for(session, call_id, editor)
    check_version(row, version)
    row.rejected_because = why
    return await _file(session, call, row, verdict=verdict, user_id=editor.user_id, now=now)


async def _file(
    session: AsyncSession, call: CallRow, row: SummaryRow, *, verdict: Verdict, user_id: str | None, now: datetime
) -> _Closed:
    body = with_facts(Summary.model_validate(row.body), await gather(session, call))
    row.body, row.state, row.version = body.model_dump(mode="json"), verdict, row.version + 1
    row.approved_at, row.approved_by = now, user_id
    if verdict == "approved":
        await keep_promises(session, call, body, now=now)
    await _publish(session, call, row, verdict, now=now)
    await index_call(session, call.id)
    return await _close(session, call.id, user_id or "", now=now)


async def _publish(session: AsyncSession, call: CallRow, row: SummaryRow, verdict: Verdict, *, now: datetime) -> None:
    data = await _attached(session, call, row, verdict)
    await attach_to_case(session, case_id=call.case_id, call_id=call.id, data=data, now=now)
    payload = {"type": "summary.attached", "timestamp": now.isoformat(), "data": data}
    await enqueue_event(session, type="summary.attached", key=call.id, payload=payload, now=now)


async def _attached(session: AsyncSession, call: CallRow, row: SummaryRow, verdict: Verdict) -> dict[str, Any]:
    case = await session.get_one(CaseRow, call.case_id)
    return {
        "call_id": call.id,
        "case_reference": case.reference,
        "outcome": call.outcome,
        "notes": call.notes,
        "review": verdict,
        "rejected_because": row.rejected_because,
        "approved_by": row.approved_by if verdict == "approved" else None,
        "approved_at": row.approved_at.isoformat() if row.approved_at and verdict == "approved" else None,
        "summary": _without_statements(row.body) if verdict == "rejected" else row.body,
    }


def _without_statements(body: dict[str, Any]) -> dict[str, Any]:
    """What nobody has to vouch for: outcome, consents and recordings."""
    whole = Summary.model_validate(body)
    facts = Summary(
        language=whole.language, outcome=whole.outcome, consents=whole.consents, recordings=whole.recordings
    )
    return facts.model_dump(mode="json")


async def _close(session: AsyncSession, call_id: str, user_id: str, *, now: datetime) -> _Closed:
    """Let the rules close the call and free its agent; raises VersionConflict when a room was quicker."""
    before = await load_call(session, call_id)
    if before is None:
        raise SignalError(ErrorCode.CALL_NOT_FOUND, "There is no such call.")
    after, effects = apply(before, SummaryApproved(user_id), now=now, limits=_NO_TIMERS)
    saved = await save_call(session, before, after, now=now)
    for effect in effects:
        await carry_out(session, saved, effect, now=now)
    return saved, effects

"""Approving a summary: in one transaction it is on the case, in the outbox, and the call is closed. All or nothing."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from records.calls import VersionConflict, load_call, save_call
from records.database import Database
from records.effects import carry_out
from records.outbox import enqueue_event
from records.summaries import attach_to_case, load_summary
from records.tables import CallRow, CaseRow, SummaryRow
from signaling.domain.apply import apply
from signaling.domain.call import Call, Limits
from signaling.domain.effects import Effect
from signaling.domain.events import SummaryApproved
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode
from summary.gathering import gather
from summary.model import Summary, SummaryView
from summary.wrap_up import Announces, Editor, admit, check_version, find_call, open_for, view, with_facts

_ATTEMPTS = 8
_NO_TIMERS = Limits(return_grace=timedelta(), queue_timeout=timedelta(), connect_timeout=timedelta())
"""A closed call waits for nothing."""


async def approve(
    database: Database, call_id: str, *, editor: Editor, version: int, now: datetime, announcer: Announces
) -> SummaryView:
    """Approve the summary at the version the editor has seen. Approving what is approved changes nothing.

    Raises SignalError: `call_not_found`, `forbidden`, `summary_not_ready`, `version_conflict`, `not_in_this_state`.
    """
    for _ in range(_ATTEMPTS):
        try:
            async with database.transaction() as session:
                closed = await _approve(session, call_id, editor=editor, version=version, now=now)
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


async def _approve(
    session: AsyncSession, call_id: str, *, editor: Editor, version: int, now: datetime
) -> tuple[Call, tuple[Effect, ...]] | None:
    await admit(session, call_id, editor)
    row = await load_summary(session, call_id, for_update=True)
    if row is None:
        raise SignalError(ErrorCode.SUMMARY_NOT_READY, "The summary has not been drafted yet.")
    if row.state == "approved":
        return None
    call = await open_for(session, call_id, editor)
    check_version(row, version)
    body = with_facts(Summary.model_validate(row.body), await gather(session, call)).model_dump(mode="json")
    row.body, row.state, row.version = body, "approved", row.version + 1
    row.approved_at, row.approved_by = now, editor.user_id
    await _publish(session, call, row, now=now)
    return await _close(session, call_id, editor, now=now)


async def _publish(session: AsyncSession, call: CallRow, row: SummaryRow, *, now: datetime) -> None:
    data = await _attached(session, call, row)
    await attach_to_case(session, case_id=call.case_id, call_id=call.id, data=data, now=now)
    payload = {"type": "summary.attached", "timestamp": now.isoformat(), "data": data}
    await enqueue_event(session, type="summary.attached", key=call.id, payload=payload, now=now)


async def _attached(session: AsyncSession, call: CallRow, row: SummaryRow) -> dict[str, Any]:
    case = await session.get_one(CaseRow, call.case_id)
    return {
        "call_id": call.id,
        "case_reference": case.reference,
        "outcome": call.outcome,
        "notes": call.notes,
        "approved_by": row.approved_by,
        "approved_at": row.approved_at.isoformat() if row.approved_at else None,
        "summary": row.body,
    }


async def _close(
    session: AsyncSession, call_id: str, editor: Editor, *, now: datetime
) -> tuple[Call, tuple[Effect, ...]]:  # fmt: skip
    """Let the rules close the call and free its agent; raises VersionConflict when a room was quicker."""
    before = await load_call(session, call_id)
    if before is None:
        raise SignalError(ErrorCode.CALL_NOT_FOUND, "There is no such call.")
    after, effects = apply(before, SummaryApproved(editor.user_id), now=now, limits=_NO_TIMERS)
    saved = await save_call(session, before, after, now=now)
    for effect in effects:
        await carry_out(session, saved, effect, now=now)
    return saved, effects

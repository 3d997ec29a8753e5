"""One call, for whoever holds the link from a note about it: no sign-in, an end, and a line in the audit for each look.

The link's secret is in its fragment. It shows what came of the call, and nothing that was said.
"""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from records.audit import append_audit
from records.call_links import call_of_link
from records.call_log import read_call
from records.summaries import load_summary
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode
from summary.model import Summary
from web.callers import limit_tries
from web.operation import Ask


class CallLinkHolder(BaseModel, extra="forbid"):
    """Whoever has the link: its fragment."""

    secret: Annotated[str, StringConstraints(min_length=16, max_length=256)]


class SharedPromise(BaseModel):
    """Something promised to the customer."""

    text: str
    due_on: date | None


class SharedCall(BaseModel):
    """What came of one call. Agreements, promises and questions are those of the approved summary."""

    call_id: str
    case_reference: str
    agent_name: str | None
    started_at: datetime
    talk_seconds: float | None
    outcome: str | None
    agreed: tuple[str, ...]
    promised: tuple[SharedPromise, ...]
    open_questions: tuple[str, ...]
    recorded: bool = Field(description="a recording is kept, with everybody's consent")
    expires_at: datetime | None


async def read_shared_call(ask: Ask[CallLinkHolder, None]) -> SharedCall:
    """The look is written down before anything is shown. Raises SignalError with `link_not_valid`."""
    await limit_tries(ask.http, "shared_call", limit=60, per_s=60)
    parts = ask.parts
    async with parts.database.reading() as session:
        found = await call_of_link(session, ask.body.secret, now=parts.clock())
    if found is None:
        raise SignalError(ErrorCode.LINK_NOT_VALID, "This link shows no call, or not any more.")
    call_id, link, expires_at = found
    await append_audit(
        parts.database, actor=f"link:{link[:16]}", action="call.read_by_link", subject=f"call:{call_id}", detail={},
        now=parts.clock(),
    )  # fmt: skip
    async with parts.database.reading() as session:
        call = await read_call(session, call_id)
        row = await load_summary(session, call_id)
    if call is None:
        raise SignalError(ErrorCode.LINK_NOT_VALID, "This link shows no call, or not any more.")
    summary = Summary.model_validate(row.body) if row is not None and row.state == "approved" else None
    return SharedCall(
        call_id=call.id, case_reference=call.case_reference, agent_name=call.agent_name,
        started_at=call.active_since or call.created_at, talk_seconds=call.talk_seconds, outcome=call.outcome,
        agreed=tuple(each.text for each in summary.agreed) if summary else (),
        promised=tuple(SharedPromise(text=each.text, due_on=each.due_on) for each in summary.commitments)
        if summary
        else (),
        open_questions=tuple(each.text for each in summary.open_questions) if summary else (), recorded=call.recorded,
        expires_at=expires_at,
    )  # fmt: skip

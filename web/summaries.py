"""The wrap-up over REST: read, save with the version one has seen, approve."""

from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints

from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode
from summary.approval import approve, reject
from summary.model import Summary, SummaryView
from summary.wrap_up import MAX_NOTES, Editor, WrapUp, read_summary, save_wrap_up
from web.calls import check_may_read
from web.operation import Ask


class SummaryChange(BaseModel, extra="forbid"):
    """`version` is the one the editor has seen; `body` null when they have not touched the statements."""

    version: int = Field(ge=0)
    outcome: str | None = Field(default=None, max_length=200)
    notes: str | None = Field(default=None, max_length=MAX_NOTES)
    notes_version: int | None = Field(default=None, ge=0, description="of the notes the editor has seen; null: any")
    body: Summary | None = None


class Approval(BaseModel, extra="forbid"):
    """`version` is the one the editor has seen."""

    version: int = Field(ge=0)


class Rejection(BaseModel, extra="forbid"):
    """Why its statements are not to be used; `version` is the one the editor has seen."""

    version: int = Field(ge=0)
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


async def read_call_summary(ask: Ask[None, None]) -> SummaryView:
    """The summary as it stands; `pending` until it is drafted. Once it is on the case it is for every agent."""
    summary = await read_summary(ask.parts.database, ask.path("call_id"))
    if summary.state in ("pending", "draft"):
        await check_may_read(ask.parts.database, ask.caller, ask.path("call_id"))
    return summary


async def save_summary(ask: Ask[SummaryChange, None]) -> SummaryView:
    """Save outcome, notes and statements; what somebody else has saved meanwhile is not overwritten."""
    await check_may_read(ask.parts.database, ask.caller, ask.path("call_id"))
    wrap_up = WrapUp(
        outcome=ask.body.outcome, notes=ask.body.notes, notes_version=ask.body.notes_version,
        body=ask.body.body,
    )  # fmt: skip
    return await save_wrap_up(
        ask.parts.database, ask.path("call_id"), editor=editor_of(ask), version=ask.body.version, wrap_up=wrap_up,
        now=ask.parts.clock(),
    )  # fmt: skip


async def approve_summary(ask: Ask[Approval, None]) -> SummaryView:
    """Put it on the case and into the outbox, and close the call: one transaction. Once is enough."""
    await check_may_read(ask.parts.database, ask.caller, ask.path("call_id"))
    approved = await approve(
        ask.parts.database, ask.path("call_id"), editor=editor_of(ask), version=ask.body.version,
        now=ask.parts.clock(), announcer=ask.parts.node.announcer,
    )  # fmt: skip
    ask.parts.work_waits()
    return approved


async def reject_summary(ask: Ask[Rejection, None]) -> SummaryView:
    """Its statements do not go on the case; outcome, notes and why do. The call is closed as by an approval."""
    await check_may_read(ask.parts.database, ask.caller, ask.path("call_id"))
    rejected = await reject(
        ask.parts.database, ask.path("call_id"), editor=editor_of(ask), version=ask.body.version, why=ask.body.reason,
        now=ask.parts.clock(), announcer=ask.parts.node.announcer,
    )  # fmt: skip
    ask.parts.work_waits()
    return rejected


def editor_of(ask: Ask[Any, None]) -> Editor:
    if ask.caller.user_id is None:
        raise SignalError(ErrorCode.FORBIDDEN, "A summary is mended and approved by a person.")
    return Editor(user_id=ask.caller.user_id, role=ask.caller.role)

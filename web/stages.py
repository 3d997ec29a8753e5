"""Moving a case over REST: by a person who has read why."""

from pydantic import BaseModel, Field

from cases.stages import Stage
from cases.upsert import move
from records.cases import find_case
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode
from web.operation import Ask


class NewStage(BaseModel, extra="forbid"):
    """Where the case goes. `before`: only if it is still there, since somebody else may have moved it meanwhile."""

    stage: Stage
    before: Stage | None = Field(default=None)


class MovedCase(BaseModel):
    """Where it is now."""

    reference: str
    stage: Stage


async def move_case(ask: Ask[NewStage, None]) -> MovedCase:
    """To a stage that may follow the present one; said twice, nothing changes."""
    reference, now, wish = ask.path("reference"), ask.parts.clock(), ask.body
    async with ask.parts.database.transaction() as session:
        row = await find_case(session, reference, for_update=True)
        if row is None:
            raise SignalError(ErrorCode.CASE_NOT_FOUND, "There is no case with this reference.")
        if wish.before is not None and row.stage not in {wish.before, wish.stage}:
            raise SignalError(ErrorCode.VERSION_CONFLICT, f"The case has gone to {row.stage} meanwhile.")
        await move(session, row, wish.stage, actor=ask.caller.actor, now=now)
        moved = MovedCase(reference=row.reference, stage=Stage(row.stage))
    ask.parts.work_waits()
    return moved

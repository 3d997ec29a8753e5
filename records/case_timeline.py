"""What happened on a case, whoever wrote it down: its own entries, its calls, their texts, what was promised,
and what its customer said of it all. Reads only.

Nobody reads here what was said: texts are counted, and a summary is told of by its outcome.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from records.tables import (
    CallEntryRow,
    CallRow,
    CaseEntryRow,
    CommitmentRow,
    MessageRow,
    ParticipantRow,
    RatingRow,
    UserRow,
)

Group = Literal["call", "text", "promise", "case"]

_OF_A_CALL = (
    "created", "connected", "requeued", "agent_replaced", "consent_given", "consent_declined", "consent_withdrawn",
    "recording_opened", "recording_stopped", "recording_discarded",
)  # fmt: skip
"""What of a call's own timeline matters to whoever reads the case; the rest is on the call's page."""


class CaseMoment(BaseModel):
    """One thing that happened. `data` holds plain values only; which ones depends on `kind`."""

    model_config = ConfigDict(frozen=True)
    at: datetime
    group: Group
    kind: str
    call_id: str | None = None
    name: str | None = Field(default=None, description="of the person who did it, where there is one")
    data: dict[str, str | int | float | bool | None] = Field(default_factory=dict)


class CaseTimeline(BaseModel):
    """One page, newest first. `more`: ask again `before` the last moment of this one."""

    model_config = ConfigDict(frozen=True)
    moments: tuple[CaseMoment, ...]
    more: bool


async def read_timeline(
    session: AsyncSession, case_id: str, *, before: datetime | None, limit: int
) -> CaseTimeline:  # fmt: skip
    """The newest `limit` of what happened before this moment, or at all.

    What happened at one moment stands on one page, since the next one begins before it: the page is shorter for that,
    or longer where nothing else would be on it.
    """
    found = await _Page(session, case_id, limit + 1, before=before).all()
    if len(found) <= limit:
        return CaseTimeline(moments=tuple(found), more=False)
    border = found[limit].at
    if whole := tuple(moment for moment in found[:limit] if moment.at > border):
        return CaseTimeline(moments=whole, more=True)
    group = await _Page(session, case_id, None, at=border).all()
    older = await _Page(session, case_id, 1, before=border).all()
    return CaseTimeline(moments=tuple(group), more=bool(older))


class _Page:
    """Each source gives its newest; what is too much of all together is cut off afterwards. `most` None: all."""

    def __init__(
        self, session: AsyncSession, case_id: str, most: int | None, *, before: datetime | None = None,
        at: datetime | None = None,
    ) -> None:  # fmt: skip
        self._session = session
        self._case_id = case_id
        self._before = before
        self._at = at
        self._most = most

    async def all(self) -> list[CaseMoment]:
        """Of every source, newest first."""
        found = [
            *await self.entries(), *await self.calls(), *await self.ends(), *await self.texts(),
            *await self.promises(), *await self.ratings(),
        ]  # fmt: skip
        return sorted(found, key=lambda moment: (moment.at, moment.kind != "case_created"), reverse=True)

    async def _newest(self, query: Any, at: Any) -> Sequence[Any]:  # noqa: ANN401 (a select, a column)
        if self._before is not None:
            query = query.where(at < self._before)
        if self._at is not None:
            query = query.where(at == self._at)
        return (await self._session.execute(query.order_by(at.desc()).limit(self._most))).all()

    async def entries(self) -> Iterable[CaseMoment]:
        row = CaseEntryRow
        found = await self._newest(select(row).where(row.case_id == self._case_id), row.at)
        return [
            CaseMoment(
                at=entry.at, group="case", kind=entry.kind, data=_plain(entry.data),
                call_id=entry.data.get("call_id"),
            )
            for (entry,) in found
        ]  # fmt: skip

    async def calls(self) -> Iterable[CaseMoment]:
        row, call, person = CallEntryRow, CallRow, ParticipantRow
        query = (
            select(row, call.mode, person.name)
            .join(call, call.id == row.call_id)
            .outerjoin(person, person.id == row.participant_id)
            .where(call.case_id == self._case_id, row.kind.in_(_OF_A_CALL))
        )
        return [
            CaseMoment(
                at=entry.at, group="call", kind=entry.kind, call_id=entry.call_id, name=name,
                data={"mode": mode} if entry.kind == "created" else {},
            )
            for entry, mode, name in await self._newest(query, row.at)
        ]  # fmt: skip

    async def ends(self) -> Iterable[CaseMoment]:
        row = CallRow
        query = select(row).where(row.case_id == self._case_id, row.ended_at.is_not(None))
        return [
            CaseMoment(
                at=call.ended_at, group="call", kind="call_ended", call_id=call.id,
                data={"reason": call.reason, "outcome": call.outcome, "talk_seconds": _talked(call)},
            )
            for (call,) in await self._newest(query, row.ended_at)
        ]  # fmt: skip

    async def texts(self) -> Iterable[CaseMoment]:
        row, call = MessageRow, CallRow
        written = (
            select(row.call_id, func.count().label("lines"), func.max(row.at).label("at"))
            .join(call, call.id == row.call_id)
            .where(call.case_id == self._case_id)
            .group_by(row.call_id)
            .subquery()
        )
        return [
            CaseMoment(at=at, group="text", kind="texts", call_id=call_id, data={"count": lines})
            for call_id, lines, at in await self._newest(select(written), written.c.at)
        ]

    async def promises(self) -> Iterable[CaseMoment]:
        row = CommitmentRow
        made = await self._newest(select(row).where(row.case_id == self._case_id), row.created_at)
        settled = await self._newest(
            select(row, UserRow.name)
            .outerjoin(UserRow, UserRow.id == row.settled_by)
            .where(row.case_id == self._case_id, row.settled_at.is_not(None)),
            row.settled_at,
        )
        return [
            *(
                CaseMoment(
                    at=promise.created_at, group="promise", kind="promised", call_id=promise.call_id,
                    data={"channel": promise.channel, "due_at": promise.due_at.isoformat()},
                )
                for (promise,) in made
            ),
            *(
                CaseMoment(
                    at=promise.settled_at, group="promise", kind=f"promise_{promise.state}", name=name,
                    call_id=promise.call_id,
                )
                for promise, name in settled
            ),
        ]  # fmt: skip

    async def ratings(self) -> Iterable[CaseMoment]:
        row, call, person = RatingRow, CallRow, ParticipantRow
        query = (
            select(row, person.name)
            .join(call, call.id == row.call_id)
            .join(person, person.id == row.participant_id)
            .where(call.case_id == self._case_id, or_(row.solved.is_not(None), row.feeling.is_not(None)))
        )
        return [
            CaseMoment(
                at=rating.at, group="case", kind="rated", call_id=rating.call_id, name=name,
                data={"solved": rating.solved, "feeling": rating.feeling},
            )
            for rating, name in await self._newest(query, row.at)
        ]  # fmt: skip


def _talked(call: CallRow) -> float | None:
    return (call.ended_at - call.active_since).total_seconds() if call.ended_at and call.active_since else None


def _plain(data: dict[str, Any]) -> dict[str, str | int | float | bool | None]:
    """Whatever is small and flat; lists as their length."""
    flat = {name: len(value) if isinstance(value, list) else value for name, value in data.items()}
    return {name: value for name, value in flat.items() if isinstance(value, str | int | float | bool | None)}

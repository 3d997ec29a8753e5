"""Agents as the queue sees them; who rings and who is on a call is set by the rules' effects, not here."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from records.database import Database
from records.tables import AgentRow, ParticipantRow, core
from signaling.protocol.words import AgentState

_WITH_A_PAGE = (AgentState.AVAILABLE, AgentState.BREAK, AgentState.MISSED, AgentState.WRAP_UP)
"""What an agent without any page cannot be; who is in a call may come back to it."""

_NOT_YET_FREE = (AgentState.OFFLINE, AgentState.BREAK, AgentState.MISSED, AgentState.WRAP_UP)
_BY_HAND = {
    "available": (AgentState.AVAILABLE, _NOT_YET_FREE),
    "break": (AgentState.BREAK, (AgentState.OFFLINE, AgentState.AVAILABLE, AgentState.MISSED, AgentState.WRAP_UP)),
    "here": (AgentState.BREAK, (AgentState.OFFLINE,)),
}
_AGENT, _PERSON = core(AgentRow), core(ParticipantRow)
_THESE = _AGENT.c.user_id.in_(bindparam("these", expanding=True))
_FREE = (
    update(_AGENT)
    .where(
        _AGENT.c.user_id.in_(
            select(_AGENT.c.user_id)
            .where(_THESE, _AGENT.c.state.in_(_NOT_YET_FREE))
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
    )
    .values(
        state=AgentState.AVAILABLE, since=bindparam("now"), free_since=bindparam("now"), version=_AGENT.c.version + 1
    )
    .returning(_AGENT.c.user_id, _AGENT.c.version)
)  # fmt: skip
_ON_DUTY = select(_AGENT.c.user_id).where(_AGENT.c.state.in_(_WITH_A_PAGE))
_DUTIES = (
    select(_AGENT.c.user_id, _AGENT.c.state, _PERSON.c.call_id, _AGENT.c.version)
    .outerjoin(_PERSON, (_PERSON.c.user_id == _AGENT.c.user_id) & _PERSON.c.live)
    .where(_THESE)
)


@dataclass(frozen=True, slots=True)
class Duty:
    """What an agent is doing, and the live call they are in. Of two, the one of the higher `version` is the later."""

    state: AgentState
    call_id: str | None
    version: int


async def set_presence(session: AsyncSession, user_id: str, wish: str, *, now: datetime) -> Duty | None:
    """What an agent says of themselves, and what they do from now on; None while a call rings or runs. Saying again
    what is so changes nothing.

    `wish` is `available`, `break`, or `here` (a page was opened: no longer offline, and not yet in the queue).
    """
    state, allowed_from = _BY_HAND[wish]
    row = AgentRow
    turn = {"free_since": now} if state is AgentState.AVAILABLE else {}
    changed = await session.execute(
        update(row)
        .where(row.user_id == user_id, row.state.in_(allowed_from))
        .values(state=state, since=now, version=row.version + 1, **turn)
        .returning(row.version)
    )
    version = changed.scalar_one_or_none()
    if version is not None:
        return Duty(state, None, version)
    duty = (await duties(session, [user_id])).get(user_id)
    return duty if duty is not None and duty.state is state else None


async def set_free(session: AsyncSession, user_ids: Collection[str], *, now: datetime) -> dict[str, Duty]:
    """Those of these agents who are available from now on, and were not.

    Not the one whose row somebody is changing just now: we would wait for each other, holding several.
    """
    rows = await session.execute(_FREE, {"these": list(user_ids), "now": now})
    return {user_id: Duty(AgentState.AVAILABLE, None, version) for user_id, version in rows}


async def agents_on_duty(database: Database) -> set[str]:
    """Agents who should have a page open."""
    return {user_id for (user_id,) in await database.look(_ON_DUTY)}


async def set_offline(session: AsyncSession, user_ids: Collection[str], *, now: datetime) -> None:
    """These agents have no page open anywhere."""
    row = AgentRow
    there = row.user_id.in_(user_ids), row.state.in_(_WITH_A_PAGE)
    gone = update(row).where(*there).values(state=AgentState.OFFLINE, since=now, version=row.version + 1)
    await session.execute(gone)


async def duties(session: AsyncSession, user_ids: Collection[str]) -> dict[str, Duty]:
    """Those of these users who are agents."""
    rows = await session.execute(_DUTIES, {"these": list(user_ids)})
    return {user_id: Duty(state, call_id, version) for user_id, state, call_id, version in rows}

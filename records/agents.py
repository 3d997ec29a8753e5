"""Agents as the queue sees them; who rings and who is on a call is set by the rules' effects, not here."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

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
    .values(state=AgentState.AVAILABLE, since=bindparam("now"), free_since=bindparam("now"))
    .returning(_AGENT.c.user_id)
)
_DUTIES = (
    select(_AGENT.c.user_id, _AGENT.c.state, _PERSON.c.call_id)
    .outerjoin(_PERSON, (_PERSON.c.user_id == _AGENT.c.user_id) & _PERSON.c.live)
    .where(_THESE)
)


async def set_presence(session: AsyncSession, user_id: str, wish: str, *, now: datetime) -> bool:
    """What an agent says of themselves; False while a call rings or runs. Saying again what is so changes nothing.

    `wish` is `available`, `break`, or `here` (a page was opened: no longer offline, and not yet in the queue).
    """
    state, allowed_from = _BY_HAND[wish]
    row = AgentRow
    turn = {"free_since": now} if state is AgentState.AVAILABLE else {}
    changed = await session.execute(
        update(row)
        .where(row.user_id == user_id, row.state.in_(allowed_from))
        .values(state=state, since=now, **turn)
        .returning(row.user_id)
    )
    if changed.first() is not None or wish == "here":
        return True
    return await session.scalar(select(row.state).where(row.user_id == user_id)) is state


async def set_free(session: AsyncSession, user_ids: Collection[str], *, now: datetime) -> set[str]:
    """Those of these agents who are available from now on, and were not.

    Not the one whose row somebody is changing just now: we would wait for each other, holding several.
    """
    return set(await session.scalars(_FREE, {"these": list(user_ids), "now": now}))


async def agents_on_duty(session: AsyncSession) -> set[str]:
    """Agents who should have a page open."""
    row = AgentRow
    return set(await session.scalars(select(row.user_id).where(row.state.in_(_WITH_A_PAGE))))


async def set_offline(session: AsyncSession, user_ids: Collection[str], *, now: datetime) -> None:
    """These agents have no page open anywhere."""
    row = AgentRow
    there = row.state.in_(_WITH_A_PAGE)
    await session.execute(
        update(row).where(row.user_id.in_(user_ids), there).values(state=AgentState.OFFLINE, since=now)
    )


@dataclass(frozen=True, slots=True)
class Duty:
    """What an agent is doing, and the live call they are in."""

    state: AgentState
    call_id: str | None


async def duties(session: AsyncSession, user_ids: Collection[str]) -> dict[str, Duty]:
    """Those of these users who are agents."""
    rows = await session.execute(_DUTIES, {"these": list(user_ids)})
    return {user_id: Duty(state, call_id) for user_id, state, call_id in rows}

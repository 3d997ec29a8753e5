"""Who waits and who is free, as the rows say. Columns only, no objects: this is read many times a second."""

import asyncio
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from records.tables import AgentRow, CallRow, OfferRow, ParticipantRow, UserRow, core
from signaling.domain.matching import Abilities, IdleAgent, Pairing, WaitingCall, primary, raised
from signaling.protocol.words import AgentState, CallMode, CallState, Role

_PAIRING_LOCK = 0x5EA55  # any number that no other advisory lock of ours has
_ON_DUTY = (AgentState.AVAILABLE, AgentState.RINGING, AgentState.ON_CALL, AgentState.WRAP_UP)

_CALL, _PERSON, _OFFER = core(CallRow), core(ParticipantRow), core(OfferRow)
_AGENT, _USER = core(AgentRow), core(UserRow)
_SINCE = func.coalesce(_CALL.c.requeued_at, _CALL.c.waiting_since, type_=_CALL.c.created_at.type)


def _queued(*more: Any) -> Select[Any]:  # noqa: ANN401 (columns)
    return (
        select(
            _CALL.c.id, _CALL.c.language, _CALL.c.priority, _CALL.c.skills, _CALL.c.state, _SINCE.label("since"),
            _CALL.c.requeued_at, *more,
        )
        .join(_PERSON, _PERSON.c.call_id == _CALL.c.id)
        .where(_CALL.c.mode == CallMode.QUEUE, _CALL.c.state.in_(bindparam("states", expanding=True)))
        .where(_PERSON.c.role == Role.CUSTOMER, _PERSON.c.page_id.is_not(None))
    )  # fmt: skip


_QUEUED = _queued()
_ALIKE = (_CALL.c.requeued_at.is_(None), _CALL.c.priority, _CALL.c.language, _CALL.c.skills)


def _heads(*where: Any) -> Select[Any]:  # noqa: ANN401 (conditions)
    rank = func.row_number().over(partition_by=_ALIKE, order_by=(_SINCE, _CALL.c.id)).label("rank")
    ranked = _queued(rank).where(*where).subquery()
    return select(*list(ranked.c)[:-1]).where(ranked.c.rank <= bindparam("most"))


_HEADS, _HEADS_HERE = _heads(), _heads(_PERSON.c.node_id == bindparam("node"))
_RUNG = exists().where(_OFFER.c.user_id == _AGENT.c.user_id, _OFFER.c.outcome.is_(None))
_IDLE = (
    select(
        _USER.c.id, _USER.c.languages,
        func.coalesce(_AGENT.c.free_since, _AGENT.c.since, type_=_AGENT.c.since.type), _USER.c.skills,
    )
    .join(_AGENT, _AGENT.c.user_id == _USER.c.id)
    .where(_AGENT.c.state == AgentState.AVAILABLE, _USER.c.disabled_at.is_(None), ~_RUNG)
)  # fmt: skip
_RESTING = select(_OFFER.c.call_id, _OFFER.c.user_id).where(
    _OFFER.c.outcome == "declined", _OFFER.c.closed_at > bindparam("since", type_=_OFFER.c.closed_at.type)
)
MAY_PAIR = and_(
    exists().where(_AGENT.c.state == AgentState.AVAILABLE),
    exists().where(_CALL.c.state == CallState.WAITING, _CALL.c.mode == CallMode.QUEUE),
)
"""Somebody waits and somebody is free, whoever they are."""
_MAY_PAIR = select(MAY_PAIR)
_STILL_WAITING = (
    select(_CALL.c.id)
    .where(_CALL.c.id.in_(bindparam("these", expanding=True)), _CALL.c.state == CallState.WAITING)
    .with_for_update(skip_locked=True)
)
_STILL_FREE = (
    select(_AGENT.c.user_id)
    .where(_AGENT.c.user_id.in_(bindparam("these", expanding=True)), _AGENT.c.state == AgentState.AVAILABLE)
    .with_for_update(skip_locked=True)
)
_OTHERS_TURN_AFTER = 100
"""Rows made into values before others on the loop have their turn: about a millisecond."""
_OTHERS_TURN_S = 0.003


@dataclass(frozen=True, slots=True)
class Queued:
    """A customer of the queue whose page is open: in the lobby still (`created`), waiting, or being offered."""

    call: WaitingCall
    state: CallState


async def list_queued(
    session: AsyncSession, *, now: datetime, step: timedelta, states: Collection[CallState]
) -> list[Queued]:
    """Calls of the queue in these states whose customer is present; whoever's page is gone is not in line.

    Their priority is the one that counts now: one higher for each `step` waited.
    """
    found: list[Queued] = []
    for some in (await session.execute(_QUEUED, {"states": list(states)})).partitions(_OTHERS_TURN_AFTER):
        found += [_as_queued(row, now, step) for row in some]
        await asyncio.sleep(_OTHERS_TURN_S)
    return found


async def list_heads(
    session: AsyncSession, *, now: datetime, step: timedelta, most: int, node_id: str | None = None
) -> list[WaitingCall]:  # fmt: skip
    """Of the waiting calls, or only of those whose customer's page that node holds, no more than can matter to whoever
    wants the first `most` pairings.

    Calls alike in all that an agent must bring, and in priority, are served in the order in which they came, and who
    fits one of them fits those before it: of each kind the `most` that wait longest are enough. `most` has to count
    those that may be passed over for a reason of their own, as one that an agent has just declined.
    """
    asked: dict[str, Any] = {"states": [CallState.WAITING], "most": most}
    if node_id is None:
        rows = await session.execute(_HEADS, asked)
    else:
        rows = await session.execute(_HEADS_HERE, asked | {"node": node_id})
    return [_as_queued(row, now, step).call for row in rows]


def _as_queued(row: Any, now: datetime, step: timedelta) -> Queued:  # noqa: ANN401 (a row of `_queued`)
    call_id, language, priority, skills, state, since, requeued_at = row
    since = since or now
    call = WaitingCall(
        call_id, language, raised(priority, waited=now - since, step=step), since, frozenset(skills),
        interrupted=requeued_at is not None,
    )  # fmt: skip
    return Queued(call, state)


async def list_resting(session: AsyncSession, *, since: datetime) -> dict[str, frozenset[str]]:
    """For each call the agents who have declined it since then."""
    found: dict[str, frozenset[str]] = {}
    for call_id, user_id in await session.execute(_RESTING, {"since": since}):
        found[call_id] = found.get(call_id, frozenset()) | {user_id}
    return found


async def list_idle(session: AsyncSession) -> list[IdleAgent]:
    """Agents to whom a call may be offered.

    Not one at whom another still rings: who begins and ends a call of their own meanwhile is available before it stops.
    """
    return [
        IdleAgent(user_id, tuple(languages), since, frozenset(skills))
        for user_id, languages, since, skills in await session.execute(_IDLE)
    ]


async def count_on_duty(session: AsyncSession) -> Counter[Abilities]:
    """Of each sort of agent how many are at work, free or not."""
    found = await session.execute(
        select(UserRow.languages, UserRow.skills)
        .join(AgentRow, AgentRow.user_id == UserRow.id)
        .where(AgentRow.state.in_(_ON_DUTY), UserRow.disabled_at.is_(None))
    )
    return Counter(Abilities(frozenset(map(primary, languages)), frozenset(skills)) for languages, skills in found)


async def recent_waits(session: AsyncSession, *, since: datetime) -> dict[str, list[timedelta]]:
    """For each primary language how long those waited who were answered since then, from their click to the answer."""
    answered = (
        select(CallRow.language, CallRow.waiting_since, OfferRow.closed_at)
        .join(CallRow, CallRow.id == OfferRow.call_id)
        .where(OfferRow.outcome == "accepted", OfferRow.closed_at > since)
        .where(CallRow.requeued_at.is_(None))
    )
    found: dict[str, list[timedelta]] = {}
    for language, waiting_since, answered_at in await session.execute(answered):
        if answered_at is not None and waiting_since is not None:
            found.setdefault(primary(language), []).append(answered_at - waiting_since)
    return found


async def may_pair(session: AsyncSession) -> bool:
    """Whether somebody waits and somebody is free, whoever they are: one quick look, most of the time enough."""
    return bool(await session.scalar(_MAY_PAIR))


async def take_turn(session: AsyncSession) -> None:
    """One node pairs at a time, until its transaction ends: on PostgreSQL by an advisory lock, on SQLite every
    writer is alone anyway. Losing it would cost work done twice, not a person in two calls.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(_TURN)


async def claim(session: AsyncSession, pairings: Sequence[Pairing]) -> list[Pairing]:
    """Those of `pairings` whose call still waits and whose agent is still free, both held until the commit.

    A row that somebody is changing just now is passed over, not waited for: no two of us can wait for each other.
    """
    if not pairings:
        return []
    waiting = set(await session.scalars(_STILL_WAITING, {"these": [each.call_id for each in pairings]}))
    free = set(await session.scalars(_STILL_FREE, {"these": [each.user_id for each in pairings]}))
    return [each for each in pairings if each.call_id in waiting and each.user_id in free]


_TURN = text(f"SELECT pg_advisory_xact_lock({_PAIRING_LOCK})")

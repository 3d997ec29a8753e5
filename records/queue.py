"""Who waits and who is free, as the rows say. Columns only, no objects: this is read many times a second."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, exists, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from records.tables import AgentRow, CallRow, OfferRow, ParticipantRow, UserRow
from signaling.domain.matching import IdleAgent, Pairing, WaitingCall, primary, raised
from signaling.protocol.words import AgentState, CallMode, CallState, Role

_PAIRING_LOCK = 0x5EA55  # any number that no other advisory lock of ours has
_ON_DUTY = (AgentState.AVAILABLE, AgentState.RINGING, AgentState.ON_CALL, AgentState.WRAP_UP)


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
    row, person = CallRow, ParticipantRow
    rows = await session.execute(
        select(
            row.id, row.language, row.priority, row.skills, row.state,
            func.coalesce(row.requeued_at, row.waiting_since, now, type_=row.created_at.type), row.requeued_at,
        )
        .join(person, person.call_id == row.id)
        .where(row.mode == CallMode.QUEUE, row.state.in_(states))
        .where(person.role == Role.CUSTOMER, person.page_id.is_not(None))
    )  # fmt: skip
    return [
        Queued(
            WaitingCall(
                call_id, language, raised(priority, waited=now - since, step=step), since, frozenset(skills),
                interrupted=requeued_at is not None,
            ),
            state,
        )
        for call_id, language, priority, skills, state, since, requeued_at in rows
    ]  # fmt: skip


async def list_resting(session: AsyncSession, *, since: datetime) -> dict[str, frozenset[str]]:
    """For each call the agents who have declined it since then."""
    declined = select(OfferRow.call_id, OfferRow.user_id).where(
        OfferRow.outcome == "declined", OfferRow.closed_at > since
    )
    found: dict[str, frozenset[str]] = {}
    for call_id, user_id in await session.execute(declined):
        found[call_id] = found.get(call_id, frozenset()) | {user_id}
    return found


async def list_idle(session: AsyncSession) -> list[IdleAgent]:
    """Agents to whom a call may be offered.

    Not one at whom another still rings: who begins and ends a call of their own meanwhile is available before it stops.
    """
    rung = exists().where(OfferRow.user_id == AgentRow.user_id, OfferRow.outcome.is_(None))
    rows = await session.execute(
        select(UserRow.id, UserRow.languages, AgentRow.since, UserRow.skills)
        .join(AgentRow, AgentRow.user_id == UserRow.id)
        .where(AgentRow.state == AgentState.AVAILABLE, UserRow.disabled_at.is_(None), ~rung)
    )
    return [
        IdleAgent(user_id, tuple(languages), since, frozenset(skills)) for user_id, languages, since, skills in rows
    ]


async def count_on_duty(session: AsyncSession) -> Counter[str]:
    """For each primary language how many agents who speak it are at work, free or not."""
    spoken = await session.scalars(
        select(UserRow.languages)
        .join(AgentRow, AgentRow.user_id == UserRow.id)
        .where(AgentRow.state.in_(_ON_DUTY), UserRow.disabled_at.is_(None))
    )
    return Counter(name for languages in spoken for name in {primary(language) for language in languages})


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
    free = exists().where(AgentRow.state == AgentState.AVAILABLE)
    waits = exists().where(CallRow.state == CallState.WAITING, CallRow.mode == CallMode.QUEUE)
    return bool(await session.scalar(select(and_(free, waits))))


async def take_turn(session: AsyncSession) -> None:
    """One node pairs at a time, until its transaction ends: on PostgreSQL by an advisory lock, on SQLite every
    writer is alone anyway. Losing it would cost work done twice, not a person in two calls.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _PAIRING_LOCK})


async def claim(session: AsyncSession, pairings: Sequence[Pairing]) -> list[Pairing]:
    """Those of `pairings` whose call still waits and whose agent is still free, both held until the commit.

    A row that somebody is changing just now is passed over, not waited for: no two of us can wait for each other.
    """
    calls = await session.scalars(
        select(CallRow.id)
        .where(CallRow.id.in_([each.call_id for each in pairings]), CallRow.state == CallState.WAITING)
        .with_for_update(skip_locked=True)
    )
    agents = await session.scalars(
        select(AgentRow.user_id)
        .where(AgentRow.user_id.in_([each.user_id for each in pairings]), AgentRow.state == AgentState.AVAILABLE)
        .with_for_update(skip_locked=True)
    )
    waiting, free = set(calls), set(agents)
    return [each for each in pairings if each.call_id in waiting and each.user_id in free]

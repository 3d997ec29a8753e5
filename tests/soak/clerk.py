"""The clerk of the long run of deliveries: opens calls, has them talked, hung up, written up, approved and delivered.

It goes on from whatever it finds, since it is killed at any instant. Pauses and leases are shortened, since three days
are too long even for a long run, and more is in flight to a receiver most of whose ways cost half a second.
"""

import asyncio
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

import outgoing.dispatch
import outgoing.rounds
import outgoing.schedule
import summary.jobs
from lifetime import pause, running, still_wanted
from outgoing.answer import Sender
from outgoing.dispatch import run_outgoing
from outgoing.webhook import open_webhooks
from records.calls import insert_call
from records.clock import utc_now
from records.database import Database, open_database
from records.deliveries import replay
from records.migrate import migrate
from records.tables import AgentRow, CallRow, CaseRow, EndpointRow, EndpointState, UserRow
from signaling.domain.call import Participant
from signaling.protocol.words import AgentState, CallState, Role
from summary.jobs import HANDLERS, run_jobs
from tests.integration.outgoing.clerk import approve_draft, hang_up, tell, undelivered
from tests.integration.outgoing.stage import add
from tests.integration.summary.ended_call import TALK
from tests.masters import OPENS_WHAT_IS_PLAIN
from tests.soak.receiver import TIMEOUT_S
from tests.unit.signaling.story import invited

DONE = 7
"""How the process ends when there is nothing left to do."""
_AGENTS = 8
_LOOKS_EVERY_S = 0.05


async def prepare(url: str, base: str) -> None:
    """Agents, and two endpoints at this receiver."""
    async with open_database(url) as database:
        await migrate(database.engine)
        async with database.transaction() as session:
            for number in range(_AGENTS):
                session.add(
                    UserRow(
                        id=f"agent-{number}", email=f"{number}@example.org", name="Wei", role=Role.AGENT,
                        languages=["en"], password_hash="x", created_at=utc_now(),
                    )
                )  # fmt: skip
                await session.flush()
                session.add(AgentRow(user_id=f"agent-{number}", state=AgentState.AVAILABLE, since=utc_now()))
        for name in ("one", "two"):
            await add(database, name, f"{base}/{name}")


async def work(url: str, calls: int) -> None:
    """Until everything is done, and then the process ends with a word of its own."""
    outgoing.schedule.PAUSES_S = (0.05,) * 30
    outgoing.schedule.ATTEMPTS = 31
    outgoing.dispatch.LEASE_BEYOND_TIMEOUT = timedelta(seconds=0.2)
    outgoing.dispatch.IN_A_ROUND, outgoing.rounds.AT_ONCE, outgoing.rounds.BEGUN_WITHIN_S = 64, 48, 0.1
    summary.jobs.LEASE = timedelta(seconds=2)
    async with (
        open_database(url) as database,
        open_webhooks(OPENS_WHAT_IS_PLAIN, timeout_s=TIMEOUT_S, allow_private=True) as sender,
    ):
        senders: Mapping[str, Sender] = {"webhook": sender}
        wake = asyncio.Event()
        work = (
            run_jobs(database, HANDLERS, clock=utc_now, wake=wake, poll_s=0.05),
            run_outgoing(database, senders, clock=utc_now, wake=asyncio.Event(), poll_s=0.05),
            _supervise(database),
        )
        async with running(*work):
            left = await _left(database, calls)
            async with asyncio.TaskGroup() as agents:
                for number in range(_AGENTS):
                    agents.create_task(_take_calls(database, number, left, wake))
            while still_wanted() and await undelivered(database):
                await pause(0.05)
            os._exit(DONE)


async def _left(database: Database, calls: int) -> list[int]:
    """The calls that are not closed yet, in order."""
    async with database.reading() as session:
        closed = set(await session.scalars(select(CallRow.id).where(CallRow.state == CallState.CLOSED)))
    return [number for number in range(calls) if f"call-{number}" not in closed]


async def _take_calls(database: Database, agent: int, left: Sequence[int], wake: asyncio.Event) -> None:
    """Those of this agent, one after the other."""
    for number in left:
        if number % _AGENTS != agent:
            continue
        call_id = f"call-{number}"
        await _open(database, number, agent)
        await hang_up(database, call_id, customer=f"cu-{number}")
        wake.set()
        while still_wanted() and not await approve_draft(database, call_id, f"agent-{agent}", now=utc_now()):
            await pause(_LOOKS_EVERY_S)


async def _open(database: Database, number: int, agent: int) -> None:
    """A case, and a call on it in which both talk, unless they do already."""
    call_id = f"call-{number}"
    async with database.transaction() as session:
        if await session.get(CallRow, call_id) is None:
            await _insert(session, number, f"agent-{agent}")
    talk: list[Any] = list(TALK)
    theirs = {"cu": f"cu-{number}", "ag": f"ag-{number}"}
    said = [replace(event, participant_id=theirs[event.participant_id]) for event in talk]
    await tell(database, call_id, *said, only_in=CallState.CREATED)


async def _insert(session: AsyncSession, number: int, user_id: str) -> None:
    call_id, case_id = f"call-{number}", f"case-{number}"
    session.add(
        CaseRow(
            id=case_id, reference=f"LP-{number}", stage="anomaly_found", title="a lamp", customer_name="Lucía",
            customer_language="es", facts={}, created_at=utc_now(), updated_at=utc_now(),
        )
    )  # fmt: skip
    await session.flush()
    people = (
        Participant(f"cu-{number}", Role.CUSTOMER, "Lucía", "es"),
        Participant(f"ag-{number}", Role.AGENT, "Wei", "en", user_id=user_id),
    )
    now = utc_now()
    call = replace(
        invited(), id=call_id, case_id=case_id, participants=people, created_at=now,
        link_expires_at=now + timedelta(days=1), deadline_at=now + timedelta(days=1),
    )  # fmt: skip
    await insert_call(
        session, call, created_by=user_id, asked_because=None, link_sha256=call_id, code=None, code_expires_at=now
    )


async def _supervise(database: Database) -> None:
    """Turns on whoever said that they are gone, and sends again what was given up: as a person would."""
    while still_wanted():
        async with database.transaction() as session:
            row = EndpointRow
            gone = update(row).where(row.state == EndpointState.GONE).values(state=EndpointState.ON)
            await session.execute(gone)
            await replay(session, event_ids=None, endpoint_id=None, now=utc_now())
        await pause(0.3)

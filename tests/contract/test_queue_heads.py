"""Pairing reads only the heads of the queue: by the rules that gives what the whole queue would, on both databases."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import insert, select

from records.database import Database
from records.queue import list_heads, list_queued
from records.tables import CallRow, CaseRow, ParticipantRow
from signaling.domain.matching import IdleAgent, WaitingCall, match
from signaling.protocol.words import CallMode, CallState, Role
from tests.unit.signaling.story import START

STEP = timedelta(minutes=5)
NOW = START + timedelta(hours=1)
LANGUAGES = ("es", "es-MX", "ES", "en", "zh")
SKILLS = ("customs", "claims")
AGENTS = tuple(f"agent-{n}" for n in range(8))


def _some(random: Random) -> list[str]:
    return sorted(skill for skill in SKILLS if random.random() < 0.3)


async def _crowd(db: Database, random: Random) -> None:
    cases, calls, people = list[dict[str, Any]](), list[dict[str, Any]](), list[dict[str, Any]]()
    for n in range(80):
        since = START + timedelta(seconds=random.randrange(3600))
        requeued = since + timedelta(seconds=30) if random.random() < 0.1 else None
        cases.append({
            "id": f"case-{n}", "reference": f"R{n}", "stage": "anomaly_found", "title": "a lamp", "facts": {},
            "customer_name": "Lucía", "customer_language": "es", "created_at": START, "updated_at": START,
        })  # fmt: skip
        calls.append({
            "id": f"call-{n}", "case_id": f"case-{n}", "mode": CallMode.QUEUE, "state": CallState.WAITING, "version": 1,
            "language": random.choice(LANGUAGES), "priority": random.randrange(3), "skills": _some(random),
            "created_at": START, "created_by": "test", "waiting_since": since, "requeued_at": requeued,
            "deadline_at": NOW + STEP, "link_sha256": f"{n}", "link_expires_at": NOW + STEP,
        })  # fmt: skip
        people.append({
            "id": f"person-{n}", "call_id": f"call-{n}", "role": Role.CUSTOMER, "person_key": f"case:{n}", "live": True,
            "name": "Lucía", "language": "es", "page_id": "page" if random.random() < 0.9 else None, "ready": True,
            "audio": True, "video": True, "node_id": random.choice(("mine", "another's", None)),
        })  # fmt: skip
    async with db.transaction() as session:
        for table, rows in ((CaseRow, cases), (CallRow, calls), (ParticipantRow, people)):
            await session.execute(insert(table), rows)


def _idle(random: Random) -> list[IdleAgent]:
    return [
        IdleAgent(
            name, tuple(random.sample(LANGUAGES, 2)), START + timedelta(seconds=random.randrange(60)),
            frozenset(_some(random)),
        )
        for name in random.sample(AGENTS, random.randint(1, len(AGENTS)))
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("node_id", [None, "mine"])
async def test_the_heads_of_the_queue_are_paired_as_the_whole_queue_is(
    db: Database, seed: int, node_id: str | None
) -> None:  # fmt: skip
    random = Random(seed)
    await _crowd(db, random)
    async with db.reading() as session:
        queued = await list_queued(session, now=NOW, step=STEP, states=(CallState.WAITING,))
        mine = set(await session.scalars(select(ParticipantRow.call_id).where(ParticipantRow.node_id == "mine")))
        everybody = [each.call for each in queued if node_id is None or each.call.call_id in mine]
        for _ in range(40):
            idle, most = _idle(random), random.randint(1, 5)
            declined = {call.call_id: frozenset(random.sample(AGENTS, 3)) for call in random.sample(everybody, 6)}
            heads = await list_heads(session, now=NOW, step=STEP, most=most + len(declined), node_id=node_id)
            assert len(heads) <= len(everybody)
            assert _first(heads, idle, declined, most) == _first(everybody, idle, declined, most)


def _first(
    calls: list[WaitingCall], idle: list[IdleAgent], declined: dict[str, frozenset[str]], most: int
) -> list[Any]:  # fmt: skip
    return match((replace(c, resting=declined.get(c.call_id, frozenset())) for c in calls), idle)[:most]

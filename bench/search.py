"""How long a search takes among many transcripts, on both engines: every kind of question people ask, in turn."""

import asyncio
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text

from bench import machine, programs
from bench.effort import Effort
from bench.figures import Figure, Row, percentile
from bench.node import records
from bench.programs import Postgres
from records.database import Database
from records.search import index_call, search_calls
from records.tables import (
    CallRow,
    CaseRow,
    ConsentRequestRow,
    ParticipantRow,
    PartRow,
    RecordingRow,
    UserRow,
    UtteranceRow,
)
from records.tables.base import Base
from signaling.protocol.words import CallMode, CallState, PartState, RecordingState, Role

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
_BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
_LINES = 12
_AGENTS = 50
_NEWCOMER = "newcomer"
_FEW = 20
_AT_ONCE = 500
_ASKED = 200
_PAGE = 20
_SYLLABLES = ("pa", "lo", "ri", "me", "tan", "ku", "ves", "dor", "ni", "sha", "bel", "gro", "fi", "len", "mar", "tu")
_COMMON = ("parcel", "the", "address", "arrived", "refund", "customs", "euros", "friday", "carrier", "waiting")
_SIGNS = "包裹快递海关退款地址丢失星期五客户电话查询赔偿重新寄送"


async def measure(effort: Effort) -> list[Row]:
    """Fill once for each engine, then ask."""
    machine.open_files()
    found: dict[str, list[float]] = defaultdict(list)
    async with programs.postgres() as postgres:
        for engine in (SQLITE, POSTGRESQL):
            async with _filled(effort, postgres, engine) as (database, questions, seconds):
                found[f"{engine}: index"].append(effort.transcripts / seconds)
                for number in range(effort.rounds):
                    effort.say(f"search: round {number + 1} of {effort.rounds} on {engine}")
                    await _ask(database, questions, engine, found)
    return list(_rows(effort, found))


@dataclass(slots=True)
class _Questions:
    """What is asked, by kind. Each is a query and, of an agent, who asks."""

    kinds: dict[str, list[tuple[str, str | None]]] = field(default_factory=dict)


async def _ask(database: Database, questions: _Questions, engine: str, found: dict[str, list[float]]) -> None:
    everything: list[float] = []
    for kind, asked in questions.kinds.items():
        took: list[float] = []
        for query, user_id in asked:
            begun = time.perf_counter()
            async with database.reading() as session:
                await search_calls(session, query, user_id=user_id, before=None, limit=_PAGE)
            took.append(time.perf_counter() - begun)
        everything += took
        found[f"{engine}: {kind}"].append(1e3 * percentile(took, 0.95))
    found[f"{engine}: all"].append(1e3 * percentile(everything, 0.95))


@asynccontextmanager
async def _filled(
    effort: Effort, postgres: Postgres, engine: str
) -> AsyncIterator[tuple[Database, _Questions, float]]:  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        url = await postgres.database() if engine == POSTGRESQL else f"sqlite+aiosqlite:///{Path(folder)}/bench.db"
        async with records(url) as database:
            library = _Library(effort.transcripts)
            await library.write(database)
            begun = time.perf_counter()
            for start in range(0, effort.transcripts, _AT_ONCE):
                effort.say(f"search: {start:,} of {effort.transcripts:,} indexed on {engine}")
                async with database.transaction() as session:
                    for number in range(start, min(start + _AT_ONCE, effort.transcripts)):
                        await index_call(session, f"call-{number}")
            seconds = time.perf_counter() - begun
            if engine == POSTGRESQL:
                async with database.transaction() as session:
                    await session.execute(text("ANALYZE"))
            await asyncio.sleep(effort.settle_s)
            yield database, library.questions(), seconds


class _Library:
    """Calls in which things were said; the same ones each time."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._random = random.Random(20_000)  # noqa: S311 (the same each time)
        self._words = sorted({"".join(self._random.choices(_SYLLABLES, k=3)) for _ in range(6_000)})
        self._numbers: list[str] = []

    async def write(self, database: Database) -> None:
        """Everything but the index."""
        async with database.transaction() as session:
            names = [f"agent-{n}" for n in range(_AGENTS)]
            await session.execute(insert(UserRow), [_agent(name) for name in [*names, _NEWCOMER]])
        for start in range(0, self._size, _AT_ONCE):
            rows: dict[type[Base], list[dict[str, Any]]] = defaultdict(list)
            for number in range(start, min(start + _AT_ONCE, self._size)):
                self._call(number, rows)
            async with database.transaction() as session:
                for row, values in rows.items():
                    await session.execute(insert(row), values)

    def questions(self) -> _Questions:
        """Common and rare words, two together, a word half typed, a number, Chinese, an agent's own, nothing."""
        pick, asked = self._random.choice, min(_ASKED, self._size // 6)
        kinds: dict[str, list[tuple[str, str | None]]] = {
            "a common word": [(f"{pick(_COMMON)} ", None) for _ in range(asked)],
            "a rare word": [(f"{self._rare()} ", None) for _ in range(asked)],
            "a common and a rare word": [(f"{pick(_COMMON)} {self._rare()} ", None) for _ in range(asked)],
            "a word half typed": [(self._rare()[:4], None) for _ in range(asked)],
            "a tracking number": [(pick(self._numbers), None) for _ in range(asked)],
            "Chinese": [(_SIGNS[n : n + 2], None) for n in (0, 4, 6, 8, 10) for _ in range(asked // 5)],
            "an agent's own calls": [(f"{pick(_COMMON)} ", f"agent-{n % _AGENTS}") for n in range(asked)],
            "a new agent's own few": [(f"{pick(_COMMON)} ", _NEWCOMER) for _ in range(asked)],
            "nothing": [(f"nowhere{n} ", None) for n in range(asked)],
        }
        return _Questions(kinds)

    def _rare(self) -> str:
        """One that stands somewhere: the first words are said often."""
        return self._words[int(len(self._words) * 0.3 * self._random.random())]

    def _call(self, number: int, rows: dict[type[Base], list[dict[str, Any]]]) -> None:
        at = _BEGAN + timedelta(minutes=number)
        call_id, case_id = f"call-{number}", f"case-{number}"
        people = {Role.AGENT: f"a-{number}", Role.CUSTOMER: f"c-{number}"}
        rows[CaseRow].append(
            {
                "id": case_id, "reference": f"LP-{number}", "stage": "anomaly_found", "title": "a lamp", "facts": {},
                "customer_name": "Lucía", "customer_language": "es", "created_at": at, "updated_at": at,
            }
        )  # fmt: skip
        rows[CallRow].append(
            {
                "id": call_id, "case_id": case_id, "mode": CallMode.INVITE, "state": CallState.CLOSED, "version": 1,
                "language": "es", "priority": 0, "created_at": at, "created_by": "x", "skills": [],
                "link_sha256": "x", "link_expires_at": at,
            }
        )  # fmt: skip
        for role, person in people.items():
            rows[ParticipantRow].append(
                {
                    "id": person, "call_id": call_id, "role": role, "person_key": person, "live": False,
                    "user_id": _whose(number) if role is Role.AGENT else None, "name": role.title(),
                    "language": "es", "ready": True, "audio": True, "video": True,
                }
            )  # fmt: skip
        self._recording(number, at, call_id, people, rows)
        for line in range(_LINES):
            person = people[Role.AGENT if line % 2 else Role.CUSTOMER]
            rows[UtteranceRow].append(
                {
                    "id": f"u-{number}-{line}", "call_id": call_id, "part_id": f"p-{person}",
                    "participant_id": person, "at": at + timedelta(seconds=5 * line), "start_s": 5.0 * line,
                    "end_s": 5.0 * line + 4, "language": "es", "text": self._line(number, line),
                }
            )  # fmt: skip

    def _recording(
        self, number: int, at: datetime, call_id: str, people: dict[Role, str],
        rows: dict[type[Base], list[dict[str, Any]]],
    ) -> None:  # fmt: skip
        rows[ConsentRequestRow].append(
            {
                "id": f"q-{number}", "call_id": call_id, "asked_by": people[Role.AGENT], "purposes": [],
                "retention_days": 30, "state": "stopped", "asked_at": at, "closed_at": at,
            }
        )  # fmt: skip
        rows[RecordingRow].append(
            {
                "id": f"r-{number}", "call_id": call_id, "request_id": f"q-{number}",
                "state": RecordingState.STOPPED, "opened_at": at, "delete_on": at + timedelta(days=30),
            }
        )  # fmt: skip
        rows[PartRow] += [
            {
                "id": f"p-{person}", "recording_id": f"r-{number}", "participant_id": person, "number": 1,
                "state": PartState.COMPLETE, "bytes_written": 1, "seconds": 60.0, "opened_at": at,
            }
            for person in people.values()
        ]  # fmt: skip

    def _line(self, number: int, line: int) -> str:
        """A dozen words; one call in ten is in Chinese, and each says a number of its own once."""
        if line == 1:
            self._numbers.append(f"RR{number:08}5CN")
            return f"my number is {self._numbers[-1]}"
        if number % 10 == 0:
            start = self._random.randrange(len(_SIGNS) - 6)
            return _SIGNS[start : start + 6] + "".join(chr(0x4E00 + self._random.randrange(3_000)) for _ in range(14))
        often = self._random.sample(_COMMON, k=4)
        seldom = [self._words[int(len(self._words) * self._random.random() ** 3)] for _ in range(8)]
        return " ".join([*often, *seldom]).capitalize() + "."


def _whose(number: int) -> str:
    return _NEWCOMER if number < _FEW else f"agent-{number % _AGENTS}"


def _agent(name: str) -> dict[str, Any]:
    return {
        "id": name, "email": f"{name}@example.org", "name": "Wei", "role": Role.AGENT,
        "languages": ["en"], "skills": [], "created_at": _BEGAN,
        "password_hash": "-",
    }  # fmt: skip


def _rows(effort: Effort, found: dict[str, list[float]]) -> Iterator[Row]:
    size = f"{effort.transcripts:,} transcripts, "
    for engine in (SQLITE, POSTGRESQL):
        yield Row(f"{size}{engine}: calls put into the index", "/s", Figure.of(found[f"{engine}: index"]))
        for name, values in found.items():
            kind = name.removeprefix(f"{engine}: ")
            if name != kind and kind not in ("index", "all"):
                yield Row(f"{size}{engine}: {kind}, p95", "ms", Figure.of(values), at_most=50.0)
        yield Row(f"{size}{engine}: of all, p95", "ms", Figure.of(found[f"{engine}: all"]), at_most=50.0)

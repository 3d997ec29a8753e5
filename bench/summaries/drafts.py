"""How long it takes from a whole transcript to the draft an agent reads: the service's own job, on both databases."""

import asyncio
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import or_, select

from bench import programs
from bench.effort import Effort
from bench.figures import Figure, Row, percentile
from bench.node import records
from bench.summaries.talk import add_agent, add_call, add_words
from lifetime import running
from records.clock import utc_now
from records.database import Database
from records.tables import JobRow
from records.transcripts import finish_transcript
from summary.drafting import ensure_draft
from summary.jobs import HANDLERS, run_jobs
from summary.wrap_up import find_call

_ENGINES = ("SQLite", "PostgreSQL")
_MOST_S = 30.0
_LOOKS_EVERY_S = 0.005
_GIVEN_UP_AFTER_S = 300.0


async def measure(effort: Effort) -> list[Row]:
    """One call after the other, as they end on a quiet day; then as many at once."""
    found: defaultdict[str, list[float]] = defaultdict(list)
    async with programs.postgres() as postgres:
        for engine in _ENGINES:
            for number in range(effort.rounds):
                effort.say(f"summary: round {number + 1} of {effort.rounds}, {effort.drafts} drafts on {engine}")
                with tempfile.TemporaryDirectory(prefix="bench-") as folder:
                    place = f"sqlite+aiosqlite:///{folder}/bench.db"
                    url = await postgres.database() if engine == "PostgreSQL" else place
                    async with records(url) as database:
                        await _round(database, effort.drafts, engine, found)
    return list(_rows(effort, found))


async def _round(database: Database, drafts: int, engine: str, found: defaultdict[str, list[float]]) -> None:
    quiet, crowd = [f"quiet-{n}" for n in range(drafts)], [f"crowd-{n}" for n in range(drafts)]
    async with database.transaction() as session:
        await add_agent(session)
        await session.flush()
        for call_id in quiet + crowd:
            await add_call(session, call_id)
            await ensure_draft(session, await find_call(session, call_id), now=utc_now())  # as at the hang-up
            await add_words(session, call_id)
    wake = asyncio.Event()
    async with running(run_jobs(database, HANDLERS, clock=utc_now, wake=wake)):
        one_by_one = [took for call_id in quiet for took in await _draft(database, [call_id], wake)]
        at_once = await _draft(database, crowd, wake)
    for share in (0.5, 0.95):
        found[f"{engine}, {share}"].append(1e3 * percentile(one_by_one, share))
    found[f"{engine}, at once"].append(max(at_once))


async def _draft(database: Database, call_ids: Sequence[str], wake: asyncio.Event) -> list[float]:
    """Seconds from the last word of each to its draft's commit, as whoever reads the draft would see it."""
    left: dict[str, float] = {}
    for call_id in call_ids:
        now = utc_now()
        begun = time.perf_counter()
        async with database.transaction() as session:
            await finish_transcript(session, call_id, now=now)
        left[_key(call_id, now)] = begun
    wake.set()
    took: list[float] = []
    async with asyncio.timeout(_GIVEN_UP_AFTER_S):
        while left:
            settled = await _settled(database, list(left))
            took.extend(time.perf_counter() - left.pop(key) for key in settled)
            await asyncio.sleep(_LOOKS_EVERY_S)
    return took


def _key(call_id: str, now: datetime) -> str:
    """Of the job that drafts it anew (`records.transcripts`)."""
    return f"{call_id}:{now.isoformat()}"


async def _settled(database: Database, keys: Sequence[str]) -> list[str]:
    row = JobRow
    ended = or_(row.done_at.is_not(None), row.last_error.is_not(None))
    async with database.reading() as session:
        rows = await session.execute(
            select(row.key, row.last_error).where(row.kind == "redraft_summary", row.key.in_(keys), ended)
        )
        settled = rows.all()
    if wrong := [error for _, error in settled if error]:
        raise SystemExit(f"bench: a draft failed: {wrong[0]}")
    return [key for key, _ in settled]


def _rows(effort: Effort, found: defaultdict[str, list[float]]) -> Iterator[Row]:
    for engine in _ENGINES:
        what = f"summary of a ten-minute call, {engine}: transcript to draft"
        yield Row(f"{what}, p50", "ms", Figure.of(found[f"{engine}, 0.5"]), at_most=1e3 * _MOST_S)
        yield Row(f"{what}, p95", "ms", Figure.of(found[f"{engine}, 0.95"]), at_most=1e3 * _MOST_S)
        whole = f"{what}, the last of {effort.drafts} at once"
        yield Row(whole, "s", Figure.of(found[f"{engine}, at once"]), at_most=_MOST_S)

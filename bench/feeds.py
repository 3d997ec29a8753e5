"""How long a file of tracking events takes to be looked through and loaded, on both databases."""

import asyncio
import tempfile
import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta

from bench import programs
from bench.effort import Effort
from bench.figures import Figure, Row
from bench.node import records
from cases.imports.lines import Kind
from cases.imports.loading import load_import
from cases.imports.plan import plan_import

_OF_A_CASE = 20
_AT_MOST_S = 60.0
_PROMISED = 100_000
"""Events for which the limit holds."""
_WORDS = ("PickedUp", "Departure", "Arrival", "InTransit", "InTransit_CustomsProcessing")
_BEGIN = datetime(2026, 9, 1, 8, tzinfo=UTC)
_HEADS = (
    "reference,title,customer_name,customer_language,tracking_number,carrier,at,description,location,country,progress"
)


async def measure(effort: Effort) -> list[Row]:
    """The same file into an empty database, and again into the one that has it."""
    data = await asyncio.to_thread(_file, effort.events)
    found: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    async with programs.postgres() as postgres:
        for number in range(effort.rounds):
            for engine in ("SQLite", "PostgreSQL"):
                effort.say(f"feeds: round {number + 1} of {effort.rounds}: {effort.events} events into {engine}")
                with tempfile.TemporaryDirectory(prefix="bench-") as folder:
                    url = (
                        await postgres.database()
                        if engine == "PostgreSQL"
                        else f"sqlite+aiosqlite:///{folder}/bench.db"
                    )
                    for what, seconds in zip(("new", "known"), await _load(url, data, effort.events), strict=True):
                        found[engine, what].append(seconds)
    bound = _AT_MOST_S if effort.events >= _PROMISED else None
    return [
        Row(
            f"import of {effort.events} events, {what}: {engine}", "s", Figure.of(seconds),
            at_most=bound if what == "new" else None,
        )
        for (engine, what), seconds in found.items()
    ]  # fmt: skip


async def _load(url: str, data: bytes, events: int) -> list[float]:
    """Seconds for the file, looked through and loaded; and for the same once more."""
    took = []
    async with records(url) as database:
        for added in (events, 0):
            begun = time.perf_counter()
            plan = await plan_import(database, data, Kind.CSV, now=datetime.now(UTC))
            loaded = await load_import(database, data, plan, actor="bench", now=datetime.now(UTC))
            took.append(time.perf_counter() - begun)
            if (loaded.events_added, plan.bad_lines) != (added, 0):
                raise SystemExit(f"bench: {loaded.events_added} events were added, and not {added}")
    return took


def _file(events: int) -> bytes:
    lines = [_HEADS]
    for number in range(events):
        case, step = divmod(number, _OF_A_CASE)
        stated = f"Lamp {case},Ana Gil,es,RR{case:08}0CN,China Post" if step == 0 else ",,,,"
        at = _BEGIN + timedelta(hours=5 * step, minutes=case % 60)
        word = _WORDS[step % len(_WORDS)]
        lines.append(f"B-{case},{stated},{at.isoformat()},{word} at stop {step},Depot {step},CN,{word}")
    return "\n".join(lines).encode()

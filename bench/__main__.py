"""`python -m bench [--size quick] [--parts "signaling connecting"]`: measures, prints a table, writes it to a file."""

import argparse
import asyncio
import importlib.metadata
import signal
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bench import feeds, machine, outbox, pairing, search, signaling
from bench.connecting import measure as connecting
from bench.connecting import moving
from bench.effort import FULL, QUICK, TINY, Effort
from bench.figures import Report, Row
from bench.legs import fidelity
from bench.legs import measure as legs
from bench.recording import measure as recording
from bench.summaries import measure as summaries
from bench.weak import measure as weak
from bench.wire.wire import missing
from event_loop import run_quickly

PARTS: dict[str, Callable[[Effort], Awaitable[list[Row]]]] = {
    "signaling": signaling.measure,
    "pairing": pairing.measure,
    "feeds": feeds.measure,
    "connecting": connecting.measure,
    "recording": recording.measure,
    "legs": legs.measure,
    "fidelity": fidelity.measure,
    "moving": moving.measure,
    "weak": weak.measure,
    "search": search.measure,
    "outbox": outbox.measure,
    "summary": summaries.measure,
}
"""Each a module of its own; a new one is added here and in nothing else."""

BY_WIRE = ("connecting", "moving", "weak", "legs", "fidelity")
"""Between browsers at the ends of an emulated wire, which not every machine can have."""

_SIZES = {"full": FULL, "quick": QUICK, "tiny": TINY}
_VERSIONS = ("aiohttp", "redis", "sqlalchemy", "pydantic")


def main(words: list[str]) -> int:
    """Run what the command line asks for. What was not met is in the table; it is no failure of the run."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--parts", help="of: " + ", ".join(PARTS) + "; by default all that this machine can run")
    parser.add_argument("--size", choices=_SIZES, default="full", help="tiny and quick prove nothing but that it runs")
    parser.add_argument("--rounds", type=int, help="instead of as many as the size has")
    parser.add_argument("--out", type=Path, default=Path("var/bench.json"), help="the same table for programs")
    asked = parser.parse_args(words)
    parts = asked.parts.split() if asked.parts else list(PARTS)
    if unknown := set(parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    wired = [part for part in parts if part in BY_WIRE]
    if wired and (reason := missing()) is not None:  # told before hours have gone into the others
        if asked.parts:
            parser.error(f"{', '.join(wired)}: {reason}")
        FULL.say(f"bench: without {', '.join(wired)}: {reason}")
        parts = [part for part in parts if part not in wired]
    report = Report(machine.described((name, importlib.metadata.version(name)) for name in _VERSIONS))
    report.machine |= {"at": datetime.now(UTC).isoformat(timespec="seconds"), "size": asked.size}
    size = _SIZES[asked.size]
    effort = replace(size, rounds=asked.rounds or size.rounds)
    for part in parts:
        report.rows += _run(PARTS[part], effort)
    report.write(asked.out)
    sys.stdout.write(report.table() + "\n")
    return 0


def _run(part: Callable[[Effort], Awaitable[list[Row]]], effort: Effort) -> list[Row]:
    async def measured() -> list[Row]:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 (we are in one)
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)  # as Ctrl-C: nothing is left behind
        return await part(effort)

    return run_quickly(measured())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Runs them all in turn, cell by cell and round by round, and says what does not count."""

import tempfile
from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path

from playwright.async_api import Error as PlaywrightError

from bench import machine
from bench.connecting.cells import CELLS, NEAREST, RELAYED, Cell
from bench.connecting.contenders import OURS, Ring, called_in
from bench.connecting.house import open_house
from bench.connecting.people import AGENT, CUSTOMER, SERVER, open_people
from bench.connecting.table import rows
from bench.connecting.watching import Run, RunError
from bench.effort import Effort
from bench.figures import Row
from bench.wire.wire import WireError, open_wire

_TRIES = 3
_ANY_MS = 1000.0
"""Where the numbers prove nothing, a machine that is busy with other tests may find what it finds."""
_MAY_FAIL = 0.25
"""More than this share of runs that show nothing, and the machine is none to measure on."""


@dataclass(slots=True)
class Found:
    """Runs that count, by cell and by who made the call; how many did not."""

    runs: defaultdict[tuple[Cell, str], list[Run]] = field(default_factory=lambda: defaultdict(list))
    failed: int = 0

    @property
    def made(self) -> int:
        """All that were begun."""
        return self.failed + sum(map(len, self.runs.values()))


async def measure(effort: Effort) -> list[Row]:
    """The bench's part `connecting`."""
    cells = CELLS if effort.everybody else (replace(NEAREST, spread_ms=_ANY_MS),)
    calls = effort.rounds * effort.calls
    found = Found()
    machine.unpin()
    try:
        with tempfile.TemporaryDirectory(prefix="bench-") as name:
            folder = Path(name)
            async with (
                open_wire(AGENT, CUSTOMER, SERVER) as wire,
                open_house(
                    wire, folder, calls=_TRIES * calls * len(cells) * len(OURS), relay=RELAYED in cells
                ) as house,
                open_people(wire, folder) as (agent, customer),
            ):
                ring = Ring(wire, house, agent, customer, effort.settle_s)
                for number in range(calls):
                    for cell in cells:
                        effort.say(f"connecting: call {number + 1} of {calls}, {cell}")
                        for who in called_in(cell, everybody=effort.everybody):
                            await _call(ring, found, who, cell, seed=str(number), effort=effort)
    except WireError as error:
        raise SystemExit(f"bench: {error}") from error
    return list(rows(found.runs, failed=found.failed))


async def _call(ring: Ring, found: Found, who: str, cell: Cell, *, seed: str, effort: Effort) -> None:
    """Until one counts."""
    for _ in range(_TRIES):
        try:
            found.runs[cell, who].append(await ring.call(who, cell, seed=seed))
        except (RunError, PlaywrightError) as error:
            found.failed += 1
            effort.say(f"connecting: {who} at {cell} does not count: {error}")
        else:
            break
    else:
        raise SystemExit(f"bench: {who} at {cell} made no call that counts in {_TRIES} tries")
    if found.failed > max(_TRIES, _MAY_FAIL * found.made):
        raise SystemExit(f"bench: {found.failed} of {found.made} calls do not count; is the machine busy?")

"""The long run: `python -m tests.soak.pairing --operations 100000 --agents 50 --customers 500`.

Agents and customers by chance on two nodes and one database, with nodes that freeze and die and a Redis that is
emptied; everything is looked at after each step, and the history of it all is proved from the rows at the end.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import structlog

from records.database import Database, open_database
from records.migrate import migrate
from tests.conftest import create_postgres_database, postgres_cluster
from tests.pairing.driver import Broken, drive
from tests.pairing.history import check, read_facts
from tests.pairing.station import Quiet
from tests.pairing.world import World, open_world

_REPORT_EVERY = 2_000


def main() -> int:
    """Exit status 0 when nothing was violated."""
    options = _options()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    print(f"seed {options.seed}, {options.engine}", flush=True)
    with _database_url(options.engine) as url:
        violations = asyncio.run(_run(url, options))
    for violation in violations[:20]:
        print("VIOLATION", violation)
    print(f"{len(violations)} violations")
    return 1 if violations else 0


async def _run(url: str, options: argparse.Namespace) -> list[str]:
    async with open_database(url) as database:
        await migrate(database.engine)
        return await _run_on(database, options)


async def _run_on(database: Database, options: argparse.Namespace) -> list[str]:
    random, started, done = Random(options.seed), time.monotonic(), 0
    violations: list[str] = []
    async with open_world(
        database, agents=options.agents, customers=options.customers, announcer=Quiet
    ) as world:  # fmt: skip
        while done < options.operations and not violations:
            try:
                done += await drive(
                    world, random, min(_REPORT_EVERY, options.operations - done), at_once=options.at_once
                )  # fmt: skip
            except Broken as broken:
                violations.append(str(broken))
            print(_line(world, done, time.monotonic() - started), flush=True)
        return violations + _history(world)


def _history(world: World) -> list[str]:
    with world.eye.connect() as rows:
        facts = read_facts(rows, versions=world.versions, back=world.back)
    outcomes = Counter(offer.outcome for offer in facts.offers)
    print(f"{len(facts.calls)} calls, offers {dict(outcomes)}, refused {dict(world.refused)}")
    return check(facts)


def _line(world: World, done: int, seconds: float) -> str:
    picture = world.picture
    return (
        f"{done} operations in {seconds:.0f} s; {len(picture.live)} live calls, {len(picture.in_line)} in line, "
        f"{len(picture.offers)} ring, {len(picture.free)} agents free; {picture.at:%H:%M:%S}"
    )


@contextmanager
def _database_url(engine: str) -> Iterator[str]:
    if engine == "postgresql":
        with postgres_cluster() as template:
            yield create_postgres_database(template)
        return
    with tempfile.TemporaryDirectory(prefix="soak") as folder:
        yield f"sqlite+aiosqlite:///{Path(folder) / 'soak.db'}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--operations", type=int, default=100_000)
    parser.add_argument("--agents", type=int, default=50)
    parser.add_argument("--customers", type=int, default=500)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--at-once", type=int, default=6, help="operations that may happen at the same time")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="the same one tells the same story, "
                        "but for what happens at the same time")  # fmt: skip
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

"""The long run: `python -m tests.soak.hostility --stories 200`.

Hostile pages by chance against a real browser whose person has not clicked, first a customer's and then an agent's:
after each story nothing has left it but black and silence.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

import structlog

from records.database import open_database
from records.migrate import migrate
from signaling.cluster.embedded import open_embedded_redis
from signaling.runtime.allowance import Allowance
from tests.browser.hostility import Seen, ends_with_a_click, faces, stories
from tests.browser.stage import open_stage

_TOGETHER = 25
"""Stories with one pair of pages; the next pair begins anew."""


def main() -> int:
    """Exit status 0 when nothing was seen or heard."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stories", type=int, default=200, help="half of them against each side")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="the first of them")
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    Allowance.__init__.__kwdefaults__ = {"per_s": 1e6, "burst": 1e9}  # it is the page that is tried, not the server
    print(f"seed {options.seed}", flush=True)
    first = options.seed
    for victim in ("customer", "agent"):
        last = first + options.stories // 2
        while first < last:
            seeds = range(first, min(first + _TOGETHER, last))
            try:
                seen = asyncio.run(_tell(victim, seeds))
            except AssertionError as violation:
                print("VIOLATION", violation)
                return 1
            print(f"{victim}: {seeds}, {seen}", flush=True)
            first = seeds.stop
    return 0


async def _tell(victim: str, seeds: range) -> Seen:
    with tempfile.TemporaryDirectory(prefix="soak") as folder:
        place = Path(folder)
        async with (
            open_database(f"sqlite+aiosqlite:///{place / 'soak.db'}") as database,
            open_embedded_redis(place) as redis_url,
        ):
            await migrate(database.engine)
            async with open_stage(database, redis_url, place) as stage:
                page, hostile = await faces(stage, victim)
                seen = await stories(page, hostile, seeds)
                await ends_with_a_click(page, hostile)
                return seen


if __name__ == "__main__":
    sys.exit(main())

"""The long run: `python -m tests.soak.sequences --sequences 5000`.

A hostile page says what it likes, in any order, against the server: first a customer's, then an agent's. After each
sequence nobody has clicked who did not, and nobody outside the call has heard anything.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import structlog

from records.database import Database, open_database
from records.migrate import migrate
from signaling.cluster.embedded import open_embedded_redis
from signaling.runtime.allowance import Allowance
from tests.hardening.sequences import SIDES, Violation, tell


def main() -> int:
    """Exit status 0 when nothing was achieved."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sequences", type=int, default=5000, help="half of them against each side")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="the first of them")
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    Allowance.__init__.__kwdefaults__ = {"per_s": 1e6, "burst": 1e9}  # what is said is tried, not how often
    print(f"seed {options.seed}", flush=True)
    try:
        asyncio.run(_tell(range(options.seed, options.seed + options.sequences // len(SIDES))))
    except Violation as violation:
        print("VIOLATION", violation)
        return 1
    return 0


async def _tell(seeds: range) -> None:
    with tempfile.TemporaryDirectory(prefix="soak") as folder:

        @asynccontextmanager
        async def database() -> AsyncIterator[Database]:
            async with open_database(f"sqlite+aiosqlite:///{folder}/{uuid4().hex}.db") as opened:
                await migrate(opened.engine)
                yield opened

        async with open_embedded_redis(Path(folder)) as redis_url:
            for side in SIDES:
                print(f"{side}: {await tell(database, redis_url, side=side, seeds=seeds)}", flush=True)


if __name__ == "__main__":
    sys.exit(main())

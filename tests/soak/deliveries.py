"""The long run: `python -m tests.soak.deliveries --calls 10000`.

Calls are talked, hung up, written up and approved by a clerk that is killed (SIGKILL) again and again at any instant,
while a receiver misbehaves in every way it can: at the end each case has one summary, each event was taken by both
endpoints under its one id and with a valid signature, and nothing is left over.
"""

import argparse
import asyncio
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import structlog
from sqlalchemy import func, select

from records.database import open_database
from records.tables import CaseEntryRow, OutboxRow
from tests.soak.clerk import DONE, prepare, work

_LIVES_S = (0.3, 4.0)
_STALLED_S = 180.0


def main() -> int:
    """Exit status 0 when nothing was lost, and nothing is there twice."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    chance = random.Random(options.seed)
    print(f"seed {options.seed}, {options.calls} calls", flush=True)
    with tempfile.TemporaryDirectory(prefix="soak") as name:
        folder = Path(name)
        command = [sys.executable, "-m", "tests.soak.receiver", str(folder / "came"), str(options.seed)]
        receiver = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            assert receiver.stdout is not None
            base = receiver.stdout.readline().strip()
            _wait(_fork(lambda: asyncio.run(prepare(_url(folder), base))), wanted=0)
            kills = _kill_again_and_again(folder, options.calls, chance)
        finally:
            receiver.terminate()
            receiver.wait(10)
        print(f"{kills} kills", flush=True)
        return asyncio.run(_judge(folder, options.calls))


def _kill_again_and_again(folder: Path, calls: int, chance: random.Random) -> int:
    begun = time.monotonic()
    kills, last, since = 0, -1, begun
    while True:
        pid = _fork(lambda: asyncio.run(work(_url(folder), calls)))
        until = time.monotonic() + chance.uniform(*_LIVES_S)
        while time.monotonic() < until:
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                if os.waitstatus_to_exitcode(status) != DONE:
                    raise SystemExit(f"the clerk ended with {status}")
                return kills
            time.sleep(0.02)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == DONE:
            return kills
        kills += 1
        closed = _closed(folder)
        if closed != last:
            last, since = closed, time.monotonic()
        elif time.monotonic() - since > _STALLED_S:
            raise SystemExit("nothing goes on any more")
        if kills % 20 == 0:
            print(f"{closed} calls closed after {kills} kills and {time.monotonic() - begun:.0f} s", flush=True)


async def _judge(folder: Path, calls: int) -> int:
    async with open_database(_url(folder)) as database, database.reading() as session:
        of_cases = Counter(await session.scalars(select(CaseEntryRow.case_id).where(CaseEntryRow.kind == "summary")))
        events = set(await session.scalars(select(OutboxRow.id)))
        types = dict((await session.execute(select(OutboxRow.type, func.count()).group_by(OutboxRow.type))).all())
    with sqlite3.connect(folder / "came") as came:
        taken = Counter(came.execute("SELECT endpoint, id FROM came").fetchall())
        wrong = came.execute("SELECT count(*) FROM came WHERE NOT valid").fetchone()[0]
    missing = [(name, event) for name in ("one", "two") for event in events if not taken[name, event]]
    strangers = [each for each in taken if each[1] not in events]
    one_each = len(of_cases) == calls and set(of_cases.values()) == {1}
    print(f"{len(of_cases)} cases with one summary: {one_each}; events {types}")
    again = sum(taken.values()) - len(taken)
    print(f"{2 * len(events)} deliveries, {len(missing)} missing, {again} taken again under their id, {wrong} forged")
    kinds = ("call.started", "call.ended", "summary.attached")
    whole = one_each and types == dict.fromkeys(kinds, calls)
    return 0 if whole and not missing and not strangers and not wrong else 1


def _closed(folder: Path) -> int:
    with sqlite3.connect(folder / "soak.db", timeout=30) as database:
        return int(database.execute("SELECT count(*) FROM calls WHERE state = 'closed'").fetchone()[0])


def _fork(do: Callable[[], None]) -> int:
    pid = os.fork()
    if pid == 0:
        do()
        os._exit(0)
    return pid


def _wait(pid: int, *, wanted: int) -> None:
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) != wanted:
        raise SystemExit("the calls could not be prepared")


def _url(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'soak.db'}"


if __name__ == "__main__":
    sys.exit(main())

"""Promises 7, 20, 23 and 24: whatever people, nodes and Redis do, in whatever order and at the same time.

What is looked at after each step is in `tests/pairing/rules.py`, what the rows must prove at the end of each story in
`tests/pairing/history.py`; the long run of the same is `python -m tests.soak.pairing`.
"""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from records.database import Database, open_database
from records.migrate import migrate
from signaling.runtime.announce import Announcer
from tests.conftest import create_postgres_database
from tests.pairing.driver import MOVES, TIMES_S, do, drive, wait
from tests.pairing.history import Facts, check, read_facts
from tests.pairing.station import Quiet
from tests.pairing.world import World, open_world

NAMES = st.sampled_from([name for name, (_, weight) in MOVES.items() for _ in range(weight)])
NUMBERS = st.integers(0, 1 << 20)
STEPS = st.lists(st.tuples(NAMES, NUMBERS), min_size=1, max_size=3)


class Pairing(RuleBasedStateMachine):
    """Four agents and nine customers on two nodes; each story begins with empty rows."""

    url: str

    def __init__(self) -> None:
        super().__init__()
        self.runner, self.stack = asyncio.Runner(), AsyncExitStack()
        self.world: World = self.runner.run(self._open())

    async def _open(self) -> World:
        database = await self.stack.enter_async_context(open_database(self.url))
        return await self.stack.enter_async_context(open_world(database, agents=4, customers=9, announcer=Quiet))

    @rule(steps=STEPS)
    def something_happens(self, steps: list[tuple[str, int]]) -> None:
        """Some things at once."""
        self.runner.run(do(self.world, [name for name, _ in steps], [n for _, n in steps]))

    @rule(seconds=st.sampled_from(TIMES_S))
    def time_passes(self, seconds: float) -> None:
        """And nobody does anything."""
        self.runner.run(wait(self.world, seconds))

    def teardown(self) -> None:
        try:
            assert check(_facts(self.world)) == []
        finally:
            self.runner.run(self.stack.aclose())
            self.runner.close()


def _facts(world: World) -> Facts:
    with world.eye.connect() as rows:
        return read_facts(rows, versions=world.versions, back=world.back)


@pytest.mark.timeout(600)  # a story that breaks a rule is made short first, and that takes a while
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_no_story_of_the_queue_breaks_a_rule(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    if engine == "sqlite":
        url = f"sqlite+aiosqlite:///{tmp_path}/machine.db"
    else:
        url = create_postgres_database(request.getfixturevalue("postgres"))
    asyncio.run(_migrated(url))
    machine = type("PairingOn", (Pairing,), {"url": url})
    run_state_machine_as_test(machine, settings=settings(max_examples=8, stateful_step_count=40))


async def test_hundreds_of_operations_on_two_nodes_leave_a_history_that_proves_itself(db: Database) -> None:
    async with open_world(db, agents=6, customers=24, announcer=Quiet) as world:
        await drive(world, Random(7), 600, at_once=5)
        assert check(_facts(world)) == []
        assert {offer.outcome for offer in _facts(world).offers} >= {"accepted", "declined", "expired"}


async def test_all_that_is_told_of_such_a_history_can_be_told(sqlite_db: Database) -> None:
    """The pages hear nothing here; but whatever a call comes to, its snapshot and the queue's view can be made."""
    async with open_world(sqlite_db, agents=4, customers=8, announcer=Announcer) as world:
        await drive(world, Random(11), 100)


async def _migrated(url: str) -> None:
    async with open_database(url) as database:
        await migrate(database.engine)

"""What a customer's first arrival costs the database: a thousand come at once when a carrier has lost a lorry."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from records.database import Database
from tests.integration.signaling.stage import open_stage

_ONLY_IN_A_LOADED_CALL = "on_recorder_failure"


@contextmanager
def _loads_of_calls(db: Database) -> Iterator[list[str]]:
    """Every SELECT of a whole call that is sent inside."""
    found: list[str] = []

    def sent(_: Any, __: Any, statement: str, *___: Any) -> None:
        if statement.startswith("SELECT") and _ONLY_IN_A_LOADED_CALL in statement and "JOIN participants" in statement:
            found.append(statement)

    event.listen(db.engine.sync_engine, "before_cursor_execute", sent)
    try:
        yield found
    finally:
        event.remove(db.engine.sync_engine, "before_cursor_execute", sent)


async def test_a_first_arrival_loads_its_call_twice(db: Database, redis_url: str) -> None:
    """When the customer is admitted, and when they sit down: each has to be decided by itself."""
    async with open_stage(db, redis_url, nodes=1) as stage:
        opened = await stage.open_call("LP-1", mode="queue")
        with _loads_of_calls(db) as loads:
            customer = await stage.customer(opened, node=0)
            await customer.hear("chat")
        assert len(loads) == 2

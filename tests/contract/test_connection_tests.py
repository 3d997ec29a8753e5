"""How a page found its connection is kept with its call, on both engines, whatever the page says how often."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from records.call_log import read_call
from records.call_record import ConnectionTestRecord
from records.connection_tests import keep_connection_test
from records.database import Database
from signaling.protocol.incoming import TellConnectionTest
from tests.contract.test_calls_records import _seed
from tests.unit.signaling.story import CUSTOMER, START, invited

PASSED = {"outcome": "passed", "ms": 40}


def told(**fields: Any) -> dict[str, Any]:
    return {"type": "connection_test", "asked": False, "steps": {"socket": PASSED}} | fields


async def _tell(db: Database, *, after_s: int = 0, **fields: Any) -> None:
    message = TellConnectionTest.model_validate(told(**fields))
    async with db.transaction() as session:
        await keep_connection_test(session, "call", CUSTOMER.id, "p", message, now=START + timedelta(seconds=after_s))


async def _kept(db: Database) -> tuple[ConnectionTestRecord, ...]:
    async with db.reading() as session:
        record = await read_call(session, "call")
    assert record is not None
    return record.connection_tests


async def test_each_test_is_kept_in_the_order_they_came(db: Database) -> None:
    await _seed(db, invited())
    await _tell(db, steps={"turn_udp": {"outcome": "late", "ms": None}, "turn_tls": PASSED})
    await _tell(db, asked=True, round_trip_ms=80, kbit_s=1200, after_s=9)
    first, second = await _kept(db)
    assert (first.participant_id, first.at, first.asked, first.kbit_s) == (CUSTOMER.id, START, False, None)
    assert first.steps.turn_udp is not None
    assert first.steps.turn_udp.outcome == "late"
    assert first.steps.stun is None
    assert (second.asked, second.round_trip_ms, second.kbit_s) == (True, 80, 1200)


async def test_a_page_that_never_stops_testing_fills_nothing_and_its_last_test_counts(db: Database) -> None:
    await _seed(db, invited())
    for n in range(30):
        await _tell(db, round_trip_ms=n, after_s=n)
    assert [test.round_trip_ms for test in await _kept(db)] == [*range(19), 29]


@pytest.mark.parametrize(
    "fields",
    [
        {"steps": {"socket": {"outcome": "passed", "ms": -1}}},
        {"steps": {"socket": {"outcome": "passed", "ms": 10**6}}},
        {"steps": {"socket": {"outcome": "203.0.113.9"}}},
        {"steps": {"socket": {**PASSED, "address": "203.0.113.9"}}},
        {"steps": {"203.0.113.9": PASSED}},
        {"steps": []},
        {"round_trip_ms": "80"},
        {"kbit_s": 1e9},
        {"asked": "yes"},
        {"url": "turn:turn.example.org"},
    ],
)
def test_whatever_could_hold_an_address_is_refused(fields: Any) -> None:
    with pytest.raises(ValidationError):
        TellConnectionTest.model_validate(told(**fields))

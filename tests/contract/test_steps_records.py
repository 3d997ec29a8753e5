"""How a page came into the talk is kept with its call, on both engines, whatever the page says how often."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import func, select

from records.call_log import read_call
from records.call_record import StepsRecord
from records.database import Database
from records.steps import keep_steps
from records.tables import StepsRow
from signaling.protocol.incoming import TellSteps
from tests.contract.test_calls_records import _seed
from tests.unit.signaling.story import CUSTOMER, START, invited

DIRECT = {"kind": "direct", "protocol": "udp", "family": "ipv4"}
RELAYED = {"kind": "relayed", "protocol": "tls", "family": "ipv6"}


async def _tell(db: Database, *, page: str = "p", path: Any = None, after_s: int = 0, **steps: int) -> None:
    told = TellSteps.model_validate({"type": "steps", "steps": steps, "path": path})
    async with db.transaction() as session:
        await keep_steps(session, "call", CUSTOMER.id, page, told, now=START + timedelta(seconds=after_s))


async def _kept(db: Database) -> tuple[StepsRecord, ...]:
    async with db.reading() as session:
        record = await read_call(session, "call")
    assert record is not None
    return record.steps


async def test_the_first_word_on_each_step_stays_and_paths_follow_one_another(db: Database) -> None:
    await _seed(db, invited())
    await _tell(db, socket=80, click=2000, path=DIRECT)
    await _tell(db, socket=1, first_picture=2100, path=DIRECT, after_s=1)
    await _tell(db, path=RELAYED, after_s=9)
    (steps,) = await _kept(db)
    assert (steps.participant_id, steps.told_at) == (CUSTOMER.id, START)
    assert (steps.socket, steps.click, steps.first_picture, steps.ice) == (80, 2000, 2100, None)
    assert [path.kind for path in steps.paths] == ["direct", "relayed"]
    assert steps.paths[1].at == START + timedelta(seconds=9)


async def test_a_page_that_never_stops_telling_fills_nothing(db: Database) -> None:
    await _seed(db, invited())
    for n in range(40):
        await _tell(db, path=RELAYED if n % 2 else DIRECT)
        await _tell(db, page=f"page-{n}")
    kept = await _kept(db)
    assert max(len(steps.paths) for steps in kept) == 16
    async with db.reading() as session:
        assert await session.scalar(select(func.count()).select_from(StepsRow)) == 20


@pytest.mark.parametrize(
    "told",
    [
        {"steps": {"ice": -1}},
        {"steps": {"ice": 1e12}},
        {"steps": {"ice": 2**40}},
        {"steps": {"ice": "5"}},
        {"steps": {"ice": True}},
        {"steps": {"address": 5}},
        {"steps": {}, "path": {**DIRECT, "address": "203.0.113.9"}},
        {"steps": {}, "path": {**DIRECT, "protocol": "203.0.113.9"}},
        {"path": DIRECT},
    ],
)
def test_what_is_no_number_of_milliseconds_and_whatever_could_hold_an_address_is_refused(told: Any) -> None:
    with pytest.raises(ValidationError):
        TellSteps.model_validate({"type": "steps", **told})

"""How the line was is kept with its call, on both engines, whatever a page says how often."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import func, select

from records.call_log import read_call
from records.call_record import QualityRecord
from records.database import Database
from records.quality import MOST_SAMPLES, keep_quality
from records.tables import QualityRow
from signaling.protocol.incoming import TellQuality
from signaling.protocol.line import SAMPLES
from tests.contract.test_calls_records import _seed
from tests.unit.signaling.story import AGENT, CUSTOMER, START, invited


async def _tell(db: Database, *samples: Any, who: str = CUSTOMER.id, after_s: int = 0) -> None:
    told = TellQuality.model_validate({"type": "quality", "samples": samples})
    async with db.transaction() as session:
        await keep_quality(session, "call", who, "p", told.samples, now=START + timedelta(seconds=after_s))


async def _kept(db: Database) -> tuple[QualityRecord, ...]:
    async with db.reading() as session:
        record = await read_call(session, "call")
    assert record is not None
    return record.quality


async def test_the_series_of_each_person_comes_back_in_order_at_the_servers_time(db: Database) -> None:
    await _seed(db, invited())
    await _tell(db, {"ago_ms": 8000, "mos": 4.1}, {"ago_ms": 0, "mos": 2.5, "sent": "paused"}, after_s=10)
    await _tell(db, {"ago_ms": 2000, "loss_in": 0.04, "width": 640}, who=AGENT.id, after_s=11)
    await _tell(db, {"ago_ms": 6000, "mos": 3.0}, {"ago_ms": 0}, after_s=12)
    customer, agent = await _kept(db)
    assert (customer.participant_id, agent.participant_id) == (CUSTOMER.id, AGENT.id)
    assert [(one.at - START).total_seconds() for one in customer.samples] == [2, 6, 10, 12]
    assert [one.mos for one in customer.samples] == [4.1, 3.0, 2.5, None]
    assert customer.samples[2].sent == "paused"
    assert (agent.samples[0].loss_in, agent.samples[0].width) == (0.04, 640)


async def test_lowest_middle_and_highest_are_of_what_was_measured(db: Database) -> None:
    await _seed(db, invited())
    await _tell(db, *({"ago_ms": 0, "round_trip_ms": ms} for ms in (900, 40, 60)), {"ago_ms": 0})
    (quality,) = await _kept(db)
    assert quality.round_trip_ms is not None
    assert quality.round_trip_ms.model_dump() == {"lowest": 40, "median": 60, "highest": 900}
    assert quality.mos is None


async def test_a_page_that_never_stops_telling_fills_no_more_than_three_hours(db: Database) -> None:
    await _seed(db, invited())
    for _ in range(MOST_SAMPLES // SAMPLES + 3):
        await _tell(db, *({"ago_ms": 0} for _ in range(SAMPLES - 1)), {"ago_ms": 0, "mos": 3.5})
    async with db.reading() as session:
        assert await session.scalar(select(func.sum(QualityRow.count))) == MOST_SAMPLES
    await _tell(db, {"ago_ms": 0, "mos": 2.0}, who=AGENT.id)
    assert len(await _kept(db)) == 2, "nobody takes the room of the other"


@pytest.mark.parametrize(
    "samples",
    [
        [],
        [{}],
        [{"ago_ms": -1}],
        [{"ago_ms": "5"}],
        [{"ago_ms": 0, "mos": 0.5}],
        [{"ago_ms": 0, "mos": float("nan")}],
        [{"ago_ms": 0, "concealed": 1.5}],
        [{"ago_ms": 0, "round_trip_ms": 2**40}],
        [{"ago_ms": 0, "sent": "203.0.113.9"}],
        [{"ago_ms": 0, "address": "203.0.113.9"}],
        [{"ago_ms": 0}] * (SAMPLES + 1),
    ],
)
def test_what_was_not_measured_and_whatever_could_hold_an_address_is_refused(samples: Any) -> None:
    with pytest.raises(ValidationError):
        TellQuality.model_validate({"type": "quality", "samples": samples})

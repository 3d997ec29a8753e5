"""The sample cases, loaded as a helpdesk and the feeds would bring them."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cases.board import read_case
from cases.case_list import CaseLine, CaseSearch, read_case_list
from cases.journeys.anomalies import Anomaly
from cases.journeys.tracking_event import Progress
from cases.samples import NoSample, load_samples
from records.database import Database

NOW = datetime(2027, 3, 1, 0, 20, tzinfo=UTC)
SAMPLES = Path(__file__).parents[3] / "samples"


async def lines(db: Database, now: datetime = NOW) -> dict[str, CaseLine]:
    page = await read_case_list(db, CaseSearch(), user_id=None, now=now)
    assert page.total == len(page.cases)
    return {line.reference: line for line in page.cases}


async def test_twelve_cases_show_every_kind_of_loss_the_product_names(db: Database) -> None:
    assert await load_samples(db, SAMPLES, now=NOW) == 12
    found = await lines(db)
    assert sorted(found) == [f"LP-{number}" for number in range(1001, 1013)]
    assert {reference: line.anomaly for reference, line in found.items()} == {
        "LP-1001": Anomaly.SILENT,
        "LP-1002": Anomaly.CUSTOMS_HOLD,
        "LP-1003": Anomaly.WRONG_DEPOT,
        "LP-1004": Anomaly.DELIVERED_NOT_RECEIVED,
        "LP-1005": Anomaly.ADDRESS_INCOMPLETE,
        "LP-1006": Anomaly.DEPOT_LOOP,
        "LP-1007": Anomaly.RETURNED_TO_SENDER,
        "LP-1008": Anomaly.LOST_BY_CARRIER,
        "LP-1009": Anomaly.EXPIRED,
        "LP-1010": Anomaly.DAMAGED,
        "LP-1011": Anomaly.DELIVERED_ELSEWHERE,
        "LP-1012": Anomaly.WRONG_BATCH,
    }
    spoken = Counter(line.customer_language for line in found.values())
    assert spoken == {"en": 3, "zh": 2, "es": 2, "de": 1, "fr": 1, "ru": 1, "ar": 1, "pt": 1}


async def test_loading_twice_changes_nothing(db: Database) -> None:
    await load_samples(db, SAMPLES, now=NOW)
    before = await lines(db)
    assert await load_samples(db, SAMPLES, now=NOW + timedelta(days=1)) == 0
    assert await lines(db) == before


async def test_the_first_case_is_about_two_months_silent_on_whatever_day_it_is_loaded(sqlite_db: Database) -> None:
    leap_day = datetime(2028, 2, 29, 23, 59, tzinfo=UTC)
    await load_samples(sqlite_db, SAMPLES, now=leap_day)
    view = await read_case(sqlite_db, "LP-1001", now=leap_day)
    assert view is not None
    assert view.days_silent == 61
    assert view.last_location == "Langley"
    assert view.route.destination is not None
    assert [stop.place for stop in view.route.waypoints] == ["Guangzhou", "Langley"]
    assert (view.route.destination.place, view.route.destination.at) == ("Bristol", None)
    assert all(later.at >= earlier.at for later, earlier in zip(view.events, view.events[1:], strict=False))


async def test_nothing_in_a_sample_lies_in_the_future_or_is_left_uncounted(sqlite_db: Database) -> None:
    await load_samples(sqlite_db, SAMPLES, now=NOW)
    for reference in await lines(sqlite_db):
        view = await read_case(sqlite_db, reference, now=NOW)
        assert view is not None
        assert "{-" not in view.model_dump_json()
        assert view.events
        assert all(event.at < NOW for event in view.events)
        assert sum(event.progress is Progress.UNKNOWN for event in view.events) <= 1
        assert view.parcel.shipped_on is not None
        assert view.parcel.shipped_on <= view.events[-1].at.date()


async def test_a_broken_file_loads_none_of_them(sqlite_db: Database, tmp_path: Path) -> None:
    good = json.loads((SAMPLES / "LP-1001.json").read_text("utf-8"))
    (tmp_path / "LP-1.json").write_text(json.dumps(good))
    (tmp_path / "LP-2.json").write_text(json.dumps(good | {"case": {"title": "nobody's"}}))
    with pytest.raises(NoSample, match=r"LP-2\.json"):
        await load_samples(sqlite_db, tmp_path, now=NOW)
    assert await lines(sqlite_db) == {}


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"case": null}', "\ufeff", '{"case": [], "feeds": 1}'])
async def test_what_is_no_sample_is_named(sqlite_db: Database, tmp_path: Path, text: str) -> None:
    (tmp_path / "LP-1.json").write_text(text)
    with pytest.raises(NoSample, match=r"LP-1\.json"):
        await load_samples(sqlite_db, tmp_path, now=NOW)

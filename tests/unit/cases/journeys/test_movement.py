"""What is no movement: a label that is printed moves no parcel."""

from cases.journeys.movement import loop
from tests.unit.cases.alerting.test_alerts import IN_CIRCLES, P
from tests.unit.cases.journeys.telling import line


def test_what_is_only_announced_is_no_way_back() -> None:
    assert loop(IN_CIRCLES, returns=2) is not None
    announced = [*IN_CIRCLES[:3], line(6, P.INFO_RECEIVED, "Zaragoza")]
    assert loop(announced, returns=2) is None

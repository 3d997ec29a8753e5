"""What is no movement: a label that is printed moves no parcel."""

from cases.movement import loop
from tests.unit.cases.journeys import line
from tests.unit.cases.test_alerts import IN_CIRCLES, P


def test_what_is_only_announced_is_no_way_back() -> None:
    assert loop(IN_CIRCLES, returns=2) is not None
    announced = [*IN_CIRCLES[:3], line(6, P.INFO_RECEIVED, "Zaragoza")]
    assert loop(announced, returns=2) is None

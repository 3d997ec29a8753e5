"""The occasions on which a customer is told something. Pure."""

from collections.abc import Mapping
from enum import StrEnum

from cases.stages import Stage


class Moment(StrEnum):
    """What has happened that they should know."""

    BEGUN = "begun"
    CARRIER_ASKED = "carrier_asked"
    STILL_WAITING = "still_waiting"
    FOUND = "found"
    SOLUTION = "solution"
    CLAIM_FILED = "claim_filed"


_OF_STAGE: Mapping[Stage, Moment] = {
    Stage.ANOMALY_FOUND: Moment.BEGUN,
    Stage.FACTS_CHECKED: Moment.BEGUN,
    Stage.CARRIER_ASKED: Moment.CARRIER_ASKED,
    Stage.CUSTOMER_TOLD: Moment.STILL_WAITING,
    Stage.SOLUTION: Moment.SOLUTION,
    Stage.CLAIM: Moment.CLAIM_FILED,
}


def moment_for(stage: Stage, *, told: frozenset[Moment]) -> Moment:
    """What is to be told next: what belongs to the stage; once that was said, that we are still waiting."""
    wanted = _OF_STAGE[stage]
    return Moment.STILL_WAITING if wanted in told and stage is not Stage.SOLUTION else wanted

"""What an anomaly asks for: what to do, which thing it is about, and where the case goes. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from cases.journeys.anomalies import Anomaly, Trouble
from cases.journeys.steps import SAME_MOMENT
from cases.stages import Stage, may_follow

RULES: Final = "rules"
"""As who the rules act on a case."""


class Advice(StrEnum):
    """What to do about it next."""

    ASK_CARRIER = "ask_carrier"
    ANSWER_CUSTOMS = "answer_customs"
    MEND_ADDRESS = "mend_address"
    ASK_NEIGHBOURS = "ask_neighbours"
    STOP_RETURN = "stop_return"
    SECURE_EVIDENCE = "secure_evidence"
    OFFER_SOLUTION = "offer_solution"
    COMPARE_LABEL = "compare_label"
    TELL_CUSTOMER = "tell_customer"


ADVICE: Mapping[Anomaly, Advice] = {
    Anomaly.LOST_BY_CARRIER: Advice.OFFER_SOLUTION,
    Anomaly.DAMAGED: Advice.SECURE_EVIDENCE,
    Anomaly.RETURNED_TO_SENDER: Advice.STOP_RETURN,
    Anomaly.DELIVERED_ELSEWHERE: Advice.ASK_CARRIER,
    Anomaly.DELIVERED_NOT_RECEIVED: Advice.ASK_NEIGHBOURS,
    Anomaly.CUSTOMS_HOLD: Advice.ANSWER_CUSTOMS,
    Anomaly.ADDRESS_INCOMPLETE: Advice.MEND_ADDRESS,
    Anomaly.LABEL_MIXED_UP: Advice.COMPARE_LABEL,
    Anomaly.DATA_LOST: Advice.COMPARE_LABEL,
    Anomaly.WRONG_BATCH: Advice.ASK_CARRIER,
    Anomaly.WRONG_DEPOT: Advice.ASK_CARRIER,
    Anomaly.DEPOT_LOOP: Advice.MEND_ADDRESS,
    Anomaly.IMPOSSIBLE_JUMP: Advice.COMPARE_LABEL,
    Anomaly.FORCE_MAJEURE: Advice.TELL_CUSTOMER,
    Anomaly.EXPIRED: Advice.ASK_CARRIER,
    Anomaly.SILENT: Advice.ASK_CARRIER,
}

_SAME_MATTER: Mapping[Anomaly, Anomaly] = {Anomaly.EXPIRED: Anomaly.SILENT}
"""A feed that gives up waiting says nothing new of the silence it waited in."""

_BACK_FROM = frozenset({Stage.CARRIER_ASKED, Stage.CUSTOMER_TOLD})
"""What the carrier was asked and the customer was told rested on older facts. Once money is decided, people decide."""


@dataclass(frozen=True, slots=True)
class Thing:
    """What an alert is about, so that nobody is alerted twice for it: the matter, and the moment at which it began.

    Never the words or the place of a line, which feeds write anew.
    """

    matter: Anomaly
    began: datetime

    def __str__(self) -> str:
        return f"{self.matter}:{self.began.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"


@dataclass(frozen=True, slots=True)
class Told:
    """Something that was told before: the matter, and the last moment that it was about."""

    matter: Anomaly
    until: datetime


def known_anomaly(word: str) -> Anomaly | None:
    """The anomaly of this word; None for one of a newer release than ours."""
    return Anomaly(word) if word in set(Anomaly) else None


def matter_of(anomaly: Anomaly) -> Anomaly:
    """What it is a case of: two anomalies may say the same thing."""
    return _SAME_MATTER.get(anomaly, anomaly)


def thing_of(trouble: Trouble) -> Thing:
    """The thing a trouble is."""
    return Thing(matter_of(trouble.anomaly), trouble.began.at)


def is_told(trouble: Trouble, told: Told) -> bool:
    """Whether it is what was told before. A trouble that stands has not been cured since it began: if it began no later
    than the last moment that the other one was about, both are one, and a late line only says that it began sooner
    or was interrupted. Another feed may tell the same step some minutes later.
    """
    return told.matter is matter_of(trouble.anomaly) and trouble.began.at <= told.until + SAME_MOMENT


def moved_by_news(stage: Stage) -> Stage | None:
    """Where a case goes back to when something new is wrong with its parcel; None: it stays."""
    return Stage.FACTS_CHECKED if stage in _BACK_FROM and may_follow(stage, Stage.FACTS_CHECKED) else None

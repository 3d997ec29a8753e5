"""Which events an endpoint wants: by their type, and by the case they are about. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class EventType(StrEnum):
    """Everything that goes out."""

    CALL_STARTED = "call.started"
    CALL_ENDED = "call.ended"
    RECORDING_READY = "recording.ready"
    SUMMARY_ATTACHED = "summary.attached"
    CASE_STAGE_CHANGED = "case.stage_changed"
    CASE_ALERT = "case.alert"
    CASE_LETTER = "case.letter"
    ENQUIRY_OVERDUE = "enquiry.overdue"
    COMMITMENT_DUE = "commitment.due"


class CaseField(StrEnum):
    """What of a case an endpoint may choose by; each is a column of the case."""

    KIND = "kind"
    CARRIER = "carrier"
    CUSTOMER_COUNTRY = "customer_country"
    CUSTOMER_LANGUAGE = "customer_language"


@dataclass(frozen=True, slots=True)
class Wish:
    """`types` empty: every type. `cases`: for each field named, one of its values must be the case's."""

    types: Sequence[str]
    cases: Mapping[str, Sequence[str]]

    def takes(self, event_type: str, case: Mapping[str, Any] | None) -> bool:
        """Whether this event is wanted; `case` are the fields of the case it is about, None: it is about none."""
        if self.types and event_type not in self.types:
            return False
        return all(case is not None and _one_of(case.get(field), values) for field, values in self.cases.items())


def _one_of(value: object, values: Sequence[str]) -> bool:
    return value is not None and str(value).casefold() in {each.casefold() for each in values}

"""One dated line of a parcel's journey, in one vocabulary whatever feed it came from. Pure."""

import hashlib
from datetime import UTC, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Progress(StrEnum):
    """What a line says of the parcel. Feeds' own words are translated to these; a word nobody knows is `unknown`."""

    INFO_RECEIVED = "info_received"
    PICKED_UP = "picked_up"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    IN_TRANSIT = "in_transit"
    CUSTOMS = "customs"
    CUSTOMS_INQUIRY = "customs_inquiry"
    CUSTOMS_RELEASED = "customs_released"
    OUT_FOR_DELIVERY = "out_for_delivery"
    AWAITING_PICKUP = "awaiting_pickup"
    ATTEMPT_FAILED = "attempt_failed"
    ADDRESS_PROBLEM = "address_problem"
    REFUSED = "refused"
    DELIVERED = "delivered"
    DELAYED = "delayed"
    HELD = "held"
    DAMAGED = "damaged"
    LOST = "lost"
    RETURNING = "returning"
    RETURNED = "returned"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


class TrackingEvent(BaseModel):
    """As feeds give it, rules read it and pages show it. `description` is the carrier's own words, in `language`."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    description: str
    progress: Progress
    location: str | None = None
    country: str | None = None
    """ISO 3166, two letters."""
    language: str | None = None
    source: str

    def digest(self) -> str:
        """What makes the same line told twice one line: its minute, its words and its place, not who told it."""
        minute = self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M")
        parts = (minute, _folded(self.description), _folded(self.location or ""))
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()

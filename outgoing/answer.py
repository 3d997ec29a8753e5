"""What came of one attempt, and the port of whoever makes it."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Protocol

from records.tables import EndpointRow, OutboxRow


@dataclass(frozen=True, slots=True)
class Answer:
    """What the receiver said; `status` None when it said nothing, and then `error` says why.

    `gone`: it never wants to hear of us again. `reached`: it works, though it did not take this one event.
    """

    status: int | None
    error: str | None = None
    retry_after: str | None = None
    gone: bool = False
    reached: bool = False

    @property
    def taken(self) -> bool:
        """Whether the event is delivered."""
        return self.status is not None and HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def reason(self) -> str:
        """Why it was not taken, for the operator."""
        return self.error or f"the receiver answered {self.status}"


class Sender(Protocol):
    """Delivers to one kind of endpoint."""

    timeout_s: float
    """No attempt takes longer."""

    async def send(self, event: OutboxRow, endpoint: EndpointRow, *, now: datetime) -> Answer:
        """Send one event. Never raises for what the other side does."""

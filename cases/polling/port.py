"""What a feed can be asked. The port; its ends are beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from cases.feeds.message import Feed, FeedMessage


@dataclass(frozen=True, slots=True)
class Told:
    """One parcel's journey, in the shape of the feed's own push. `raw` is kept as a push's body is."""

    raw: bytes
    message: FeedMessage


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `wait_s`: ask nothing for so long; with it the numbers were not answered."""

    told: tuple[Told, ...] = ()
    wait_s: float | None = None
    error: str | None = None


class JourneyFeed(Protocol):
    """One feed. `most` numbers are asked for at once, and questions are `pause_s` apart."""

    feed: Feed
    most: int
    pause_s: float

    async def ask(self, numbers: Sequence[str]) -> Answer:
        """Never raises for what the other side does."""

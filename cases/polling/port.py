"""What a feed can be asked. The port; its ends are beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog

from cases.feeds.message import Feed, FeedMessage
from cases.feeds.reading import parse_item

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Told:
    """One parcel's journey. `raw` is the body of the answer that tells of it, as it came: several may share one."""

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


def told_by(feed: Feed, items: Iterable[object], raw: bytes) -> tuple[Told, ...]:
    """Each parcel of an answer. Blocking."""
    found = [parse_item(feed, item) for item in items]
    if None in found:
        log.warning("polling.unreadable", feed=feed, count=found.count(None))
    return tuple(Told(raw, message) for message in found if message is not None)

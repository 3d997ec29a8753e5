"""What a feed can be asked. The port; its ends are beside it."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import structlog

from cases.feeds.message import Feed, FeedMessage
from cases.feeds.reading import parse
from signaling.protocol.errors import SignalError

log = structlog.get_logger()


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


def told_by(
    feed: Feed, items: Iterable[object], *, as_push: Callable[[Mapping[str, Any]], Mapping[str, Any]]
) -> tuple[Told, ...]:
    """Each parcel of an answer, which is a push without its envelope. Blocking. One that cannot be written down costs
    itself and not the others.
    """
    found: list[Told] = []
    for item in items:
        if not isinstance(item, Mapping):
            continue
        try:
            raw = json.dumps(as_push(item), sort_keys=True).encode()
            found.append(Told(raw, parse(feed, raw)))
        except (ValueError, RecursionError, SignalError):
            log.warning("polling.unreadable", feed=feed)
    return tuple(found)

"""A feed's body read by whichever feed it is of. Pure."""

from collections.abc import Callable, Mapping
from typing import Final

from cases.feeds import aftership, seventeentrack
from cases.feeds.message import Feed, FeedMessage

_PARSERS: Final[Mapping[Feed, Callable[[bytes], FeedMessage]]] = {
    Feed.SEVENTEENTRACK: seventeentrack.parse,
    Feed.AFTERSHIP: aftership.parse,
}
_EVENTS: Final[Mapping[Feed, frozenset[str]]] = {
    Feed.SEVENTEENTRACK: frozenset({"TRACKING_UPDATED", "TRACKING_STOPPED"}),
    Feed.AFTERSHIP: frozenset({"tracking_update"}),
}


def parse(feed: Feed, raw_body: bytes) -> FeedMessage:
    """What the body says. Raises SignalError `malformed` for what is no JSON object."""
    return _PARSERS[feed](raw_body)


def is_known_event(feed: Feed, event: str) -> bool:
    """Whether this is a word of the feed's for news of a parcel."""
    return event in _EVENTS[feed]

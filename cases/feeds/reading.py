"""A feed's body read by whichever feed it is of: a push, or an answer to a question of ours. Pure."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Final

from cases.feeds import aftership, seventeentrack
from cases.feeds.message import Feed, FeedMessage
from cases.numbers.tracking_number import normalise
from signaling.protocol.errors import SignalError

_PARSERS: Final[Mapping[Feed, Callable[[bytes], FeedMessage]]] = {
    Feed.SEVENTEENTRACK: seventeentrack.parse,
    Feed.AFTERSHIP: aftership.parse,
}
_ITEMS: Final[Mapping[Feed, Callable[[Mapping[str, Any]], Sequence[object] | None]]] = {
    Feed.SEVENTEENTRACK: seventeentrack.items_of,
    Feed.AFTERSHIP: aftership.items_of,
}
_ITEM_PARSERS: Final[Mapping[Feed, Callable[[Mapping[str, Any]], FeedMessage]]] = {
    Feed.SEVENTEENTRACK: seventeentrack.parse_item,
    Feed.AFTERSHIP: aftership.parse_item,
}
_NUMBER: Final[Mapping[Feed, str]] = {Feed.SEVENTEENTRACK: "number", Feed.AFTERSHIP: "tracking_number"}
_EVENTS: Final[Mapping[Feed, frozenset[str]]] = {
    Feed.SEVENTEENTRACK: frozenset({"TRACKING_UPDATED", "TRACKING_STOPPED"}),
    Feed.AFTERSHIP: frozenset({"tracking_update"}),
}


def parse(feed: Feed, raw_body: bytes) -> FeedMessage:
    """What a push says. Raises SignalError `malformed` for what is no JSON object."""
    return _PARSERS[feed](raw_body)


def parse_item(feed: Feed, item: object) -> FeedMessage | None:
    """What an answer says of one parcel; None where it cannot be read, which costs it and not the others."""
    if not isinstance(item, Mapping):
        return None
    try:
        return _ITEM_PARSERS[feed](item)
    except SignalError:
        return None


def parse_kept(feed: Feed, raw_body: bytes, numbers: Collection[str]) -> FeedMessage:
    """What a body that was kept, push or answer, says of these numbers. Raises SignalError `malformed` for what is no
    JSON object. Of an answer, which tells of many parcels, the others are not read.
    """
    items = _items(feed, raw_body)
    if items is None:
        return parse(feed, raw_body)
    wanted = [item for item in items if isinstance(item, Mapping) and _is_of(item.get(_NUMBER[feed]), numbers)]
    told = [message for item in wanted if (message := parse_item(feed, item))]
    return FeedMessage("", tuple(news for message in told for news in message.parcels))


def is_known_event(feed: Feed, event: str) -> bool:
    """Whether this is a word of the feed's for news of a parcel."""
    return event in _EVENTS[feed]


def _items(feed: Feed, raw_body: bytes) -> Sequence[object] | None:
    try:
        body = json.loads(raw_body.decode())
    except (ValueError, RecursionError):
        return None
    return _ITEMS[feed](body) if isinstance(body, Mapping) else None


def _is_of(number: object, numbers: Collection[str]) -> bool:
    return isinstance(number, str | int) and normalise(str(number).strip()) in numbers

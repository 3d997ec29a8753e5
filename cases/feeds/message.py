"""What every feed's message comes to, and the forgiving fields feeds are read with. Pure.

A feed is somebody else's software: a missing, odd or new value costs that value, not the message.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict

from cases.journeys.tracking_event import Progress, TrackingEvent
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode

_LONGEST_TEXT = 1_000
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}")

M = TypeVar("M", bound="Said")


class Feed(StrEnum):
    """Who tells us of journeys; also the `source` of their events."""

    SEVENTEENTRACK = "17track"
    AFTERSHIP = "aftership"


@dataclass(frozen=True, slots=True)
class About:
    """What a feed knows of a parcel beside its journey: what its shop once told it, and who carries it. Countries have
    two letters.
    """

    title: str | None = None
    order_reference: str | None = None
    customer_name: str | None = None
    carrier: str | None = None
    origin: str | None = None
    destination: str | None = None


@dataclass(frozen=True, slots=True)
class ParcelNews:
    """What a message tells of one parcel, by its normalised number; events in any order, perhaps told before.

    `state`: what the feed says of the whole parcel, in `state_words`, as of `as_of`, if it says when; it may be more
    than any of the events say.
    """

    number: str
    events: tuple[TrackingEvent, ...] = ()
    state: Progress = Progress.UNKNOWN
    state_words: str | None = None
    as_of: datetime | None = None
    about: About = About()


@dataclass(frozen=True, slots=True)
class FeedMessage:
    """One webhook body. No parcels: a test ping, or an event that says nothing of a journey."""

    event: str
    parcels: tuple[ParcelNews, ...] = ()


def _text(value: object) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return None
    return _CONTROL.sub(" ", value).strip()[:_LONGEST_TEXT] or None


def _moment(value: object) -> datetime | None:
    """ISO 8601; without a zone it is taken as UTC, which is at most 14 hours wrong. Absurd years are no date."""
    if not isinstance(value, str):
        return None
    try:
        at = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    if not 2000 <= at.year < 2100:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _items(value: object) -> object:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _part(value: object) -> object:
    return value if isinstance(value, Mapping) else {}


Text = Annotated[str | None, BeforeValidator(_text)]
Moment = Annotated[datetime | None, BeforeValidator(_moment)]
Items = BeforeValidator(_items)
Part = BeforeValidator(_part)


class Said(BaseModel):
    """Part of a feed's body; what we do not read is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


def read_body(model: type[M], raw_body: bytes) -> M:
    """The body as `model`. Raises SignalError `malformed` for what is no JSON object.

    Read by Python's own json: pydantic's refuses half a surrogate pair, which is what an emoji cut in two leaves.
    """
    try:
        return as_said(model, json.loads(raw_body.decode()))
    except (ValueError, RecursionError) as error:
        raise SignalError(ErrorCode.MALFORMED, "The body is not a JSON object of this feed.") from error


def as_said(model: type[M], part: object) -> M:
    """Part of a body that is read already, as `model`. Raises SignalError `malformed` for what is no object."""
    try:
        return model.model_validate(part)
    except (ValueError, RecursionError) as error:
        raise SignalError(ErrorCode.MALFORMED, "This is no JSON object of this feed.") from error


def progress_of(words: Mapping[str, Progress], *said: str | None) -> Progress:
    """The first of the feed's words that is known, most precise first; `unknown` when none is."""
    return next((words[word] for word in said if word and word in words), Progress.UNKNOWN)


def language_of(text: str | None) -> str | None:
    """A BCP 47 tag when it looks like one."""
    return text.replace("_", "-") if text and _LANGUAGE.fullmatch(text) else None

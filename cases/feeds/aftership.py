"""AfterShip's webhooks: `tracking_update` with the checkpoints in `msg`, and every other event of theirs.

https://www.aftership.com/docs/tracking/webhook/webhook-overview; sub-status codes by their list of 2026-07.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, cast

from babel.core import get_global

from cases.feeds.message import (
    About,
    Feed,
    FeedMessage,
    Items,
    Moment,
    ParcelNews,
    Part,
    Said,
    Text,
    as_said,
    progress_of,
    read_body,
)
from cases.journeys.tracking_event import Progress, TrackingEvent
from cases.numbers.tracking_number import normalise

HEADER = "aftership-hmac-sha256"

PROGRESS: Final = {
    "InfoReceived": Progress.INFO_RECEIVED,
    "InTransit": Progress.IN_TRANSIT,
    "InTransit_002": Progress.PICKED_UP,
    "InTransit_003": Progress.ARRIVED,
    "InTransit_004": Progress.ARRIVED,
    "InTransit_005": Progress.CUSTOMS_RELEASED,
    "InTransit_006": Progress.CUSTOMS,
    "InTransit_007": Progress.DEPARTED,
    "OutForDelivery": Progress.OUT_FOR_DELIVERY,
    "AvailableForPickup": Progress.AWAITING_PICKUP,
    "AttemptFail": Progress.ATTEMPT_FAILED,
    "Delivered": Progress.DELIVERED,
    "Expired": Progress.EXPIRED,
    "Exception_002": Progress.ADDRESS_PROBLEM,  # customer moved
    "Exception_003": Progress.REFUSED,
    "Exception_004": Progress.CUSTOMS,  # delayed in customs
    "Exception_005": Progress.DELAYED,
    "Exception_006": Progress.HELD,  # for payment
    "Exception_007": Progress.ADDRESS_PROBLEM,
    "Exception_009": Progress.REFUSED,  # by the carrier
    "Exception_010": Progress.RETURNING,
    "Exception_011": Progress.RETURNED,
    "Exception_012": Progress.DAMAGED,
    "Exception_013": Progress.LOST,
    "Exception_016": Progress.DELAYED,
    "Exception_017": Progress.DELAYED,  # extreme weather
    "Exception_018": Progress.CUSTOMS_INQUIRY,  # documents missing or wrong
}

_TWO_LETTERS = cast("dict[str, list[str]]", get_global("territory_aliases"))


class _Checkpoint(Said):
    checkpoint_time: Moment = None
    message: Text = None
    city: Text = None
    location: Text = None
    country_iso3: Text = None
    country_region: Text = None
    tag: Text = None
    subtag: Text = None


class _Tracking(Said):
    tracking_number: Text = None
    slug: Text = None
    tag: Text = None
    subtag: Text = None
    subtag_message: Text = None
    updated_at: Moment = None
    title: Text = None
    customer_name: Text = None
    order_number: Text = None
    order_id: Text = None
    origin_country_iso3: Text = None
    destination_country_iso3: Text = None
    checkpoints: Annotated[tuple[_Checkpoint, ...], Items] = ()


class _Body(Said):
    event: Text = None
    msg: Annotated[_Tracking, Part] = _Tracking()


def is_signed(raw_body: bytes, signature: str | None, *, key: str) -> bool:
    """Whether `signature` (the header `aftership-hmac-sha256`) is the base64 HMAC-SHA256 of the raw body with our key.

    Without a key nothing is signed.
    """
    expected = base64.b64encode(hmac.digest(key.encode(), raw_body, hashlib.sha256))
    given = (signature or "").strip().encode("utf-8", "replace")  # a header may hold any bytes
    return bool(key) and hmac.compare_digest(given, expected)


def parse(raw_body: bytes) -> FeedMessage:
    """The checkpoints of one parcel. Raises SignalError `malformed` for what is no JSON object."""
    return _message(read_body(_Body, raw_body))


def items_of(answer: Mapping[str, Any]) -> Sequence[object] | None:
    """The parcels on a page of `/trackings`, which are pushes without their envelope; None for a push."""
    data = answer.get("data")
    found = data.get("trackings") if isinstance(data, Mapping) else None
    return found if isinstance(found, list) else None


def parse_item(item: Mapping[str, Any]) -> FeedMessage:
    """One of those. Raises SignalError `malformed`."""
    return _message(as_said(_Body, {"event": "tracking_update", "msg": item}))


def _message(body: _Body) -> FeedMessage:
    event = body.event or ""
    if not body.msg.tracking_number:
        return FeedMessage(event)
    events = tuple(told for checkpoint in body.msg.checkpoints if (told := _event(checkpoint)))
    said = body.msg
    news = ParcelNews(
        normalise(body.msg.tracking_number), events, as_of=said.updated_at,
        state=progress_of(PROGRESS, said.subtag, said.tag), state_words=said.subtag_message,
        about=About(
            title=said.title, order_reference=said.order_number or said.order_id, customer_name=said.customer_name,
            origin=_country(said.origin_country_iso3), destination=_country(said.destination_country_iso3),
            carrier=said.slug.replace("-", " ") if said.slug else None,
        ),
    )  # fmt: skip
    return FeedMessage(event, (news,))


def _event(checkpoint: _Checkpoint) -> TrackingEvent | None:
    if checkpoint.checkpoint_time is None or checkpoint.message is None:
        return None
    return TrackingEvent(
        at=checkpoint.checkpoint_time, description=checkpoint.message,
        progress=progress_of(PROGRESS, checkpoint.subtag, checkpoint.tag),
        location=checkpoint.city or checkpoint.location,
        country=_country(checkpoint.country_region or checkpoint.country_iso3), source=Feed.AFTERSHIP,
    )  # fmt: skip


def _country(code: str | None) -> str | None:
    """Two letters of ISO 3166 for the three that AfterShip gives."""
    if code is None:
        return None
    two: Any = _TWO_LETTERS.get(code.upper(), [code.upper()])[0]
    return two if len(two) == 2 and two.isascii() and two.isalpha() else None

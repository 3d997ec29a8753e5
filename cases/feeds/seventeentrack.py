"""17TRACK's webhooks, API v2.2: `TRACKING_UPDATED`, `TRACKING_STOPPED`, and the dashboard's test.

https://api.17track.net/en/doc?version=v2.2#webhook-notification. The sub-status of an event says more than its stage,
and both may be missing: then the newest event takes the parcel's latest status.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

from pydantic import Field

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
    language_of,
    progress_of,
    read_body,
)
from cases.journeys.tracking_event import Progress, TrackingEvent
from cases.numbers.tracking_number import normalise

HEADER = "sign"

PROGRESS: Final = {
    "InfoReceived": Progress.INFO_RECEIVED,
    "PickedUp": Progress.PICKED_UP,
    "Departure": Progress.DEPARTED,
    "Arrival": Progress.ARRIVED,
    "InTransit": Progress.IN_TRANSIT,
    "InTransit_PickedUp": Progress.PICKED_UP,
    "InTransit_Departure": Progress.DEPARTED,
    "InTransit_Arrival": Progress.ARRIVED,
    "InTransit_Other": Progress.IN_TRANSIT,
    "InTransit_CustomsProcessing": Progress.CUSTOMS,
    "InTransit_CustomsReleased": Progress.CUSTOMS_RELEASED,
    "InTransit_CustomsRequiringInformation": Progress.CUSTOMS_INQUIRY,
    "Expired": Progress.EXPIRED,
    "Expired_Other": Progress.EXPIRED,
    "AvailableForPickup": Progress.AWAITING_PICKUP,
    "AvailableForPickup_Other": Progress.AWAITING_PICKUP,
    "OutForDelivery": Progress.OUT_FOR_DELIVERY,
    "OutForDelivery_Other": Progress.OUT_FOR_DELIVERY,
    "DeliveryFailure": Progress.ATTEMPT_FAILED,
    "DeliveryFailure_Other": Progress.ATTEMPT_FAILED,
    "DeliveryFailure_NoBody": Progress.ATTEMPT_FAILED,
    "DeliveryFailure_Security": Progress.HELD,
    "DeliveryFailure_Rejected": Progress.REFUSED,
    "DeliveryFailure_InvalidAddress": Progress.ADDRESS_PROBLEM,
    "Delivered": Progress.DELIVERED,
    "Delivered_Other": Progress.DELIVERED,
    "Returning": Progress.RETURNING,
    "Returned": Progress.RETURNED,
    "Exception_Returning": Progress.RETURNING,
    "Exception_Returned": Progress.RETURNED,
    "Exception_NoBody": Progress.ATTEMPT_FAILED,
    "Exception_Security": Progress.HELD,
    "Exception_Damage": Progress.DAMAGED,
    "Exception_Damaged": Progress.DAMAGED,  # both spellings occur
    "Exception_Destroyed": Progress.DAMAGED,
    "Exception_Rejected": Progress.REFUSED,
    "Exception_Delayed": Progress.DELAYED,
    "Exception_Lost": Progress.LOST,
}


class _Address(Said):
    country: Text = None
    city: Text = None


class _RawTime(Said):
    date: Text = None
    time: Text = None


class _Event(Said):
    time_utc: Moment = None
    time_iso: Moment = None
    time_raw: Annotated[_RawTime, Part] = _RawTime()
    description: Text = None
    location: Text = None
    stage: Text = None
    sub_status: Text = None
    address: Annotated[_Address, Part] = _Address()


class _Carrier(Said):
    key: Text = None
    name: Text = None


class _Provider(Said):
    provider: Annotated[_Carrier, Part] = _Carrier()
    latest_sync_time: Moment = None
    provider_lang: Text = None
    events: Annotated[tuple[_Event, ...], Items] = ()


class _Tracking(Said):
    providers: Annotated[tuple[_Provider, ...], Items] = ()


class _Status(Said):
    status: Text = None
    sub_status: Text = None
    sub_status_descr: Text = None


class _Party(Said):
    country: Text = None


class _ShippingInfo(Said):
    shipper_address: Annotated[_Party, Part] = _Party()
    recipient_address: Annotated[_Party, Part] = _Party()


class _TrackInfo(Said):
    shipping_info: Annotated[_ShippingInfo, Part] = _ShippingInfo()
    latest_status: Annotated[_Status, Part] = _Status()
    tracking: Annotated[_Tracking, Part] = _Tracking()


class _Data(Said):
    number: Text = None
    tag: Text = None
    carrier: Text = None
    track_info: Annotated[_TrackInfo, Part] = _TrackInfo()


class _Body(Said):
    event: Text = None
    data: Annotated[_Data, Part] = Field(default_factory=_Data)


def is_signed(raw_body: bytes, signature: str | None, *, key: str) -> bool:
    """Whether `signature` (the header `sign`) is the hex SHA-256 of the raw body, a slash and our key.

    It holds no time, so a repeated body is recognised by its digest instead. Without a key nothing is signed.
    """
    expected = hashlib.sha256(raw_body + b"/" + key.encode()).hexdigest()
    given = (signature or "").strip().lower().encode("utf-8", "replace")  # a header may hold any bytes
    return bool(key) and hmac.compare_digest(given, expected.encode())


def parse(raw_body: bytes) -> FeedMessage:
    """The events of all carriers on the way. Raises SignalError `malformed` for what is no JSON object."""
    return _message(read_body(_Body, raw_body))


def items_of(answer: Mapping[str, Any]) -> Sequence[object] | None:
    """The parcels of an answer to `/gettrackinfo`, which are pushes without their envelope; None for a push."""
    data = answer.get("data")
    if not isinstance(data, Mapping) or not ("accepted" in data or "rejected" in data):
        return None
    accepted = data.get("accepted")
    return accepted if isinstance(accepted, list) else []


def parse_item(item: Mapping[str, Any]) -> FeedMessage:
    """One of those. Raises SignalError `malformed`."""
    return _message(as_said(_Body, {"event": "TRACKING_UPDATED", "data": item}))


def _message(body: _Body) -> FeedMessage:
    event = body.event or ""
    if not body.data.number:
        return FeedMessage(event)
    info = body.data.track_info
    news = ParcelNews(
        normalise(body.data.number), _events(info), state=_status(info),
        state_words=info.latest_status.sub_status_descr,
        as_of=max((each.latest_sync_time for each in info.tracking.providers if each.latest_sync_time), default=None),
        about=About(
            order_reference=body.data.tag, origin=_country(info.shipping_info.shipper_address.country),
            destination=_country(info.shipping_info.recipient_address.country), carrier=_carrier(body.data),
        ),
    )  # fmt: skip
    return FeedMessage(event, (news,))


def _carrier(data: _Data) -> str | None:
    """The one it is registered with; where that is not said, the first of those on the way."""
    told = [each.provider for each in data.track_info.tracking.providers if each.provider.name]
    return next((each.name for each in told if each.key == data.carrier), told[0].name if told else None)


def _events(info: _TrackInfo) -> tuple[TrackingEvent, ...]:
    told = [
        TrackingEvent(
            at=at, description=event.description, progress=_progress(event.sub_status, event.stage),
            location=event.location or event.address.city, country=_country(event.address.country),
            language=language_of(provider.provider_lang), source=Feed.SEVENTEENTRACK,
        )
        for provider in info.tracking.providers
        for event in provider.events
        if (at := _at(event)) and event.description
    ]  # fmt: skip
    told.sort(key=lambda event: event.at)
    if told and told[-1].progress is Progress.UNKNOWN:
        told[-1] = told[-1].model_copy(update={"progress": _latest(info)})
    return tuple(told)


def _at(event: _Event) -> Moment:
    raw = event.time_raw
    return event.time_utc or event.time_iso or _RawMoment(at=f"{raw.date or ''}T{raw.time or '00:00:00'}").at


class _RawMoment(Said):
    """Carriers that give no zone: the day is right, the hour nearly."""

    at: Moment


def _progress(sub_status: str | None, status: str | None) -> Progress:
    """New sub-statuses come without notice: then the status before the underscore still says something."""
    family = sub_status.partition("_")[0] if sub_status else None
    return progress_of(PROGRESS, sub_status, status, family)


def _status(info: _TrackInfo) -> Progress:
    return _progress(info.latest_status.sub_status, info.latest_status.status)


def _latest(info: _TrackInfo) -> Progress:
    """`Expired` is said of the silence after an event, not of the event."""
    progress = _status(info)
    return Progress.UNKNOWN if progress is Progress.EXPIRED else progress


def _country(code: str | None) -> str | None:
    return code.upper() if code and len(code) == 2 and code.isascii() and code.isalpha() else None

"""What the world says of the parcel before anybody looks: the carrier through 17TRACK, and then its shop."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.e2e.house import House

REFERENCE, NUMBER = "SOL-2051", "LX502837413CN"
FEED_KEY = "the key of the feed"
NAME, CONTACT = "Lucía Ferrer", "lucia.ferrer@correo.example"
LOST_DAYS = 9
JOURNEY = (
    (31, "InfoReceived", "CN", "Shenzhen", "Shipment information received"),
    (30, "InTransit_PickedUp", "CN", "Shenzhen", "Accepted at the post office"),
    (28, "InTransit_Departure", "CN", "Guangzhou", "Departed from the office of exchange"),
    (20, "InTransit_Arrival", "ES", "Madrid", "Llegada a la oficina de cambio"),
    (19, "InTransit_CustomsProcessing", "ES", "Madrid", "En trámite de aduana"),
    (17, "InTransit_CustomsReleased", "ES", "Madrid", "Despacho de aduana finalizado"),
    (LOST_DAYS, "Exception_Lost", "ES", "Madrid", "Envío extraviado"),
)


async def the_carrier_loses_it(house: House) -> None:
    """A push nobody has signed is refused; the real one opens the case by itself; told again, nothing changes."""
    raw = json.dumps(_push()).encode()
    assert (await _pushed(house, raw, key="somebody else's"))[0] == 401
    assert await _pushed(house, raw) == (200, {"cases": [REFERENCE], "events_added": len(JOURNEY)})
    assert await _pushed(house, raw) == (200, {"cases": [REFERENCE], "events_added": 0})


async def the_shop_says_whose_it_is(house: House) -> None:
    """A feed knows neither customer nor value, and the shop no way to reach her."""
    await house.ask(
        "PUT", f"/api/cases/{REFERENCE}",
        body={
            "title": "Reloj de pulsera Ancla", "order_reference": REFERENCE, "tracking_number": NUMBER,
            "carrier": "China Post", "shipped_on": _days_ago(31).date().isoformat(),
            "value": {"amount": "640.00", "currency": "EUR"}, "origin": {"country": "CN", "city": "Shenzhen"},
            "destination": {"country": "ES", "city": "Sevilla"},
            "customer": {"name": NAME, "language": "es", "country": "ES"},
        },
    )  # fmt: skip


async def _pushed(house: House, raw: bytes, *, key: str = FEED_KEY) -> tuple[int, Any]:
    """As 17TRACK signs it."""
    headers = {"sign": hashlib.sha256(raw + b"/" + key.encode()).hexdigest(), "Content-Type": "application/json"}
    async with house.http.post(f"{house.origin}/hooks/17track", data=raw, headers=headers) as response:
        return response.status, await response.json()


def _days_ago(days: int) -> datetime:
    return datetime.now(UTC) - timedelta(days=days, hours=1)


def _event(days: int, status: str, country: str, city: str, words: str) -> dict[str, Any]:
    at = _days_ago(days)
    return {
        "time_iso": at.isoformat(), "time_utc": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "time_raw": {"date": f"{at:%Y-%m-%d}", "time": f"{at:%H:%M:%S}", "timezone": None},
        "description": words, "description_translation": None, "location": city, "stage": status.partition("_")[0],
        "sub_status": status,
        "address": {"country": country, "state": None, "city": city, "street": None, "postal_code": None},
    }  # fmt: skip


def _push() -> dict[str, Any]:
    """`TRACKING_UPDATED` of API v2.2, the newest event first."""
    events = [_event(*each) for each in reversed(JOURNEY)]
    info = {
        "shipping_info": {"shipper_address": {"country": "CN"}, "recipient_address": {"country": "ES"}},
        "latest_status": {"status": "Exception", "sub_status": "Exception_Lost", "sub_status_descr": None},
        "latest_event": events[0],
        "time_metrics": {"days_after_order": 31, "days_of_transit": 30, "days_after_last_update": LOST_DAYS},
        "milestone": [{"key_stage": "PickedUp", "time_iso": events[-2]["time_iso"], "time_utc": None}],
        "misc_info": {"risk_factor": 0, "service_type": None, "weight_raw": None},
        "tracking": {"providers_hash": 1, "providers": [{
            "provider": {"key": 3011, "name": "China Post"}, "provider_lang": None, "service_type": None,
            "latest_sync_status": "Success", "latest_sync_time": events[0]["time_utc"], "events": events,
        }]},
    }  # fmt: skip
    data = {"number": NUMBER, "carrier": 3011, "param": None, "tag": REFERENCE, "track_info": info}
    return {"event": "TRACKING_UPDATED", "data": data}

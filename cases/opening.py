"""A case that nobody has stated: what a feed knows of a parcel when its journey begins to be alarming. Pure."""

import re
from datetime import datetime
from typing import Final

from cases.alerting.rules import RuleBook
from cases.enquiries.carriers import AS_DELIVERED as CARRIERS
from cases.feeds.message import ParcelNews
from cases.journeys.anomalies import Journey, read_journey
from cases.journeys.journey import folded, in_order
from cases.journeys.whole_parcel import line_of_state
from cases.parcel import CaseBody, Customer, Place

NOT_KNOWN: Final = "–"
"""The customer's name where the feed does not have it."""

_NOT_IN_REFERENCES = re.compile(r"[^A-Za-z0-9._-]+")


def is_alarming(news: ParcelNews, book: RuleBook, *, now: datetime) -> bool:
    """Whether a case on this parcel would have an alert at once."""
    state = line_of_state(news, (), source="", now=now)
    events = in_order([*news.events, state] if state else news.events)
    origin, destination = _origin(news), _place(news.about.destination)
    limits = book.limits_for(
        carrier=carrier_named(news.about.carrier), origin=_country(origin), destination=_country(destination)
    )
    journey = Journey(
        events=events, origin=origin, destination=destination, facts={}, now=now, patience=limits.patience()
    )  # fmt: skip
    return read_journey(journey) is not None


def references_for(news: ParcelNews) -> tuple[str, ...]:
    """How the case may be called, the first that is free: after the order, the parcel, or both."""
    order, number = _name(news.about.order_reference), _name(news.number)
    both = f"{order[:30]}-{number[:33]}".strip("-._")
    return tuple(dict.fromkeys(name[:64] for name in (order, number, both) if name))


def stated_by(news: ParcelNews) -> CaseBody:
    """What the feed knows, as a case states it."""
    about = news.about
    return CaseBody(
        title=(about.title or news.number)[:200], tracking_number=news.number[:60],
        order_reference=about.order_reference[:200] if about.order_reference else None,
        carrier=carrier_named(about.carrier),
        shipped_on=min(event.at for event in news.events).date() if news.events else None, origin=_origin(news),
        destination=_place(about.destination),
        customer=Customer(name=(about.customer_name or NOT_KNOWN)[:200], language="en"),
    )  # fmt: skip


def carrier_named(said: str | None) -> str | None:
    """A carrier as the house writes its name: feeds write `china post` or `usps`."""
    if not said:
        return None
    known = CARRIERS.carrier_of(said)
    written = next((name for name in known.names if folded(name) == folded(said)), None) if known else None
    return (written or (said.title() if said.islower() else said))[:200]


def _name(text: str | None) -> str:
    return _NOT_IN_REFERENCES.sub("-", text or "").strip("-._")


def _origin(news: ParcelNews) -> Place | None:
    """What the feed was told, else where the parcel was seen first."""
    seen = (event.country for event in in_order(news.events) if event.country)
    return _place(news.about.origin or next(seen, None))


def _place(country: str | None) -> Place | None:
    return Place(country=country) if country else None


def _country(place: Place | None) -> str | None:
    return place.country if place else None

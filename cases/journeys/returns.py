"""Whether a parcel that goes back has come to its customer after all, or to its sender. Pure.

Carriers say `delivered` of both. In another country than the sender's it is the customer's; within one country, and
where no line names a country, the places tell.
"""

import re
from collections.abc import Sequence
from enum import Enum, auto
from functools import lru_cache
from typing import Final

from cases.journeys.elsewhere import surely_elsewhere
from cases.journeys.journey import NO_SIGHTING, is_at
from cases.journeys.standing import GOES_BACK, NEAR_THE_DOOR, Stands
from cases.journeys.tracking_event import Progress, TrackingEvent
from cases.parcel import Place

_REMEMBERED: Final = 16_384
_SENDER: Final = (
    r"(?:sender|shipper|consignor|merchant|seller|retailer|returns?\s+(?:address|cent(?:er|re)|department|warehouse))\b"
)
_TO_SENDER: Final = re.compile(
    r"\b(?:delivered|returned|return|handed(?:\s+over|\s+back)?|back|signed)\W+(?:to|by)\s+(?:the\s+)?(?:original\s+)?"
    rf"{_SENDER}"
    rf"|\b(?:received|collected)\s+by\s+(?:the\s+)?(?:original\s+)?{_SENDER}|\bsender\s+has\s+received\b"
    r"|\brts\b|\breturn(?:ed)?(?:\s+(?:item|shipment|parcel|package))?\s+(?:was\s+|has\s+been\s+)?delivered\b"
    r"|\bdelivered\s+as\s+(?:a\s+)?return\b"
    r"|(?:退回|退还|返回|退至).{0,6}(?:寄件人|发件人|寄方|发货人|商家)|(?:寄件人|发件人|发货人|商家)(?:已)?签收"
    r"|退(?:回|件|货).{0,4}(?:妥投|投妥|签收)|(?:妥投|签收)\W{0,2}退(?:回|件)"
    r"|\b(?:entregad|devuelt)[oa]\W+(?:al|a|a\s+su)\s+(?:remitente|expedidor|origen)\b|\bdevoluci[oó]n\s+entregada\b"
    r"|\b(?:livr|remis|retourn|restitu|distribu)\w*\W+[àa]\s+(?:l.|son\s+|votre\s+)exp[eé]diteur\b"
    r"|\bretour\s+(?:livr|distribu|remis)"
    r"|\b(?:zur[uü]ck|zugestellt|[uü]bergeben)\W+(?:an\s+(?:den\s+)?|beim\s+)(?:absender|versender)"
    r"|\b(?:an\s+(?:den\s+)?|dem\s+|beim\s+)(?:absender|versender)\s+(?:(?:erfolgreich|wieder)\s+)?"
    r"(?:zur[uü]ck|zugestellt|[uü]bergeben|ausgeliefert|ausgeh[aä]ndigt)"
    r"|\bzustellung\s+an\s+(?:den\s+)?(?:absender|versender)\b(?!\s+(?:gemeldet|mitgeteilt|[uü]bermittelt))"
    r"|\b(?:r[uü]cksendung|retoure?)\b.{0,30}\b(?:zugestellt|[uü]bergeben|ausgeliefert)"
    r"|\b(?:entregue|devolvid[oa])\W+ao\s+remetente\b|\bdevolu[cç][aã]o\s+entregue\b"
    r"|(?:вручен|возвра|доставлен|выдан)\w*\s+отправителю|(?:получен|принят)\w*\s+отправителем"
    r"|возврат\w*\s+(?:вручен|доставлен|выдан)"
    r"|(?:تسليم|إرجاع|إعادة|أعيد\w*|رجع).{0,12}\s(?:إلى|الى)\s+(?:المرسل|الراسل)(?!\s+إليه)"
    r"|(?:تسليم|إرجاع|إعادة|أعيد\w*).{0,12}\sللمرسل(?!\s+إليه)",
    re.IGNORECASE,
)
"""Not what only tells the sender of it, as `confirmation sent to sender`."""


class _Door(Enum):
    SENDERS = auto()
    ANOTHER = auto()
    NOT_KNOWN = auto()


def returned(events: Sequence[TrackingEvent], *, origin: Place | None, destination: Place | None) -> Stands | None:
    """The return that stands; `events` oldest first.

    What was only refused comes to its customer by any later delivery that is not known to be the sender's. What was
    said to go back must be seen at another door: a delivery that names no place is the end of its way back.
    """
    sender = _Sender(events, origin, destination)
    found: Stands | None = None
    on_its_way, last_seen = False, None
    for event in events:
        if event.progress in GOES_BACK or is_delivered_to_sender(event):
            found = Stands.on(found, event)
            on_its_way = on_its_way or event.progress is not Progress.REFUSED
        elif found is not None and event.progress in NEAR_THE_DOOR:
            door = sender.door_of(event, last_seen)
            if door is _Door.ANOTHER or (door is _Door.NOT_KNOWN and not on_its_way):
                found, on_its_way = None, False
        if event.progress not in NO_SIGHTING and (event.location is not None or event.country is not None):
            last_seen = event
    return found


def is_delivered_to_sender(event: TrackingEvent) -> bool:
    """Whether a delivery is the sender's by the carrier's own words."""
    return event.progress is Progress.DELIVERED and _says_sender(event.description)


@lru_cache(_REMEMBERED)
def _says_sender(description: str) -> bool:
    return _TO_SENDER.search(description) is not None


class _Sender:
    """Where the parcel came from, as the case and the first line that names a place say."""

    def __init__(self, events: Sequence[TrackingEvent], origin: Place | None, destination: Place | None) -> None:
        self._origin, self._destination = origin, destination
        abroad = origin is not None and destination is not None and origin.country != destination.country
        self._country = origin.country if origin is not None and abroad else None
        first = next((each for each in events if each.location and each.progress not in NO_SIGHTING), None)
        self._place = (origin.city if origin else None) or (first.location if first else None)

    def door_of(self, event: TrackingEvent, last_seen: TrackingEvent | None) -> _Door:
        """At whose door a line has the parcel. One that names no place is where it was seen last, if that is the
        sender's; the customer's it is not, since from there it went back.
        """
        door = self._named_by(event)
        if door is _Door.NOT_KNOWN and event.location is None and last_seen is not None:
            return _Door.SENDERS if self._named_by(last_seen) is _Door.SENDERS else door
        return door

    def _named_by(self, event: TrackingEvent) -> _Door:
        if self._country is not None and event.country is not None:
            return _Door.SENDERS if event.country == self._country else _Door.ANOTHER
        if event.location is None or self._place is None:
            return _Door.NOT_KNOWN
        is_from, is_to = (is_at(event.location, event.country, end) for end in (self._origin, self._destination))
        if is_from is not is_to:
            return _Door.SENDERS if is_from else _Door.ANOTHER
        if not is_from and surely_elsewhere(self._place, event.location, country=event.country):
            return _Door.ANOTHER
        return _Door.NOT_KNOWN

"""On which day a parcel was delivered, by the calendar of where it was. Blocking: zones are files."""

from datetime import UTC, date, datetime

from cases.contacts.local_time import place_of


def delivery_day(at: datetime, country: str | None) -> date:
    """The carrier counts from the day at the door: an evening in America is the next day in UTC, and a deadline
    reckoned from that one would be a day late. In a country of several zones the earliest; without one the day in UTC.
    """
    clocks = place_of(told=None, countries=(country,)).clocks(at)
    return (clocks[0] if clocks else at.astimezone(UTC)).date()

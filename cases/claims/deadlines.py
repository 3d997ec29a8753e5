"""The last days on which something can be claimed, from what is published and what is known of the parcel. Pure."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from cases.claims.terms_of_carriers import ClaimBook, PublishedDeadline
from cases.claims.words import CountedFrom, Loss, Route, Whom

_LAST_YEAR: Final = date.max.year - 10
"""Longer than any deadline before the end of the calendar."""
_LONGEST_MONTH: Final = 31


@dataclass(frozen=True, slots=True)
class Carried:
    """What deadlines ask about a parcel. None: not known."""

    carrier: str | None
    insurer: str | None
    loss: Loss
    abroad: bool | None
    posted_on: date | None
    due_on: date | None
    delivered_on: date | None

    def day_of(self, counted_from: CountedFrom) -> date | None:
        """The day from which a deadline runs."""
        return {
            CountedFrom.POSTED: self.posted_on, CountedFrom.DUE: self.due_on, CountedFrom.DELIVERED: self.delivered_on
        }[counted_from]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Deadline:
    """One published deadline for this parcel. `last_day` None: the day it runs from is not known."""

    whom: Whom
    name: str
    published: PublishedDeadline
    first_day: date | None
    last_day: date | None


def deadlines(parcel: Carried, book: ClaimBook) -> tuple[Deadline, ...]:
    """Every one that may hold, the earliest first; those whose day is not known last."""
    found = [
        Deadline(
            whom, terms.name, each, first_day=_first_day(each, parcel), last_day=_last_day(each, parcel)
        )
        for whom, name in ((Whom.CARRIER, parcel.carrier), (Whom.INSURER, parcel.insurer))
        if (terms := book.terms_for(whom, name)) is not None
        for each in terms.deadline
        if parcel.loss in each.losses and _route_fits(each.route, parcel.abroad)
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.last_day or date.max, one.name)))


def earliest(found: Sequence[Deadline], whom: Whom) -> date | None:
    """Where published deadlines contradict each other the earliest is kept to."""
    days = [one.last_day for one in found if one.whom is whom and one.last_day is not None]
    return min(days, default=None)


def longest(book: ClaimBook) -> timedelta:
    """No deadline of this book runs longer."""
    days = [(each.days or 0) + (each.months or 0) * _LONGEST_MONTH for terms in book.terms for each in terms.deadline]
    return timedelta(days=max(days, default=0))


def after_months(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _first_day(each: PublishedDeadline, parcel: Carried) -> date | None:
    start = parcel.day_of(each.counted_from)
    return _days_after(start, each.not_before_days) if start and each.not_before_days else None


def _last_day(each: PublishedDeadline, parcel: Carried) -> date | None:
    start = parcel.day_of(each.counted_from)
    if start is None:
        return None
    if not each.months:
        return _days_after(start, each.days or 0)
    return after_months(start, each.months) if start.year < _LAST_YEAR else None


def _days_after(day: date, days: int) -> date | None:
    """None past the end of the calendar: a day somebody once mistyped must not take the others off the list."""
    return day + timedelta(days=days) if day.year < _LAST_YEAR else None


def _route_fits(route: Route, abroad: bool | None) -> bool:
    """A route nobody knows fits both: better one deadline too many."""
    return route is Route.ANY or abroad is None or (route is Route.ABROAD) == abroad

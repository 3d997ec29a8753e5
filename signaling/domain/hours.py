"""Opening hours: when customers may expect somebody. Pure; the calendar is handed in.

The wall clock of the zone decides, and nothing else, also on the two days a year when it is set: whoever reads the
hours and looks at a clock there must find what the pages say.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(([01]\d|2[0-3]):([0-5]\d)|24:00)")
_LOOK_AHEAD_DAYS = 60
_DAY_AND_NIGHT = ((timedelta(), timedelta(days=1)),)

Span = tuple[timedelta, timedelta]
"""From and to, counted from midnight; `to` is over 24 h where it lies in the next day."""


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """A week in one time zone, and the days on which nobody is there. An empty week is always open but for these."""

    zone: ZoneInfo
    week: Mapping[int, tuple[Span, ...]]
    closed_on: frozenset[date] = frozenset()

    @classmethod
    def parse(
        cls, time_zone: str, week: Mapping[str, Sequence[str]], closed_on: Sequence[date] = ()
    ) -> "OpeningHours":  # fmt: skip
        """`{"mon": ["09:00-13:00", "14:00-18:00"], "sat": ["22:00-02:00"]}`: a span may end on the next day.

        Raises ValueError with words that say which part cannot be read.
        """
        unknown = sorted(set(week) - set(_DAYS))
        if unknown:
            raise ValueError(f"{unknown[0]!r} is no day; the days are {', '.join(_DAYS)}")
        if not exists(time_zone):
            raise ValueError(f"there is no time zone {time_zone!r}")
        spans = {_DAYS.index(day): tuple(_span(text) for text in texts) for day, texts in week.items()}
        if closed_on and not any(spans.values()):
            spans = dict.fromkeys(range(len(_DAYS)), _DAY_AND_NIGHT)
        return cls(ZoneInfo(time_zone), spans, frozenset(closed_on))

    def is_open(self, at: datetime) -> bool:
        """Whether somebody may be expected at this moment."""
        return not any(self.week.values()) or any(start <= at < end for start, end in self._spans(at, days=1))

    def opens_at(self, at: datetime) -> datetime | None:
        """The next opening after `at`, in UTC; None when open now, or not for two months."""
        if self.is_open(at):
            return None
        return min((start for start, _ in self._spans(at, days=_LOOK_AHEAD_DAYS) if start > at), default=None)

    def anybody_within(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether somebody may be expected at any moment between these two."""
        opens_at = self.opens_at(starts_at)
        return self.is_open(starts_at) or (opens_at is not None and opens_at < ends_at)

    def ahead(self, at: datetime, *, days: int) -> tuple[tuple[datetime, datetime], ...]:
        """From when to when somebody is there, in UTC and in order, with something between them; the first may have
        begun. Empty: always.
        """
        if not any(self.week.values()):
            return ()
        found: list[tuple[datetime, datetime]] = []
        for opens, closes in sorted(span for span in self._spans(at, days=days) if span[1] > at):
            if found and opens <= found[-1][1]:
                found[-1] = found[-1][0], max(closes, found[-1][1])
            else:
                found.append((opens, closes))
        return tuple(found)

    def _spans(self, at: datetime, *, days: int) -> Iterator[tuple[datetime, datetime]]:
        """Every span of yesterday, today, and the days until `days` from now, in UTC."""
        today = at.astimezone(self.zone).date()
        for n in range(-1, days + 1):
            day = today + timedelta(days=n)
            if day not in self.closed_on:
                midnight = datetime.combine(day, time())
                for start, end in self.week.get(day.weekday(), ()):
                    yield from self._shown(midnight + start, midnight + end)

    def _shown(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """From when to when, in UTC, the wall clock of the zone shows a time from `start` to before `end`.

        Set forward in between, it leaves some of it out or all; set back, it may show it twice. Until and from that
        moment are two spans, also where they touch. It is set once in a day at most.
        """
        offsets = {wall.replace(fold=fold, tzinfo=self.zone).utcoffset() for wall in (start, end) for fold in (0, 1)}
        moments = [(wall - (offset or timedelta())).replace(tzinfo=UTC) for wall in (start, end) for offset in offsets]
        if len(offsets) == 1:
            yield moments[0], moments[1]
            return
        first, last = min(moments), max(moments)
        is_set = self._is_set(first, last)
        for offset, since, until in ((self._offset(first), first, is_set), (self._offset(last), is_set, last)):
            opens = max(since, start.replace(tzinfo=UTC) - offset)
            closes = min(until, end.replace(tzinfo=UTC) - offset)
            if opens < closes:
                yield opens, closes

    def _is_set(self, before: datetime, after: datetime) -> datetime:
        """The second at which the clock is set, between these two."""
        seconds, offset = int((after - before).total_seconds()), self._offset(before)
        passed = bisect_left(
            range(seconds), True, key=lambda second: self._offset(before + timedelta(seconds=second)) != offset
        )  # fmt: skip
        return before + timedelta(seconds=passed)

    def _offset(self, at: datetime) -> timedelta:
        return at.astimezone(self.zone).utcoffset() or timedelta()


def exists(time_zone: str) -> bool:
    """Whether the IANA database knows this name."""
    try:
        ZoneInfo(time_zone)
    except (KeyError, ValueError, OSError):
        return False
    return True


ALWAYS_OPEN = OpeningHours(ZoneInfo("UTC"), {})


def _span(text: str) -> Span:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no span of time; write 09:00-18:00")
    start = timedelta(hours=int(found[1]), minutes=int(found[2]))
    end = timedelta(days=1) if found[4] is None else timedelta(hours=int(found[4]), minutes=int(found[5]))
    if start == end:
        raise ValueError(f"{text!r} has no length; a whole day is 00:00-24:00")
    return start, end if end > start else end + timedelta(days=1)

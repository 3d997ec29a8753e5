"""What other rules would have done over the journeys there are, before anybody switches them on."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, Field

from cases.alerting.replay import Change, Difference, Past, alerts_over, compare
from cases.alerting.rules import RuleBook
from cases.board import past_of
from cases.journeys.anomalies import Anomaly
from records.alerts import stages_of
from records.cases import list_tracking_events, newest_cases
from records.database import Database

_AT_ONCE = 200
_MOST_LINES = 200
"""The newest of a journey. Rules are read again at each line, so a longer one costs by the square of its length."""
MOST_TOLD = 500
"""Differences that are listed; all are counted."""


class _Shown(BaseModel):
    model_config = ConfigDict(frozen=True)


class Different(_Shown):
    """One thing about an alert that would have been otherwise. `before` and `after`: when it would have been raised; by
    when somebody should have acted on it, or when it would have moved its case back, where the change is one of these.
    Null: not at all.
    """

    case_reference: str
    anomaly: Anomaly
    change: Change
    since: datetime
    before: datetime | None
    after: datetime | None


class Replayed(_Shown):
    """The same history under two rule books. Counts are of alerts, each thing once."""

    days: int
    cases: int
    before: dict[Anomaly, int] = Field(description="what the rules in force would have raised")
    after: dict[Anomaly, int] = Field(description="what the others would have")
    changed: int = Field(description="alerts that would have been others, each once")
    changes: dict[Change, int] = Field(description="in which ways; one alert may change in several")
    differences: tuple[Different, ...] = Field(description="the newest first, the first 500")


async def replay(
    database: Database, before: RuleBook, after: RuleBook, *, days: int, now: datetime
) -> Replayed:  # fmt: skip
    """Over the last `days`, as if each of the two had always held."""
    tally = _Tally(before, after, since=now - timedelta(days=days), until=now)
    offset = 0
    while histories := await _histories(database, offset):
        await asyncio.to_thread(tally.add, histories)
        offset += len(histories)
    return tally.result(days)


async def _histories(database: Database, offset: int) -> Sequence[Past]:
    async with database.reading() as session:
        rows = await newest_cases(session, limit=_AT_ONCE, offset=offset)
        ids = [row.id for row in rows]
        journeys, moves = await list_tracking_events(session, ids), await stages_of(session, ids)
    return await asyncio.to_thread(
        lambda: [past_of(row, journeys.get(row.id, ())[-_MOST_LINES:], moves.get(row.id, ())) for row in rows]
    )


class _Tally:
    def __init__(self, before: RuleBook, after: RuleBook, *, since: datetime, until: datetime) -> None:
        self._books = before, after
        self._span = since, until
        self._cases = 0
        self._counts: tuple[Counter[Anomaly], Counter[Anomaly]] = (Counter(), Counter())
        self._changed = 0
        self._changes: Counter[Change] = Counter()
        self._found: list[Different] = []

    def add(self, histories: Iterable[Past]) -> None:
        """Blocking: the rules are read at every turn of every journey."""
        since, until = self._span
        for past in histories:
            self._cases += 1
            old, new = (alerts_over(past, book, since=since, until=until) for book in self._books)
            for raised, counts in zip((old, new), self._counts, strict=True):
                counts.update(each.anomaly for each in raised.values())
            differences = compare(past.reference, old, new)
            self._changed += len({each.alert for each in differences})
            for each in differences:
                self._changes[each.change] += 1
                self._found.append(_told(each))

    def result(self, days: int) -> Replayed:
        newest = sorted(self._found, key=lambda each: each.after or each.before or each.since, reverse=True)
        before, after = self._counts
        return Replayed(
            days=days, cases=self._cases, before=dict(before), after=dict(after), changed=self._changed,
            changes=dict(self._changes), differences=tuple(newest[:MOST_TOLD]),
        )  # fmt: skip


def _told(found: Difference) -> Different:
    return Different(
        case_reference=found.reference, anomaly=found.alert.anomaly, change=found.change, since=found.alert.since,
        before=found.before, after=found.after,
    )  # fmt: skip

"""What a file comes to: which cases it states, which events it tells, which lines are bad. Changes nothing."""

import asyncio
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from cases.event_rows import event_columns, may_be_of
from cases.imports.lines import Kind, Line, read_lines
from cases.imports.rows import COLUMNS, PURCHASE, Problem, Row, Wrong, glance, read_row
from cases.journeys.tracking_event import TrackingEvent
from cases.parcel import CaseBody
from cases.purchases import is_to_come
from records.cases import find_by_names
from records.database import Database

FEED = "import"
"""As which the file itself is kept."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be loaded, and what is not. `stated_in` are the lines of `cases`; `events` are by reference
    and digest.
    """

    sha256: str
    lines: int
    cases: Mapping[str, CaseBody]
    stated_in: Mapping[str, int]
    events: Mapping[str, Mapping[str, Mapping[str, Any]]]
    problems: Sequence[Problem]
    ignored: Sequence[str]
    new_cases: int
    purchases: Mapping[str, datetime]
    """By reference, when its customer bought again."""

    @property
    def bad_lines(self) -> int:
        """Lines that are left out, each once however much is wrong with it."""
        return len({problem.line for problem in self.problems})

    @property
    def told(self) -> int:
        """Events, each once however often the file tells it."""
        return sum(len(journey) for journey in self.events.values())


async def plan_import(database: Database, data: bytes, kind: Kind, *, now: datetime) -> Plan:
    """Look through a file. Raises Unreadable for what is none."""
    read = await asyncio.to_thread(_read, data, kind, now)
    async with database.reading() as session:
        found = await find_by_names(session, references=read.references, numbers=read.numbers)
    known = _Known()
    for case_id, reference, number, shipped_on in found:
        known.add(case_id, reference, number, shipped_on)
    return await asyncio.to_thread(_plan, read, known)


@dataclass(slots=True)
class _Read:
    sha256: str
    lines: int = 0
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ignored: dict[str, None] = field(default_factory=dict)

    @property
    def references(self) -> set[str]:
        return {row.reference for row in self.rows if row.reference}

    @property
    def numbers(self) -> set[str]:
        return {row.number for row in self.rows if row.number and row.reference is None}


@dataclass(slots=True)
class _Known:
    """The cases there are, and those the file makes."""

    references: set[str] = field(default_factory=set)
    of_number: dict[str, dict[str, date | None]] = field(default_factory=dict)
    number_of: dict[str, str] = field(default_factory=dict)

    def add(self, _: str, reference: str, number: str | None, shipped_on: date | None) -> None:
        """What is told of the number a case had until now is not told of its parcel."""
        self.references.add(reference)
        if number is not None:
            self.of_number.get(self.number_of.get(reference, number), {}).pop(reference, None)
            self.of_number.setdefault(number, {})[reference] = shipped_on
            self.number_of[reference] = number


def _read(data: bytes, kind: Kind, now: datetime) -> _Read:
    read = _Read(hashlib.sha256(data).hexdigest())
    for line in read_lines(data, kind):
        read.lines += 1
        read.ignored |= dict.fromkeys(_strange(line))
        found = read_row(line)
        if not isinstance(found, Row):
            read.problems += found
        elif found.purchase is not None and is_to_come(found.purchase, now=now):
            read.problems.append(Problem(line.number, PURCHASE, Wrong.TO_COME, glance(line.cells[PURCHASE])))
        else:
            read.rows.append(found)
    return read


def _strange(line: Line) -> Iterable[str]:
    return (name for name in line.cells if name not in COLUMNS)


def _plan(read: _Read, known: _Known) -> Plan:
    """Cases first, wherever in the file they stand: an event may come before the line that states its case."""
    cases: dict[str, CaseBody] = {}
    problems, there = list(read.problems), set(known.references)
    stated_in: dict[str, int] = {}
    for row in read.rows:
        if row.case is None or row.reference is None:
            continue
        if cases.get(row.reference, row.case) != row.case:
            problems.append(Problem(row.line, "reference", Wrong.TWICE, row.reference))
            continue
        cases[row.reference] = row.case
        stated_in.setdefault(row.reference, row.line)
        known.add("", row.reference, row.case.tracking_number, row.case.shipped_on)
    bad = {problem.line for problem in problems}
    events: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row in read.rows:
        if row.event is None or row.line in bad:
            continue
        addressed = _addressed(row, row.event, known)
        if isinstance(addressed, Problem):
            problems.append(addressed)
            continue
        digest, columns = row.event.digest(), {**event_columns(row.event), "told_in": read.sha256}
        for reference in addressed:
            events.setdefault(reference, {}).setdefault(digest, columns)
    purchases = _purchases(read, known, bad, problems)
    problems.sort(key=lambda problem: problem.line)
    return Plan(
        sha256=read.sha256, lines=read.lines, cases=cases, stated_in=stated_in, events=events, problems=problems,
        ignored=list(read.ignored), new_cases=len(cases.keys() - there), purchases=purchases,
    )  # fmt: skip


def _purchases(read: _Read, known: _Known, bad: set[int], problems: list[Problem]) -> dict[str, datetime]:
    """The newest of each case; what is told of a case nobody knows is one more problem."""
    found: dict[str, datetime] = {}
    for row in read.rows:
        if row.purchase is None or row.reference is None or row.line in bad:
            continue
        if row.reference in known.references:
            found[row.reference] = max(row.purchase, found.get(row.reference, row.purchase))
        else:
            problems.append(Problem(row.line, "reference", Wrong.UNKNOWN_CASE, row.reference))
    return found


def _addressed(row: Row, event: TrackingEvent, known: _Known) -> Sequence[str] | Problem:
    """The cases an event is about; a number may be several parcels', of which it fits some."""
    if row.reference is not None:
        if row.reference in known.references:
            return (row.reference,)
        return Problem(row.line, "reference", Wrong.UNKNOWN_CASE, row.reference)
    parcels = known.of_number.get(row.number or "", {})
    if not parcels:
        return Problem(row.line, "tracking_number", Wrong.UNKNOWN_CASE, row.number or "")
    fitting = [reference for reference, shipped_on in parcels.items() if may_be_of(event.at, shipped_on)]
    return fitting or Problem(row.line, "at", Wrong.OTHER_PARCEL, event.at.isoformat())

"""Loads what a plan holds, some hundred cases or a thousand lines at a time: nobody else waits long for the database or
the event loop, and what was loaded before a failure is no harm when the file is loaded again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases.imports.plan import FEED, Plan
from cases.imports.rows import Problem, Wrong
from cases.purchases import note_purchases
from cases.stages import Stage, may_follow
from cases.upsert import hold_cases, put_cases
from records.cases import add_many_entries, add_many_events, find_by_names
from records.database import Database
from records.tables import Became
from records.unclaimed import keep_body

_AT_ONCE = 200
_LINES_AT_ONCE = 1_000
_Journeys = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""By reference and digest."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load came to. `refused` are cases whose stage cannot follow the one they are in; their events are in.
    `purchases` counts the cases on which it was new that their customer bought again.
    """

    cases_made: int
    cases_stated: int
    events_added: int
    events_known: int
    refused: Sequence[Problem]
    purchases: int


async def load_import(database: Database, data: bytes, plan: Plan, *, actor: str, now: datetime) -> Loaded:
    """Load the good lines. The file is kept beside what was read from it."""
    made = stated = added = bought = 0
    refused: list[Problem] = []
    async with database.transaction() as session:
        await keep_body(session, plan.sha256, data, feed=FEED, became=Became.TAKEN, now=now)
    for references in _chunks(sorted(plan.cases)):
        async with database.transaction() as session:
            there = await hold_cases(session, {reference: plan.cases[reference] for reference in references})
            stages = {reference: row.stage for reference, row in there.items()}
            refused += [_refused(plan, reference) for reference in references if _cannot(plan, stages, reference)]
            stating = {r: plan.cases[r] for r in references if not _cannot(plan, stages, r)}
            made += len(await put_cases(session, stating, actor=actor, now=now))
            stated += len(stating)
    for number, journeys in enumerate(_pieces(plan.events)):
        added += await _load_events(database, journeys, key=plan.sha256, number=number, now=now)
    for references in _chunks(sorted(plan.purchases)):
        told = {reference: plan.purchases[reference] for reference in references}
        async with database.transaction() as session:
            bought += len((await note_purchases(session, told, actor=actor, now=now)).fresh)
    return Loaded(made, stated, added, plan.told - added, refused, bought)


async def _load_events(database: Database, journeys: _Journeys, *, key: str, number: int, now: datetime) -> int:
    async with database.transaction() as session:
        found = await find_by_names(session, references=journeys, numbers=())
        ids = {reference: case_id for case_id, reference, *_ in found}
        added = await add_many_events(
            session, {ids[r]: journey for r, journey in journeys.items() if r in ids}, now=now
        )
        if added:
            entries = {case_id: {"feed": FEED, "events_added": count} for case_id, count in added.items()}
            await add_many_entries(session, entries, kind="tracking_updated", key=f"{key}.{number}", now=now)
    return sum(added.values())


def _pieces(journeys: _Journeys) -> Iterator[_Journeys]:
    """As many cases as have `_LINES_AT_ONCE` lines together; a journey that has more comes in several pieces."""
    piece: dict[str, Mapping[str, Mapping[str, Any]]] = {}
    lines = 0
    for reference in sorted(journeys):
        told = list(journeys[reference].items())
        for begin in range(0, len(told), _LINES_AT_ONCE):
            some = dict(told[begin : begin + _LINES_AT_ONCE])
            if piece and (lines + len(some) > _LINES_AT_ONCE or len(piece) == _AT_ONCE):
                yield piece
                piece, lines = {}, 0
            piece[reference] = some
            lines += len(some)
    if piece:
        yield piece


def _cannot(plan: Plan, stages: Mapping[str, str], reference: str) -> bool:
    before, after = stages.get(reference), plan.cases[reference].stage
    return before is not None and after is not None and not may_follow(Stage(before), after)


def _refused(plan: Plan, reference: str) -> Problem:
    return Problem(plan.stated_in[reference], "stage", Wrong.STAGE_REFUSED, reference)


def _chunks(references: Sequence[str]) -> Iterator[Sequence[str]]:
    return (references[begin : begin + _AT_ONCE] for begin in range(0, len(references), _AT_ONCE))

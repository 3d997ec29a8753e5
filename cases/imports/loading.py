"""Loads what a plan holds, some hundred cases at a time: nobody else waits long for the database, and what was loaded
before a failure is no harm when the file is loaded again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.imports.plan import FEED, Plan
from cases.imports.rows import Problem, Wrong
from cases.purchases import note_purchases
from cases.stages import Stage, may_follow
from cases.upsert import put_cases
from records.cases import add_many_entries, add_many_events, find_by_names, lock_cases, remember_feed_body
from records.database import Database

_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load came to. `refused` are cases whose stage cannot follow the one they are in; their events are in.
    `purchases` counts the cases whose customer bought again.
    """

    cases_made: int
    cases_stated: int
    events_added: int
    events_known: int
    refused: Sequence[Problem]
    purchases: int


async def load_import(database: Database, data: bytes, plan: Plan, *, actor: str, now: datetime) -> Loaded:
    """Load the good lines. The file is kept beside what was read from it."""
    made = stated = added = 0
    refused: list[Problem] = []
    async with database.transaction() as session:
        await remember_feed_body(session, plan.sha256, data, feed=FEED, now=now)
    for references in _chunks(sorted(plan.cases)):
        async with database.transaction() as session:
            stages = {reference: row.stage for reference, row in (await lock_cases(session, references)).items()}
            refused += [_refused(plan, reference) for reference in references if _cannot(plan, stages, reference)]
            stating = {r: plan.cases[r] for r in references if not _cannot(plan, stages, r)}
            made += len(await put_cases(session, stating, actor=actor, now=now))
            stated += len(stating)
    for references in _chunks(sorted(plan.events)):
        added += await _load_events(database, plan, references, now=now)
    for references in _chunks(sorted(plan.purchases)):
        bought = {reference: plan.purchases[reference] for reference in references}
        async with database.transaction() as session:
            await note_purchases(session, bought, actor=actor, now=now)
    return Loaded(made, stated, added, plan.told - added, refused, len(plan.purchases))


async def _load_events(database: Database, plan: Plan, references: Sequence[str], *, now: datetime) -> int:
    async with database.transaction() as session:
        ids = {
            reference: case_id
            for case_id, reference, *_ in await find_by_names(session, references=references, numbers=())
        }
        journeys = {ids[reference]: plan.events[reference] for reference in references if reference in ids}
        added = await add_many_events(session, journeys, now=now)
        if added:
            entries = {case_id: {"feed": FEED, "events_added": count} for case_id, count in added.items()}
            await add_many_entries(session, entries, kind="tracking_updated", key=plan.sha256, now=now)
    return sum(added.values())


def _cannot(plan: Plan, stages: Mapping[str, str], reference: str) -> bool:
    before, after = stages.get(reference), plan.cases[reference].stage
    return before is not None and after is not None and not may_follow(Stage(before), after)


def _refused(plan: Plan, reference: str) -> Problem:
    return Problem(plan.stated_in[reference], "stage", Wrong.STAGE_REFUSED, reference)


def _chunks(references: Sequence[str]) -> Iterator[Sequence[str]]:
    return (references[begin : begin + _AT_ONCE] for begin in range(0, len(references), _AT_ONCE))

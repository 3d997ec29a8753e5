"""The board: a column for each stage, its most urgent cases on top, as the pages read it."""

import asyncio
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from cases.alerting.rules import AS_DELIVERED, RuleBook
from cases.case_list import CaseFilter, CaseLine, lines_of
from cases.stages import Stage, may_follow
from records.case_list import Sort, count_by_stage, find_page
from records.cases import list_tracking_events
from records.database import Database

CARDS = 30
"""Shown in one column; all are counted."""


class StageColumn(BaseModel):
    """One stage. `may_go_to` are the stages that may follow it."""

    model_config = ConfigDict(frozen=True)
    stage: Stage
    may_go_to: tuple[Stage, ...]
    total: int
    cards: tuple[CaseLine, ...] = Field(description="the ones with the soonest deadline, the first 30")


class StageBoard(BaseModel):
    """The six columns in the usual order."""

    model_config = ConfigDict(frozen=True)
    columns: tuple[StageColumn, ...]


async def read_stage_board(
    database: Database, filter: CaseFilter, *, user_id: str | None, now: datetime, rules: RuleBook = AS_DELIVERED
) -> StageBoard:
    """The cases that fit, by stage; the filter's own stage and order count for nothing here."""
    every = filter.model_copy(update={"stage": None})
    columns: list[StageColumn] = []
    async with database.reading() as session:
        counts = await count_by_stage(session, every.wanted(user_id=user_id, now=now))
        for stage in Stage:
            wanted = every.model_copy(update={"stage": stage}).wanted(user_id=user_id, now=now)
            found = await find_page(session, wanted, sort=Sort.DEADLINE, after=None, limit=CARDS)
            journeys = await list_tracking_events(session, [each.row.id for each in found])
            cards = await asyncio.to_thread(lines_of, found, journeys, now=now, rules=rules)
            columns.append(
                StageColumn(
                    stage=stage, may_go_to=tuple(goal for goal in Stage if goal != stage and may_follow(stage, goal)),
                    total=counts.get(stage, 0), cards=cards,
                )
            )  # fmt: skip
    return StageBoard(columns=tuple(columns))

"""Two at once where one may: the link, the approval, the call on a case. One wins, the other is told so."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import func, select

from records.database import Database
from records.tables import CallRow, CaseEntryRow, OutboxRow, ParticipantRow
from signaling.runtime.node import utc_now
from summary.jobs import HANDLERS, run_due_job
from tests.integration.web.stage import AGENT, SUPERVISOR, Stage, open_stage

pytestmark = pytest.mark.asyncio(loop_scope="function")


async def test_of_many_browsers_with_one_link_one_gets_in(db: Database, redis_url: str, tmp_path: Path) -> None:
    async with open_stage(db, redis_url, tmp_path) as stage:
        call = await stage.opened()
        link = {"call_id": call["call_id"], "secret": call["secret"]}
        spoken = {"code": call["code"], "check": "85CN"}
        pages = [await stage.browser() for _ in range(8)]
        tries = [page.ask("POST", "/api/join", spoken if n % 2 else link) for n, page in enumerate(pages)]
        answers = await asyncio.gather(*tries)
        assert sorted(answer.status for answer in answers) == [200] + [410] * 7
        again = await asyncio.gather(*(page.ask("POST", "/api/join", link) for page in pages))
        assert [answer.status for answer in again] == [answer.status for answer in answers]


async def test_of_many_calls_opened_on_one_case_one_is_there(db: Database, redis_url: str, tmp_path: Path) -> None:
    async with open_stage(db, redis_url, tmp_path) as stage:
        askers = [await stage.browser(AGENT), await stage.browser("ana"), await stage.program()] * 2
        answers = await asyncio.gather(*(asker.ask("POST", "/api/cases/LP-1/calls", {}) for asker in askers))
        assert sorted(answer.status for answer in answers) == [201] + [409] * 5
        assert {answer.code for answer in answers} <= {None, "customer_busy", "agent_busy"}
        assert await _count(stage, CallRow) == 1
        assert await _count(stage, ParticipantRow) <= 2


async def test_of_many_approvals_one_is_published(db: Database, redis_url: str, tmp_path: Path) -> None:
    async with open_stage(db, redis_url, tmp_path) as stage:
        agent, customer, call = await stage.talking()
        await customer.say("hangup")
        await agent.hear("call", state="wrap_up")
        while await run_due_job(db, HANDLERS, clock=utc_now):
            pass
        path, people = f"/api/calls/{call['call_id']}/summary/approve", [AGENT, SUPERVISOR] * 3
        asked = [(await stage.browser(name)).ask("POST", path, {"version": 1}) for name in people]
        answers = await asyncio.gather(*asked)
        assert {answer.status for answer in answers} <= {200, 409}
        approved = [answer.json for answer in answers if answer.status == 200]
        assert len({summary["approved_by"] for summary in approved}) == 1
        async with db.reading() as session:
            published = await session.scalars(select(OutboxRow.key).where(OutboxRow.type == "summary.attached"))
            assert published.all() == [call["call_id"]]
            on_case = await session.scalars(select(CaseEntryRow.key).where(CaseEntryRow.kind == "summary"))
            assert len(on_case.all()) <= 1


async def _count(stage: Stage, row: type[CallRow] | type[ParticipantRow]) -> int:
    async with stage.db.reading() as session:
        return await session.scalar(select(func.count()).select_from(row)) or 0

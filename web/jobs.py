"""Work behind the calls over REST, for supervisors: what waits, how far it is, what was given up; and trying again."""

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from records.job_list import JobList, list_jobs
from summary.job_desk import retry_given_up
from web.operation import Ask

_Id = Annotated[str, StringConstraints(min_length=1, max_length=64)]
_MOST_AT_ONCE = 200


class JobSearch(BaseModel, extra="forbid"):
    """How many are shown."""

    limit: int = Field(default=50, ge=1, le=_MOST_AT_ONCE)


class JobRetry(BaseModel, extra="forbid"):
    """Which of those that were given up are tried again; `jobs` null: all."""

    jobs: tuple[_Id, ...] | None = Field(default=None, max_length=_MOST_AT_ONCE)


class TriedAgain(BaseModel):
    """How many are due again."""

    count: int


async def show_jobs(ask: Ask[None, JobSearch]) -> JobList:
    """What is not done yet, given up first, with progress where it is known; and how many there are of each."""
    async with ask.parts.database.reading() as session:
        return await list_jobs(session, most=ask.query.limit, now=ask.parts.clock())


async def retry_jobs(ask: Ask[JobRetry, None]) -> TriedAgain:
    """From the beginning, and at once."""
    parts = ask.parts
    count = await retry_given_up(parts.database, job_ids=ask.body.jobs, actor=ask.caller.actor, now=parts.clock())
    parts.work_waits()
    return TriedAgain(count=count)

"""Furnishes a process that does the work behind the calls and opens no doors: as many machines of it as are wanted."""

from contextlib import AsyncExitStack

from house.binding import bind_and_keep, open_bindery
from house.ending import listen
from house.outgoing import deliver, open_helpdesk
from house.recording import open_vault, tell_missing_keys
from house.stores import open_redis
from house.summaries import draft_by_model
from house.waking import Wakes, wake_each_other
from lifetime import running
from records.clock import open_clock
from records.database import open_database
from settings import Settings
from summary.jobs import handlers, run_jobs


async def do_jobs(settings: Settings) -> None:
    """Drafts, files of recordings and deliveries until a signal ends it; what was begun is done again elsewhere.

    What tells open pages of a change (summaries nobody reviews) is left to the nodes, and so are claim packs;
    transcripts have a worker of their own.
    """
    stop, wakes = listen(exit_within_s=0).asked, Wakes()
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(settings.database))
        clock = await stack.enter_async_context(open_clock(database))
        helpdesk = await stack.enter_async_context(open_helpdesk(settings))
        await tell_missing_keys(settings, database)
        bindery = open_bindery(settings, open_vault(settings, database, clock))
        does = handlers(by_model=settings.llm_base_url is not None)
        if settings.redis_url is not None:
            redis = await stack.enter_async_context(open_redis(settings.redis_url.get_secret_value()))
            await stack.enter_async_context(running(wake_each_other(redis, wakes)))
        work = (
            run_jobs(database, does, clock=clock, wake=wakes.jobs),
            deliver(settings, database, helpdesk, clock=clock, wake=wakes.outbox),
            bind_and_keep(settings, database, bindery, clock),
            draft_by_model(settings, database, clock),
        )
        await stack.enter_async_context(running(*work))
        await stop.wait()

"""Furnishes what becomes of summaries from the settings: who drafts them, and what happens when nobody reviews them."""

import asyncio
from datetime import timedelta

import structlog

from records.clock import ClusterClock
from records.database import Database
from settings import Settings
from summary.by_model.endpoint import open_endpoint
from summary.by_model.form import schema
from summary.by_model.work import Terms, run_model_drafts
from summary.reminders import run_reminders
from summary.review import run_reviews
from summary.wrap_up import Announces

log = structlog.get_logger()


async def draft_by_model(settings: Settings, database: Database, clock: ClusterClock) -> None:
    """Until cancelled; nothing is done where no model is named."""
    if settings.llm_base_url is None:
        log.info("summaries.by_rules")
        return
    terms = Terms(within_s=settings.llm_timeout_s, price_in=settings.llm_price_in, price_out=settings.llm_price_out)
    key = await asyncio.to_thread(_key, settings)
    async with open_endpoint(
        base_url=str(settings.llm_base_url), model=settings.llm_model, key=key, schema=schema()
    ) as model:
        await run_model_drafts(database, model, terms, clock=clock, wake=asyncio.Event())


async def look_after_summaries(
    settings: Settings, database: Database, clock: ClusterClock, announcer: Announces
) -> None:
    """Drafts nobody reviews, and promises that are due, until cancelled."""
    within = timedelta(hours=settings.review_within_h)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(run_reviews(database, announcer, within=within, clock=clock, wake=asyncio.Event()))
        tasks.create_task(run_reminders(database, clock=clock, wake=asyncio.Event()))


def _key(settings: Settings) -> str:
    return settings.llm_key_file.read_text("utf-8").strip() if settings.llm_key_file else ""

"""Furnishes the writing down of calls from the settings: which engine listens, in a node or in a process of its own."""

import asyncio

import structlog

from house.ending import listen
from house.recording import open_vault, tell_missing_keys
from lifetime import running
from media.vault import Vault
from records.clock import ClusterClock, open_clock
from records.database import Database, open_database
from settings import Settings
from summary.transcribing.choice import choose_engine
from summary.transcribing.ear import Ear
from summary.transcribing.work import run_transcriptions

log = structlog.get_logger()


async def transcribe(settings: Settings) -> None:
    """Write down recordings until a signal ends it; a track that was begun is begun again elsewhere."""
    stop = listen(exit_within_s=0).asked
    async with open_database(settings.database) as database, open_clock(database) as clock:
        await tell_missing_keys(settings, database)
        vault = open_vault(settings, database, clock)
        async with running(write_down(settings, database, vault, clock)):
            await stop.wait()


async def write_down(settings: Settings, database: Database, vault: Vault, clock: ClusterClock) -> None:
    """Until cancelled; nothing is done where no engine is named."""
    choice = choose_engine(
        settings.transcriber, model=settings.transcriber_model, models=settings.models,
        url=str(settings.transcriber_url or ""), timeout_s=settings.transcriber_timeout_s,
        key=settings.transcriber_key.get_secret_value() if settings.transcriber_key else "",
        threads=settings.transcriber_threads,
    )  # fmt: skip
    if choice is None:
        log.info("transcripts.no_engine")
        return
    await run_transcriptions(database, vault, Ear(choice), clock=clock, wake=asyncio.Event())

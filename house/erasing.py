"""Furnishes deletion for good from the settings: the key that signs, and the rounds in which what is due goes."""

import asyncio
from functools import partial

from records.beat import keep_doing
from records.clock import ClusterClock
from records.database import Database
from records.erasing.rounds import erase_what_is_due
from records.erasing.signing import SigningKey
from settings import Settings

_LOOK_EVERY_S = 60.0


async def erase(settings: Settings, database: Database, clock: ClusterClock) -> None:
    """Until cancelled."""
    key = await asyncio.to_thread(SigningKey.at, settings.certificate_key)
    await keep_doing(partial(_round, database, key, clock), name="erasing", wake=asyncio.Event(), poll_s=_LOOK_EVERY_S)


async def _round(database: Database, key: SigningKey, clock: ClusterClock) -> bool:
    return await erase_what_is_due(database, key, now=clock())

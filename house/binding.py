"""Furnishes what becomes of recordings after the call from the settings: one file each, MP3 of it, and its place."""

import asyncio

from house.recording import open_storage
from media.bindery import Bindery
from media.depot import Depot
from media.reserve import Reserve
from media.vault import Vault
from records.clock import ClusterClock
from records.database import Database
from records.recording_files import BIND, BINDING, KEEPING, MOVE, REMOVE
from settings import Settings
from summary.binding import Binding
from summary.long_jobs import Work, run_long_jobs
from summary.moving import Moving, Removing
from tether import tethered


def open_bindery(settings: Settings, vault: Vault) -> Bindery:
    """Touches nothing yet."""
    reserve = Reserve(settings.recordings, settings.disk_reserve_mb << 20)
    return Bindery(vault, tethered, has_room=reserve.has_room)


async def bind_and_keep(settings: Settings, database: Database, bindery: Bindery, clock: ClusterClock) -> None:
    """Until cancelled: files are made, sent to where they are kept, and removed when they are discarded."""
    depot = Depot(settings.recordings, open_storage(settings))
    binding = {BIND: Binding(database, bindery, depot)}
    keeping: dict[str, Work] = {MOVE: Moving(database, depot), REMOVE: Removing(depot)}
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(run_long_jobs(database, binding, lane=BINDING, clock=clock))
        tasks.create_task(run_long_jobs(database, keeping, lane=KEEPING, clock=clock))

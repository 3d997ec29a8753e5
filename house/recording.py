"""Furnishes recording from the settings: a media worker, a node's way to all of them, and the vault with the keys."""

import asyncio
import sys
from collections.abc import AsyncIterator, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
from redis.asyncio import Redis

from house.descriptors import take_descriptors
from house.ending import listen
from house.garbage import look_rarely
from house.stores import open_redis
from lifetime import running
from media.errors import GivenUp, TicketNotValid
from media.ice import Reach
from media.leg import LegConfig
from media.master_keys import MasterKeys
from media.part import PartLimit
from media.ports import Ports
from media.storage import Storage
from media.supervisor import keep_running
from media.vault import Vault
from media.worker import Bind, run_media_worker
from records.clock import ClusterClock, open_clock
from records.database import Database, open_database
from records.endpoints import masters_of_secrets
from records.media_workers import register_worker
from records.recorder import RecorderRecords, Writer
from records.recording_keys import masters_in_use
from settings import Settings
from signaling.cluster.media_workers import Listing, MediaWorkers, OnlyWorker, this_machine
from tether import tethered
from web.recorders import Recorders, open_recorders

log = structlog.get_logger()


async def record(settings: Settings, bind: Bind, *, line: str, slot: int) -> None:
    """Run one media worker until a signal ends it. `line` is the same for all its lives, one after the other; `slot` is
    its place among the workers of this machine.
    """
    take_descriptors()
    stop = listen(exit_within_s=0).asked  # its files are closed first, however long that takes
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(settings.database))
        clock = await stack.enter_async_context(open_clock(database))
        url = settings.redis_url.get_secret_value() if settings.redis_url else None
        redis = await stack.enter_async_context(open_redis(url)) if url else None
        await tell_missing_keys(settings, database)
        await stack.enter_async_context(running(look_rarely()))
        given_up = True
        while given_up:
            number = await register_worker(database, line=line, alone=redis is None, now=clock())
            listing = Listing(redis, number, machine=this_machine()) if redis else None
            try:
                await _record(settings, bind, database, clock, number=number, slot=slot, listing=listing, stop=stop)
            except* GivenUp:  # frozen, or cut off: our parts are others' now, and we begin a new life (0015)
                log.warning("recorder.given_up", number=number)
            else:
                given_up = False


async def _record(
    settings: Settings, bind: Bind, database: Database, clock: ClusterClock, *,
    number: int, slot: int, listing: Listing | None, stop: asyncio.Event,
) -> None:  # fmt: skip
    """One life of a worker."""
    writer = Writer(number, gone=listing.gone if listing else _nobody, given_up=GivenUp)
    records = RecorderRecords(database, clock=clock, refusal=TicketNotValid, writer=writer)
    await run_media_worker(
        ports=Ports(tickets=records, gate=records, parts=records, keys=records, roster=listing),
        recordings_dir=settings.recordings, key_file=settings.master_keys, bind=bind, stop=stop,
        config=_leg_config(settings, slot), reserve_bytes=settings.disk_reserve_mb << 20, name=str(number), wall=clock,
    )  # fmt: skip


def _leg_config(settings: Settings, slot: int) -> LegConfig:
    reach = Reach(
        settings.media_addresses, settings.media_public_address, settings.ports_of(slot),
        private=settings.media_private_candidates,
    )  # fmt: skip
    return LegConfig(
        reach, picture=settings.record_picture == "with_consent",
        limit=PartLimit(settings.part_max_mb << 20, settings.part_max_minutes * 60),
    )  # fmt: skip


async def _nobody(numbers: Collection[int]) -> set[int]:
    return set()


@asynccontextmanager
async def keep_recorders(settings: Settings, redis: "Redis", redis_url: str) -> AsyncIterator[Recorders]:
    """The way to the media workers: one that the settings name, or all that tell of themselves, our own among them."""
    named = OnlyWorker(settings.media_url) if settings.media_url else None
    workers = named or MediaWorkers(redis, machine=this_machine())
    children = 0 if named else settings.media_workers
    with TemporaryDirectory(prefix="reassure-") as folder:
        doors = [_door(settings, Path(folder) / f"media-{slot}.sock") for slot in range(children)]
        program = str(Path(__file__).parents[1] / "app.py")
        env = {"REASSURE_REDIS_URL": redis_url}
        keeping = [
            keep_running(
                tethered(sys.executable, program, "worker", "media", "--slot", str(slot), *door), env=env
            )
            for slot, door in enumerate(doors)
        ]  # fmt: skip
        async with running(*keeping), open_recorders(workers) as recorders:
            yield recorders


def _door(settings: Settings, path: Path) -> tuple[str, str]:
    """Where other nodes may look for it, a port; else a unix socket with a short path."""
    return ("--port", "0") if settings.redis_url is not None else ("--socket", str(path))


def open_vault(settings: Settings, database: Database, clock: ClusterClock) -> Vault:
    """Where the pages' recordings come from; the recorder has its own."""
    records = RecorderRecords(database, clock=clock, refusal=TicketNotValid)
    return Vault(settings.recordings, records, MasterKeys(settings.master_keys), open_storage(settings))


def open_storage(settings: Settings) -> Storage | None:
    """Where finished recordings lie if not in their folder. Asks nobody yet."""
    if settings.storage_url is None:
        return None
    from media.bucket import Bucket, BucketAddress  # noqa: PLC0415 (its library is loaded only where it is needed)

    secret = settings.storage_secret.get_secret_value() if settings.storage_secret else None
    return Bucket(
        BucketAddress(
            settings.storage_url, endpoint=settings.storage_endpoint, region=settings.storage_region,
            key_id=settings.storage_key_id, secret=secret,
        )
    )  # fmt: skip


async def tell_missing_keys(settings: Settings, database: Database) -> None:
    """Recordings that nobody can play from here, and secrets that nothing is signed with: another process made a key
    file of its own, or this one is lost.
    """
    async with database.reading() as session:
        used, secrets = await masters_in_use(session), await masters_of_secrets(session)
    there = await asyncio.to_thread(lambda: MasterKeys(settings.master_keys).names)
    if missing := sorted((used.keys() | secrets.keys()) - set(there)):
        recordings, locked = (sum(each.get(name, 0) for name in missing) for each in (used, secrets))
        log.error("keys.missing", masters=missing, recordings=recordings, secrets=locked)

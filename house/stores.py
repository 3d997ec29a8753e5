"""Opens what a process remembers in and speaks through, from the settings: the database and Redis."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from redis.asyncio import Redis

from media.master_keys import MasterKeys
from outgoing.secret_lock import SecretLock, lock_plain_secrets
from records.database import Database, open_database
from records.migrate import migrate
from settings import Settings
from signaling.cluster.embedded import open_embedded_redis

_REDIS_ANSWERS_S = 1.0

log = structlog.get_logger()


@asynccontextmanager
async def open_records(settings: Settings) -> AsyncIterator[Database]:
    """The database, migrated; no secret lies in it in the clear any more."""
    async with open_database(settings.database) as database:
        await migrate(database.engine)
        await _lock_secrets(settings, database)
        yield database


def open_secret_lock(settings: Settings) -> SecretLock:
    """What opens the secrets of endpoints. Touches nothing yet."""
    return SecretLock(MasterKeys(settings.master_keys.absolute()))


async def _lock_secrets(settings: Settings, database: Database) -> None:
    """No migration of tables can do it: only a process that has the master key, and most commands need none."""
    try:
        if done := await lock_plain_secrets(database, open_secret_lock(settings)):
            log.info("secrets.locked", count=done)
    except LookupError:
        log.warning("secrets.not_locked", reason="there is no master key here")


@asynccontextmanager
async def open_redis_url(settings: Settings) -> AsyncIterator[str]:
    """Of the Redis that is named, or of one of our own while this is open."""
    if settings.redis_url is not None:
        yield settings.redis_url.get_secret_value()
        return
    async with open_embedded_redis(settings.data_dir) as url:
        yield url


@asynccontextmanager
async def open_redis(url: str) -> AsyncIterator["Redis"]:
    """A client that takes a Redis which hangs for one that is away: people wait for what is asked of it."""
    redis = Redis.from_url(url, socket_timeout=_REDIS_ANSWERS_S, socket_connect_timeout=_REDIS_ANSWERS_S)
    try:
        yield redis
    finally:
        await redis.aclose()

"""Opens what a process remembers in and speaks through, from the settings: the database and Redis."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis

from records.database import Database, open_database
from records.migrate import migrate
from settings import Settings
from signaling.cluster.embedded import open_embedded_redis


@asynccontextmanager
async def open_records(settings: Settings) -> AsyncIterator[Database]:
    """The database, migrated."""
    async with open_database(settings.database) as database:
        await migrate(database.engine)
        yield database


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
    """A client that waits for nothing without an end."""
    redis = Redis.from_url(url, socket_timeout=5, socket_connect_timeout=2)
    try:
        yield redis
    finally:
        await redis.aclose()

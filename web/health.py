"""What operators and balancers ask: are we alive, may new people come, how much is there to do."""

import asyncio

from aiohttp import web
from redis.exceptions import RedisError
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from outgoing.standing import is_failing
from records.endpoints import list_endpoints
from records.tables import Became, CallRow, DeliveryRow, FeedBodyRow, JobRow, OutboxRow
from signaling.protocol.words import CallMode, CallState
from web.parts import PARTS, Parts

_TIMEOUT_S = 2.0
_NEVER_COUNTED_S = 0.5
"""A balancer that asks every second takes a late answer for a no: of what is only told, nothing makes it late."""
_ON_THEIR_WAY = (DeliveryRow.delivered_at.is_(None), DeliveryRow.dead_at.is_(None))


async def healthz(request: web.Request) -> web.Response:
    """The process answers."""
    return web.json_response({"status": "ok"})


async def readyz(request: web.Request) -> web.Response:
    """200 when people may come; without Redis, the recorder or TURN calls still work: told, and not counted."""
    parts = request.app[PARTS]
    sql, redis, recorder = await asyncio.gather(_sql(parts), _redis(parts), _recorder(parts))
    draining = parts.node.sockets.draining
    parts.readiness.told(request.remote or "", leaving=draining)
    ready = sql and not draining
    checks = {
        "sql": sql, "redis": redis, "recorder": recorder, "turn": parts.turn(), "draining": draining,
        "node": parts.node.id,
    }  # fmt: skip
    return web.json_response({"status": "ready" if ready else "not_ready", **checks}, status=200 if ready else 503)


async def metrics(request: web.Request) -> web.Response:
    """For Prometheus."""
    parts = request.app[PARTS]
    await _measure(parts)
    return web.Response(body=parts.metrics.text(), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})


async def _measure(parts: Parts) -> None:
    queued = (CallRow.mode == CallMode.QUEUE, CallRow.state.in_([CallState.WAITING, CallState.OFFERED]))
    counts = {
        parts.metrics.waiting: select(func.count()).select_from(CallRow).where(*queued),
        parts.metrics.dead_letters: select(func.count())
        .select_from(DeliveryRow)
        .where(DeliveryRow.dead_at.is_not(None)),
        parts.metrics.unclaimed_pushes: select(func.count())
        .select_from(FeedBodyRow)
        .where(FeedBodyRow.became != Became.TAKEN),
        parts.metrics.failed_jobs: select(func.count()).select_from(JobRow).where(JobRow.failed_at.is_not(None)),
    }
    async with parts.database.reading() as session:
        for gauge, count in counts.items():
            gauge.set(await session.scalar(count) or 0)
        unspread = await session.scalar(
            select(func.count()).select_from(OutboxRow).where(OutboxRow.spread_at.is_(None))
        )
        on_their_way = await session.scalar(select(func.count()).select_from(DeliveryRow).where(*_ON_THEIR_WAY))
        endpoints = await list_endpoints(session)
    parts.metrics.undelivered.set((unspread or 0) + (on_their_way or 0))
    parts.metrics.failing_endpoints.set(sum(is_failing(each, now=parts.clock()) for each in endpoints))
    parts.metrics.pages.set(len(parts.node.hub.pages))


async def _sql(parts: Parts) -> bool:
    try:
        async with asyncio.timeout(_TIMEOUT_S), parts.database.reading() as session:
            return await session.scalar(select(1)) == 1
    except (SQLAlchemyError, OSError, TimeoutError):
        return False


async def _redis(parts: Parts) -> bool:
    try:
        async with asyncio.timeout(_NEVER_COUNTED_S):
            return bool(await parts.redis.ping())
    except (RedisError, OSError, TimeoutError):
        return False


async def _recorder(parts: Parts) -> bool:
    try:
        async with asyncio.timeout(_NEVER_COUNTED_S):
            return await parts.recorders.there()
    except TimeoutError:
        return False

"""Puts the house together from the settings: what is opened, in which order, and closed in the opposite one."""

import asyncio
import errno
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial
from uuid import uuid4

import structlog
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from cases.claims.pack.binder import Binder
from cases.claims.pack.work import make_packs
from cases.connectors.port import CaseConnector
from cases.evidence.filing import Cabinet
from cases.evidence.inspection import Limits as FileLimits
from cases.evidence.scanner import Clamd, NoScanner
from cases.evidence.storage import FolderStorage
from house.binding import bind_and_keep, open_bindery
from house.casework import open_casework
from house.descriptors import take_descriptors
from house.ending import drain, listen, unless
from house.erasing import erase
from house.garbage import look_rarely
from house.outgoing import deliver, keep_clean, keep_endpoints, open_helpdesk
from house.recording import keep_recorders, open_vault, tell_missing_keys
from house.stores import open_records, open_redis, open_redis_url, open_secret_lock
from house.summaries import draft_by_model, look_after_summaries
from house.transcripts import write_down
from house.waking import Wakes, wake_each_other
from lifetime import pause, running, still_wanted
from media.reserve import Reserve
from records.clock import ClusterClock, open_clock
from records.consent_ledger import anchor_ledger
from records.database import Database
from records.outworn import remove_outworn
from records.retention import expire_recordings
from settings import Settings
from signaling.domain.call import Limits
from signaling.domain.hours import ALWAYS_OPEN
from signaling.runtime.ice import IceConfig
from signaling.runtime.node import NodeConfig, open_node
from signaling.turn.credential import TurnCredential, turn_credential
from signaling.turn.roster import TurnRoster, open_roster
from summary.jobs import handlers, run_jobs
from web.application import build_app, build_runner
from web.parts import Parts, WebConfig
from web.wordings import FileWordings

_SHUTDOWN_S = 2.0
_BACKLOG = 8192
"""Or what the kernel allows (net.core.somaxconn): whoever finds no room there tries again after 1, 3, 7, 15 s."""
_NO_SUCH_ADDRESS = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)
log = structlog.get_logger()
_LOOK_FOR_EXPIRED_S = 3600.0
_TURN_KNOWN_S = 5.0
"""A node waits so long at start: pages that come before would be told of no TURN server."""


async def serve(settings: Settings, sockets: list[socket.socket], *, ready: Callable[[], None]) -> None:
    """Run one node until a signal ends it; `ready` is called once people can come. The sockets are bound already."""
    take_descriptors()
    stop, wakes = listen(), Wakes()
    wordings = FileWordings()
    asks_for_picture = settings.record_picture == "with_consent"
    await asyncio.to_thread(wordings.prepare, retention_days=settings.retention_days, picture=asks_for_picture)
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_records(settings))
        clock = await stack.enter_async_context(open_clock(database))
        await tell_missing_keys(settings, database)
        await keep_endpoints(settings, database, clock=clock)
        redis_url = await stack.enter_async_context(open_redis_url(settings))
        redis = await stack.enter_async_context(open_redis(redis_url))
        recorders = await stack.enter_async_context(keep_recorders(settings, redis, redis_url))
        turn = await stack.enter_async_context(_open_turn(settings, clock))
        node = await stack.enter_async_context(
            open_node(database, redis, wordings, _node_config(settings, turn), clock=clock)
        )
        cabinet = _cabinet(settings, node.database, clock)
        vault = open_vault(settings, database, clock)
        helpdesk = await stack.enter_async_context(open_helpdesk(settings))
        bindery = open_bindery(settings, vault)
        filing = bind_and_keep(settings, database, bindery, clock)
        packs = Binder(cabinet, FolderStorage(settings.packs))
        background = [work(settings, database, wakes, helpdesk, clock=clock), filing, _tidy(cabinet, packs)]
        background.append(wake_each_other(redis, wakes))
        background.append(draft_by_model(settings, database, clock))
        background.append(look_after_summaries(settings, database, clock, node.announcer))
        background.append(erase(settings, database, clock))
        if settings.transcript_workers:
            background.append(write_down(settings, database, vault, clock))
        await stack.enter_async_context(running(*background))
        casework = await stack.enter_async_context(
            open_casework(settings, database, clock=clock, wake=wakes.watch, work_waits=wakes.set)
        )
        await stack.enter_async_context(
            running(make_packs(database, packs, casework.rules, clock=clock, wake=wakes.packs, sender=casework.sender))
        )
        parts = Parts(
            config=_web_config(settings), database=node.database, redis=redis, node=node, recorders=recorders,
            clock=clock, work_waits=wakes.set, turn=turn.verdicts, evidence=cabinet, recordings=vault,
            mp3=bindery.mp3, casework=casework, packs=packs, helpdesk=helpdesk, secret_lock=open_secret_lock(settings),
        )  # fmt: skip
        doors = await stack.enter_async_context(_open_doors(build_app(parts), sockets))
        await stack.enter_async_context(running(look_rarely()))
        ready()
        await stop.asked.wait()
        await unless(stop.at_once, drain(node.sockets, parts.readiness, doors, notice_s=settings.drain_s))
        await node.sockets.close()


async def work(
    settings: Settings, database: Database, wakes: Wakes, helpdesk: CaseConnector | None, *, clock: ClusterClock
) -> None:
    """Jobs, outgoing events and retention, until cancelled."""
    does = handlers(by_model=settings.llm_base_url is not None)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(run_jobs(database, does, clock=clock, wake=wakes.jobs))
        tasks.create_task(deliver(settings, database, helpdesk, clock=clock, wake=wakes.outbox))
        tasks.create_task(keep_clean(settings, database, clock=clock, every_s=_LOOK_FOR_EXPIRED_S))
        tasks.create_task(_retire(database, clock, line_days=settings.line_days))


def bind_sockets(host: str, port: int) -> list[socket.socket]:
    """Every address of `host`, all on one port; 0 lets the system choose. Raises OSError when it is taken on any.

    A machine without IPv6 may still have a name for it, which is no fault; a taken port is, since browsers try
    `localhost` as IPv6 first and would meet whoever has it.
    """
    bound: list[socket.socket] = []
    missing: OSError | None = None
    for family, _, _, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE):
        wanted = bound[0].getsockname()[1] if bound else port
        try:
            bound.append(socket.create_server((address[0], wanted), family=family, backlog=_BACKLOG))
        except OSError as error:
            if error.errno not in _NO_SUCH_ADDRESS:
                for one in bound:
                    one.close()
                raise
            missing = error
    if not bound and missing is not None:
        raise missing
    return bound


@asynccontextmanager
async def _open_turn(settings: Settings, clock: ClusterClock) -> AsyncIterator[TurnRoster]:
    """Our TURN servers are looked at from here on; each is known for open or closed, or had the time to answer."""

    def credential() -> TurnCredential:
        return turn_credential(_turn_secret(settings), f"check.{uuid4().hex}", now=clock(), ttl_s=settings.turn_ttl_s)

    secure = any(url.startswith("turns:") for url in settings.turn_urls)
    tls = await asyncio.to_thread(ssl.create_default_context) if secure else None
    roster = open_roster(settings.turn_urls, credential, tls=tls)
    async with running(roster.run()):
        await roster.known(within_s=_TURN_KNOWN_S)
        yield roster


@asynccontextmanager
async def _open_doors(app: web.Application, sockets: list[socket.socket]) -> AsyncIterator[web.AppRunner]:
    runner = build_runner(app, shutdown_s=_SHUTDOWN_S)
    await runner.setup()
    try:
        for each in sockets:
            await web.SockSite(runner, each, backlog=_BACKLOG).start()
        yield runner
    finally:
        await runner.cleanup()


async def _retire(database: Database, clock: ClusterClock, *, line_days: int) -> None:
    """Whatever becomes of one of them, the others' turn comes."""
    steps: tuple[Callable[..., Awaitable[object]], ...] = (
        expire_recordings, anchor_ledger, partial(remove_outworn, line_days=line_days)
    )  # fmt: skip
    while still_wanted():
        for step in steps:
            try:
                await step(database, now=clock())
            except SQLAlchemyError:
                log.exception("retention.failed")
        await pause(_LOOK_FOR_EXPIRED_S)


async def _tidy(cabinet: Cabinet, packs: Binder) -> None:
    while still_wanted():
        try:
            await cabinet.sweep()
            await packs.tidy()
        except (SQLAlchemyError, OSError):
            log.exception("evidence.not_tidied")
        await pause(_LOOK_FOR_EXPIRED_S)


def _cabinet(settings: Settings, database: Database, clock: ClusterClock) -> Cabinet:
    limits = FileLimits(
        most_bytes=settings.evidence_max_mb * 1024 * 1024, most_pixels=settings.evidence_max_megapixels * 1_000_000
    )
    scanner = Clamd(settings.clamd, within_s=settings.clamd_timeout_s) if settings.clamd else NoScanner()
    reserve = Reserve(settings.evidence, settings.disk_reserve_mb << 20)

    def has_room() -> bool:
        settings.evidence.mkdir(mode=0o700, parents=True, exist_ok=True)
        return reserve.has_room()

    storage = FolderStorage(settings.evidence)
    return Cabinet(database, storage, scanner, limits=limits, has_room=has_room, clock=clock)


def _node_config(settings: Settings, turn: TurnRoster) -> NodeConfig:
    limits = Limits(
        return_grace=timedelta(seconds=settings.return_grace_s),
        queue_timeout=timedelta(seconds=settings.queue_timeout_s),
        connect_timeout=timedelta(seconds=settings.connect_timeout_s),
    )
    ice = IceConfig(
        stun_urls=settings.stun_urls, turn_urls=settings.turn_urls,
        turn_secret=_turn_secret(settings), turn_ttl_s=settings.turn_ttl_s,
        transport_policy=settings.ice_transport_policy, warm=settings.warm_lobby, choose=turn.told,
    )  # fmt: skip
    return NodeConfig(
        limits=limits, link_ttl=timedelta(seconds=settings.link_ttl_s), code_ttl=timedelta(seconds=settings.code_ttl_s),
        ring_timeout=timedelta(seconds=settings.ring_timeout_s), retention_days=settings.retention_days,
        record_picture=settings.record_picture == "with_consent",
        recording=settings.recording, recorder_patience_s=settings.recorder_patience_s,
        lease_s=settings.lease_s, ice=ice, priority_step=timedelta(seconds=settings.priority_step_s),
        value_steps=settings.value_priority,
        hours=settings.opening_hours.hours() if settings.opening_hours else ALWAYS_OPEN,
    )  # fmt: skip


def _turn_secret(settings: Settings) -> str:
    return settings.turn_secret.get_secret_value() if settings.turn_secret else ""


def _web_config(settings: Settings) -> WebConfig:
    return WebConfig(
        origin=settings.origin, origins=settings.origins,
        session_ttl=timedelta(seconds=settings.session_ttl_s), trusted_proxies=settings.trusted_proxies,
        frame_ancestors=settings.frame_ancestors, embed_frames=settings.embed_frames,
        seventeentrack_key=settings.seventeentrack_key.get_secret_value() if settings.seventeentrack_key else None,
        aftership_secret=settings.aftership_secret.get_secret_value() if settings.aftership_secret else None,
        upload_within_s=settings.evidence_upload_s, customer_recording=settings.customer_recording,
        receipt_ttl=timedelta(days=settings.receipt_days), copy_ttl=timedelta(days=settings.copy_days),
        private_endpoints=settings.webhook_private, embed_ttl=timedelta(minutes=settings.embed_minutes),
    )  # fmt: skip

"""Furnishes what goes out from the settings: the endpoints that stand there, the helpdesk's connector, deliveries."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from cases.connectors.choice import Connection, open_connector
from cases.connectors.port import CaseConnector
from cases.connectors.sender import NoteSender
from cases.connectors.writing import CallLinks
from house.stores import open_secret_lock
from lifetime import pause, still_wanted
from outgoing.answer import Sender
from outgoing.dispatch import run_outgoing
from outgoing.endpoint_view import OF_CONNECTOR, OF_SETTINGS
from outgoing.endpoints import keep_endpoint_of_settings
from outgoing.webhook import open_webhooks
from outgoing.wishes import EventType
from records.cleaning import clean_jobs, clean_outbox
from records.clock import ClusterClock
from records.database import Database
from settings import Settings

log = structlog.get_logger()


@asynccontextmanager
async def open_helpdesk(settings: Settings) -> AsyncIterator[CaseConnector | None]:
    """The helpdesk's own interface, where the settings name one."""
    connection = _connection(settings)
    if connection is None:
        yield None
        return
    async with open_connector(connection) as connector:
        yield connector


async def keep_endpoints(settings: Settings, database: Database, *, clock: ClusterClock) -> None:
    """The two that stand in the settings are there, or are not any more."""
    url = str(settings.webhook_url) if settings.webhook_url else None
    await keep_endpoint_of_settings(database, OF_SETTINGS, kind="webhook", url=url, now=clock())
    connection = _connection(settings)
    await keep_endpoint_of_settings(
        database, OF_CONNECTOR, kind="connector", url=connection.url if connection else None,
        event_types=(EventType.SUMMARY_ATTACHED,), now=clock(),
    )  # fmt: skip


async def deliver(
    settings: Settings, database: Database, helpdesk: CaseConnector | None, *, clock: ClusterClock, wake: asyncio.Event
) -> None:
    """Everything that goes out, until cancelled."""
    async with open_webhooks(
        open_secret_lock(settings), timeout_s=settings.webhook_timeout_s, allow_private=settings.webhook_private,
        settings_secrets=settings.webhook_secrets,
    ) as webhooks:  # fmt: skip
        senders: dict[str, Sender] = {"webhook": webhooks}
        if helpdesk is not None:
            links = CallLinks(database, origin=settings.origin, ttl=timedelta(days=settings.call_link_days))
            senders["connector"] = NoteSender(
                database, helpdesk, links, folder=settings.evidence, language=settings.connector_language
            )
        await run_outgoing(database, senders, clock=clock, wake=wake)


async def keep_clean(settings: Settings, database: Database, *, clock: ClusterClock, every_s: float) -> None:
    """What is over and old enough goes, until cancelled."""
    while still_wanted():
        before = clock() - timedelta(days=settings.outbox_days)
        try:
            events, jobs = await clean_outbox(database, before=before), await clean_jobs(database, before=before)
            log.debug("outgoing.cleaned", events=events, jobs=jobs)
        except SQLAlchemyError:
            log.exception("outgoing.not_cleaned")
        await pause(every_s)


def _connection(settings: Settings) -> Connection | None:
    if settings.connector == "none" or settings.connector_url is None or settings.connector_token is None:
        return None
    return Connection(
        kind=settings.connector, url=str(settings.connector_url).rstrip("/"), user=settings.connector_user,
        token=settings.connector_token.get_secret_value(),
        secret=settings.connector_secret.get_secret_value() if settings.connector_secret else None,
        field=settings.connector_field, allow_private=settings.connector_private,
    )  # fmt: skip

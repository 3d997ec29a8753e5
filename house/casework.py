"""Furnishes the work on cases from the settings: rules, couriers, the watch over all journeys, the asking of feeds."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta

import aiohttp
import structlog

from cases.alerting.rules import AS_DELIVERED, RuleBook, read_rules
from cases.alerting.watch import keep_watch
from cases.claims.sender import Claimant, Sender
from cases.claims.terms_of_carriers import FOLDER as PUBLISHED
from cases.claims.terms_of_carriers import ClaimBook, read_claim_book
from cases.contacts.local_time import QuietHours
from cases.enquiries.carriers import AS_DELIVERED as CARRIERS_AS_DELIVERED
from cases.enquiries.carriers import CarrierBook, read_carriers
from cases.enquiries.reminding import keep_reminding
from cases.letters.courier import Courier, Helpdesk, Mail
from cases.letters.mail_server import read_smtp_url
from cases.polling.aftership import AfterShip
from cases.polling.port import JourneyFeed
from cases.polling.reconcile import keep_asking
from cases.polling.seventeentrack import SeventeenTrack
from cases.solutions.delivered_table import AS_DELIVERED as SOLUTIONS_AS_DELIVERED
from cases.solutions.table import SolutionBook, read_table
from cases.unclaimed import Room, Unclaimed
from lifetime import running
from records.database import Database
from settings import Settings
from web.parts import Casework

Clock = Callable[[], datetime]
log = structlog.get_logger()


@asynccontextmanager
async def open_casework(
    settings: Settings, database: Database, *, clock: Clock, wake: asyncio.Event, work_waits: Callable[[], None]
) -> AsyncIterator[Casework]:
    """While it is open, all journeys are watched and feeds are asked. `wake`: something may have come in; `work_waits`
    is called when something has. Raises OSError and BookNotValid for the files.
    """
    rules, text = await asyncio.to_thread(rules_in_force, settings)
    carriers = await asyncio.to_thread(_carriers, settings)
    quiet = QuietHours.parse(settings.quiet_hours) if settings.quiet_hours else None
    work = Casework(
        rules=rules, rules_text=text, opens_cases=settings.feeds_open_cases, value_steps=settings.value_priority,
        couriers=_couriers(settings, database, clock=clock, work_waits=work_waits),
        solutions=await asyncio.to_thread(solutions_in_force, settings),
        claims=await asyncio.to_thread(published_terms, settings),
        carriers=carriers, sender=Sender(_claimant(settings), carriers),
        quiet=quiet, unclaimed=Unclaimed(database, _room(settings), clock=clock),
    )  # fmt: skip
    log.info("rules.in_force", name=rules.name, fingerprint=rules.fingerprint)
    every = timedelta(hours=settings.poll_every_h)
    async with AsyncExitStack() as stack:
        feeds = await _feeds(stack, settings, clock)
        asking = [keep_asking(database, feed, every=every, clock=clock, told=work_waits) for feed in feeds]
        watch = keep_watch(database, rules, clock=clock, wake=wake, told=work_waits)
        reminding = keep_reminding(database, clock=clock, told=work_waits)
        tidying = [work.unclaimed.keep_tidy()] if work.unclaimed else []
        await stack.enter_async_context(running(watch, reminding, *tidying, *asking))
        yield work


def _room(settings: Settings) -> Room:
    return Room(
        kept_for=timedelta(days=settings.unclaimed_days), most=settings.unclaimed_most,
        most_bytes=settings.unclaimed_mb * 1024 * 1024,
    )  # fmt: skip


def rules_in_force(settings: Settings) -> tuple[RuleBook, str]:
    """The rules and the text they were read from. Blocking. Raises OSError and BookNotValid."""
    if settings.rules_file is None:
        return AS_DELIVERED, ""
    text = settings.rules_file.read_text("utf-8")
    return read_rules(text), text


def solutions_in_force(settings: Settings) -> SolutionBook:
    """The table solutions are proposed by. Blocking. Raises OSError and BookNotValid."""
    if settings.solutions_file is None:
        return SOLUTIONS_AS_DELIVERED
    return read_table(settings.solutions_file.read_text("utf-8"))


def published_terms(settings: Settings) -> ClaimBook:
    """What carriers and insurers publish, ours and the operator's. Blocking. Raises OSError and BookNotValid."""
    return read_claim_book(PUBLISHED, *([settings.claims_dir] if settings.claims_dir else []))


def _carriers(settings: Settings) -> CarrierBook:
    """Blocking."""
    if settings.carriers_file is None:
        return CARRIERS_AS_DELIVERED
    return read_carriers(settings.carriers_file.read_text("utf-8"))


def _claimant(settings: Settings) -> Claimant | None:
    """In whose name is claimed, if somebody has said."""
    if settings.claimant_name is None:
        return None
    return Claimant(settings.claimant_name, settings.claimant_address, settings.claimant_contact)


def _couriers(
    settings: Settings, database: Database, *, clock: Clock, work_waits: Callable[[], None]
) -> tuple[Courier, ...]:
    """Mail first: the agent sees at once whether it went. Whoever is told of letters brings everybody else theirs."""
    found: list[Courier] = []
    if settings.smtp_url is not None:
        found.append(Mail(read_smtp_url(settings.smtp_url.get_secret_value(), sender=settings.mail_from or "")))
    found.append(Helpdesk(database, clock=clock, woken=work_waits))
    return tuple(found)


async def _feeds(stack: AsyncExitStack, settings: Settings, clock: Clock) -> list[JourneyFeed]:
    if settings.seventeentrack_url is None and settings.aftership_url is None:
        return []
    client = await stack.enter_async_context(aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()))
    found: list[JourneyFeed] = []
    if settings.seventeentrack_url is not None and settings.seventeentrack_key is not None:
        key = settings.seventeentrack_key.get_secret_value()
        found.append(SeventeenTrack(client, url=str(settings.seventeentrack_url), key=key))
    if settings.aftership_url is not None and settings.aftership_api_key is not None:
        key = settings.aftership_api_key.get_secret_value()
        found.append(AfterShip(client, url=str(settings.aftership_url), key=key, clock=clock))
    return found

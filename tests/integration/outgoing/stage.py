"""Endpoints in a database, a receiver on loopback that answers what it is told to, and a clock that the test moves."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import select, update
from standardwebhooks import Webhook

from outgoing.signing import rotated
from outgoing.webhook import WebhookSender, open_webhooks
from records.database import Database
from records.outbox import enqueue_event
from records.tables import DeliveryRow, EndpointRow, EndpointState, OutboxRow
from tests.masters import OPENS_WHAT_IS_PLAIN

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PAYLOAD = {"type": "summary.attached", "data": {"name": "Lucía 王"}}
SILENCE = "says nothing"


class Receiver:
    """Answers what it is told to, one after the other, then 200; checks every signature and remembers what came."""

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)
        self.ids: list[str] = []
        self.bodies: list[object] = []
        self.came = asyncio.Event()
        self.released = asyncio.Event()
        self.url = ""

    async def take(self, request: web.Request) -> web.StreamResponse:
        """The endpoint."""
        self.bodies.append(Webhook(SECRET).verify(await request.read(), dict(request.headers)))
        self.ids.append(request.headers["webhook-id"])
        self.came.set()
        answer = self.answers.pop(0) if self.answers else 200
        if answer == SILENCE:
            await self.released.wait()
            return web.Response()
        status, headers = answer if isinstance(answer, tuple) else (answer, {})
        return web.Response(status=status, headers=headers, body=b"x" * 100_000)


@asynccontextmanager
async def receiving(*answers: object) -> AsyncIterator[Receiver]:
    """A real server on loopback."""
    receiver = Receiver(*answers)
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    async with TestServer(app) as server:
        receiver.url = str(server.make_url("/hook"))
        try:
            yield receiver
        finally:
            receiver.released.set()


@asynccontextmanager
async def sending(*, timeout_s: float = 20.0, allow_private: bool = True) -> AsyncIterator[dict[str, WebhookSender]]:
    """Our side of it."""
    async with open_webhooks(OPENS_WHAT_IS_PLAIN, timeout_s=timeout_s, allow_private=allow_private) as sender:
        yield {"webhook": sender}


class Time:
    """A clock that the test moves. It starts at the real time, since signatures carry it."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now


async def add(db: Database, endpoint_id: str, url: str, **values: Any) -> None:
    """An endpoint that is on, and is told everything."""
    now = datetime.now(UTC)
    given: dict[str, Any] = {
        "kind": "webhook", "state": EndpointState.ON, "description": "", "event_types": [], "cases": {},
        "secrets": rotated((), {"text": SECRET}, now=now), "created_at": now, "created_by": "test",
    }  # fmt: skip
    async with db.transaction() as session:
        session.add(EndpointRow(id=endpoint_id, url=url, **given | values))


async def enqueue(db: Database, key: str = "call", *, type: str = "summary.attached", **data: Any) -> str:
    """One event."""
    payload = PAYLOAD if not data else {"type": type, "data": data}
    async with db.transaction() as session:
        return await enqueue_event(session, type=type, key=key, payload=payload, now=datetime.now(UTC))


async def event(db: Database) -> OutboxRow:
    """The only one."""
    async with db.reading() as session:
        return (await session.scalars(select(OutboxRow))).one()


async def deliveries(db: Database, endpoint_id: str = "one") -> Sequence[DeliveryRow]:
    """Those to this endpoint, by event."""
    async with db.reading() as session:
        rows = select(DeliveryRow).where(DeliveryRow.endpoint_id == endpoint_id)
        return (await session.scalars(rows.order_by(DeliveryRow.event_id))).all()


async def delivery(db: Database, endpoint_id: str = "one") -> DeliveryRow:
    """The only one to this endpoint."""
    (row,) = await deliveries(db, endpoint_id)
    return row


async def endpoint(db: Database, endpoint_id: str = "one") -> EndpointRow:
    """As it stands."""
    async with db.reading() as session:
        return await session.get_one(EndpointRow, endpoint_id)


async def due_again(db: Database) -> None:
    """Time passes: every next attempt is due, also for a clock that was stopped a while ago. Clocks stand still, or
    signatures would grow too old.
    """
    async with db.transaction() as session:
        await session.execute(
            update(DeliveryRow)
            .where(DeliveryRow.delivered_at.is_(None))
            .values(next_at=datetime.now(UTC) - timedelta(hours=1), leased_until=None)
        )


async def turn_on(db: Database, endpoint_id: str = "one") -> None:
    """By a person."""
    async with db.transaction() as session:
        row = await session.get_one(EndpointRow, endpoint_id)
        row.state = EndpointState.ON

"""Dead letters: what nobody took, for supervisors and operators to see, and to send again under its old id."""

from collections.abc import Collection
from datetime import datetime

from pydantic import BaseModel, Field
from yarl import URL

from records.audit import append_audit
from records.database import Database
from records.deliveries import dead_letters, replay
from records.tables import DeliveryRow, EndpointRow, OutboxRow

MOST_SHOWN = 200


class DeadLetter(BaseModel):
    """One event that one endpoint did not take."""

    event_id: str = Field(description="its `webhook-id`, which it keeps when it is sent again")
    endpoint_id: str
    endpoint: str = Field(description="the endpoint's description, or its host")
    type: str
    case_reference: str | None
    created_at: datetime
    dead_at: datetime
    attempts: int
    last_status: int | None
    last_error: str | None


async def list_dead_letters(
    database: Database, *, endpoint_id: str | None = None, limit: int | None = None
) -> list[DeadLetter]:
    """The oldest event first."""
    async with database.reading() as session:
        found = await dead_letters(session, endpoint_id=endpoint_id, limit=limit)
    return [_letter(*each) for each in found]


async def replay_dead_letters(
    database: Database, *, event_ids: Collection[str] | None = None, endpoint_id: str | None = None, actor: str,
    now: datetime,
) -> int:  # fmt: skip
    """Make them due again, or all of them; how many there were. The audit hears of it first."""
    asked = {"events": list(event_ids) if event_ids is not None else "all"}
    await append_audit(
        database, actor=actor, action="webhook.replay", subject=f"endpoint:{endpoint_id or 'all'}", detail=asked,
        now=now,
    )  # fmt: skip
    async with database.transaction() as session:
        return await replay(session, event_ids=event_ids, endpoint_id=endpoint_id, now=now)


def _letter(delivery: DeliveryRow, event: OutboxRow, endpoint: EndpointRow) -> DeadLetter:
    data = event.payload.get("data")
    reference = data.get("case_reference") if isinstance(data, dict) else None
    return DeadLetter(
        event_id=event.id, endpoint_id=endpoint.id, endpoint=_name(endpoint),
        type=event.type, case_reference=reference, created_at=event.created_at,
        dead_at=delivery.dead_at or event.created_at, attempts=delivery.attempts, last_status=delivery.last_status,
        last_error=delivery.last_error,
    )  # fmt: skip


def _name(endpoint: EndpointRow) -> str:
    host = URL(endpoint.url).host if endpoint.url else None
    return endpoint.description or host or endpoint.id

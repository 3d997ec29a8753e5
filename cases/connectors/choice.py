"""Which helpdesk it is, as the settings say."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal

from cases.connectors import chatwoot, zendesk
from cases.connectors.chatwoot import Chatwoot
from cases.connectors.generic import Generic
from cases.connectors.port import CaseConnector
from cases.connectors.wire import Wire
from cases.connectors.zendesk import Zendesk
from outgoing.webhook import open_outside


@dataclass(frozen=True, slots=True)
class Connection:
    """How its interface is reached. `url` without a slash at the end; `secret`: of its webhooks to us."""

    kind: Literal["generic", "zendesk", "chatwoot"]
    url: str
    token: str
    user: str = ""
    secret: str | None = None
    field: str = "case_reference"
    allow_private: bool = False


@asynccontextmanager
async def open_connector(connection: Connection) -> AsyncIterator[CaseConnector]:
    """With a client of its own."""
    async with open_outside(allow_private=connection.allow_private) as client:
        wire = Wire(client, connection.url, _credentials(connection), allow_private=connection.allow_private)
        yield _made(connection, wire)


def _credentials(connection: Connection) -> Mapping[str, str]:
    match connection.kind:
        case "zendesk":
            return zendesk.credentials(connection.user, connection.token)
        case "chatwoot":
            return chatwoot.credentials(connection.token)
        case "generic":
            return {"Authorization": f"Bearer {connection.token}"}


def _made(connection: Connection, wire: Wire) -> CaseConnector:
    match connection.kind:
        case "zendesk":
            return Zendesk(wire, base=connection.url, secret=connection.secret)
        case "chatwoot":
            return Chatwoot(
                wire, base=connection.url, account=connection.user, attribute=connection.field,
                secret=connection.secret,
            )  # fmt: skip
        case "generic":
            return Generic(wire, base=connection.url, secret=connection.secret)

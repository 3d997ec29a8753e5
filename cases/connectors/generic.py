"""Any helpdesk that speaks a small interface of ours, written down in docs/protocol.md: five requests, keys that make
each of them one thing, and Standard Webhooks back.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote

from standardwebhooks import Webhook, WebhookVerificationError

from cases.connectors.port import Attachment, Inbound, Matter, Note, Reply, SignatureWrong
from cases.connectors.wire import Wire, field
from cases.parcel import purchase_told


class Generic:
    """`secret`: of its webhooks to us; None: none is taken."""

    name = "generic"

    def __init__(self, wire: Wire, *, base: str, secret: str | None) -> None:
        self._wire = wire
        self._base = base
        self._secret = secret

    async def resolve(self, matter: Matter) -> str | None:
        """See `CaseConnector`."""
        found = await self._wire.ask(
            "GET", "/tickets", query={"case_reference": matter.reference}, missing_is_none=True
        )  # fmt: skip
        return str(field(found, "id")) if found is not None else None

    async def note(self, ticket_id: str, note: Note) -> None:
        """It keeps `Idempotency-Key`, and takes the same one once."""
        path = f"/tickets/{quote(ticket_id, safe='')}/notes"
        await self._wire.ask("POST", path, body={"text": note.text}, headers={"Idempotency-Key": note.key})

    async def reply(self, ticket_id: str, reply: Reply) -> None:
        """Likewise."""
        said = {"subject": reply.subject, "text": reply.text, "language": reply.language}
        path = f"/tickets/{quote(ticket_id, safe='')}/replies"
        await self._wire.ask("POST", path, body=said, headers={"Idempotency-Key": reply.key})

    async def attach(self, ticket_id: str, file: Attachment) -> None:
        """Likewise."""
        await self._wire.ask(
            "POST", f"/tickets/{quote(ticket_id, safe='')}/files", query={"name": file.name}, data=file.content,
            headers={"Idempotency-Key": file.key, "Content-Type": file.media_type},
        )  # fmt: skip

    def screen_pop(self, ticket_id: str) -> str:
        """See `CaseConnector`."""
        return f"{self._base}/tickets/{quote(ticket_id, safe='')}"

    def verify_inbound(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> Inbound | None:
        """Standard Webhooks; the time is this machine's."""
        if self._secret is None:
            raise SignatureWrong("nobody has told us the secret")
        lower = {name.lower(): value for name, value in headers.items()}
        try:
            Webhook(self._secret).verify(body, lower)
            told = json.loads(body)
        except (WebhookVerificationError, ValueError) as error:
            raise SignatureWrong("the signature does not fit") from error
        reference, ticket, bought = _texts(told, "case_reference", "ticket_id", "purchased_again_at")
        purchase = purchase_told(bought)
        return Inbound(reference, ticket or None, purchase) if reference and (ticket or purchase) else None


def _texts(told: object, *names: str) -> tuple[str, ...]:
    data = told if isinstance(told, dict) else {}
    return tuple(str(data.get(name) or "") for name in names)

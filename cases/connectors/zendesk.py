"""Zendesk's Support API v2: comments on the ticket whose external id is the case, private notes and public replies.

Once in effect: the mark of a note, or the words of a reply, are looked for before it is written, and the ticket is only
updated as it was read (`safe_update`): if an earlier try of ours arrives in between, Zendesk answers 409 and we look
again.
https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/
"""

import base64
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from cases.connectors.port import (
    Attachment,
    HelpdeskRefused,
    Inbound,
    Matter,
    Note,
    Reply,
    SignatureWrong,
    are_one,
    mark,
)
from cases.connectors.signatures import check, check_time, hmac_sha256, iso_time
from cases.connectors.wire import Wire, field

_PAGES = 20
"""Of a hundred comments each, from the newest on: what is older than that was not written a moment ago."""
_CLOSED = ("closed",)


def credentials(user: str, token: str) -> dict[str, str]:
    """The header of an agent's API token."""
    return {"Authorization": f"Basic {base64.b64encode(f'{user}/token:{token}'.encode()).decode()}"}


class Zendesk:
    """`secret`: of its webhooks to us; None: none is taken."""

    name = "zendesk"

    def __init__(self, wire: Wire, *, base: str, secret: str | None) -> None:
        self._wire = wire
        self._base = base
        self._secret = secret

    async def resolve(self, matter: Matter) -> str | None:
        """The newest ticket with this external id that may still be written to."""
        found = await self._wire.ask(
            "GET", "/api/v2/tickets.json", query={"external_id": matter.reference, "per_page": "100"}
        )  # fmt: skip
        tickets = [each for each in field(found, "tickets") if field(each, "status") not in _CLOSED]
        newest = max(tickets, key=lambda each: str(field(each, "created_at")), default=None)
        return str(field(newest, "id")) if newest is not None else None

    async def note(self, ticket_id: str, note: Note) -> None:
        """See `CaseConnector`."""
        await self._comment(ticket_id, f"{note.text}\n\n{mark(note.key)}", note.key)

    async def reply(self, ticket_id: str, reply: Reply) -> None:
        """A public comment, which Zendesk sends to the requester under the subject of the ticket."""

        def is_it(comment: Mapping[str, Any]) -> bool:
            return comment.get("public") is True and are_one(field(comment, "body"), reply.text)

        ticket = await self._read(ticket_id)
        if not await self._any(ticket_id, is_it):
            await self._update(ticket_id, ticket, {"body": reply.text}, public=True)

    async def attach(self, ticket_id: str, file: Attachment) -> None:
        """Uploaded, then named by a comment of its own: the upload by itself is forgotten by Zendesk after an hour."""
        ticket = await self._read(ticket_id)
        if await self._has(ticket_id, file.key):
            return
        uploaded = await self._wire.ask(
            "POST", "/api/v2/uploads.json", query={"filename": file.name}, data=file.content,
            headers={"Content-Type": file.media_type},
        )  # fmt: skip
        token = str(field(uploaded, "upload", "token"))
        await self._update(ticket_id, ticket, {"body": f"{file.name}\n\n{mark(file.key)}", "uploads": [token]})

    def screen_pop(self, ticket_id: str) -> str:
        """See `CaseConnector`."""
        return f"{self._base}/agent/tickets/{quote(ticket_id, safe='')}"

    def verify_inbound(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> Inbound | None:
        """The body is a trigger's (`ticket_id`, `case_reference`) or an event's (`detail.id`, `detail.external_id`)."""
        if self._secret is None:
            raise SignatureWrong("nobody has told us the secret")
        lower = {name.lower(): value for name, value in headers.items()}
        time = lower.get("x-zendesk-webhook-signature-timestamp") or ""
        digest = hmac_sha256(self._secret, time.encode() + body)
        check(base64.b64encode(digest).decode(), lower.get("x-zendesk-webhook-signature"))
        check_time(iso_time(time), now=now)
        return _told(body)

    async def _comment(self, ticket_id: str, text: str, key: str) -> None:
        ticket = await self._read(ticket_id)
        if not await self._has(ticket_id, key):
            await self._update(ticket_id, ticket, {"body": text})

    async def _read(self, ticket_id: str) -> Mapping[str, Any]:
        found = await self._wire.ask("GET", f"/api/v2/tickets/{quote(ticket_id, safe='')}.json")
        ticket: Mapping[str, Any] = field(found, "ticket")
        return ticket

    async def _has(self, ticket_id: str, key: str) -> bool:
        wanted = mark(key)
        return await self._any(ticket_id, lambda each: wanted in str(field(each, "body")))

    async def _any(self, ticket_id: str, is_it: Callable[[Mapping[str, Any]], bool]) -> bool:
        """Whether such a comment is there; read after the ticket, so that a late one is a conflict."""
        for page in range(1, _PAGES + 1):
            found = await self._wire.ask(
                "GET", f"/api/v2/tickets/{quote(ticket_id, safe='')}/comments.json",
                query={"sort_order": "desc", "per_page": "100", "page": str(page)},
            )  # fmt: skip
            if any(is_it(each) for each in field(found, "comments")):
                return True
            if not found.get("next_page"):
                return False
        return False

    async def _update(
        self, ticket_id: str, ticket: Mapping[str, Any], comment: Mapping[str, Any], *, public: bool = False
    ) -> None:  # fmt: skip
        change = {
            "comment": {**comment, "public": public}, "safe_update": True,
            "updated_stamp": str(field(ticket, "updated_at")),
        }  # fmt: skip
        try:
            await self._wire.ask("PUT", f"/api/v2/tickets/{quote(ticket_id, safe='')}.json", body={"ticket": change})
        except HelpdeskRefused as refused:
            if refused.status == HTTPStatus.CONFLICT:
                raise HelpdeskRefused("somebody else has changed the ticket meanwhile", status=409) from refused
            raise


def _told(body: bytes) -> Inbound | None:
    try:
        told = json.loads(body)
    except ValueError:
        return None
    if not isinstance(told, dict):
        return None
    detail = told.get("detail")
    if isinstance(detail, dict):
        told = {"ticket_id": detail.get("id"), "case_reference": detail.get("external_id")}
    ticket, reference = str(told.get("ticket_id") or ""), str(told.get("case_reference") or "")
    return Inbound(reference, ticket) if ticket and reference else None

"""Chatwoot's application API: notes and replies in the conversation whose custom attribute names the case.

Where no conversation does, it is the only one that is open with the contact of this address or number; if there are
several, nobody can say which, and none is taken. Once in effect as far as Chatwoot lets us see: it has no key for a
message, so that a note carries a mark, which is looked for before it is written, and a reply is known by its words.
https://developers.chatwoot.com/api-reference/messages/create-new-message
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from aiohttp import FormData

from cases.connectors.port import Attachment, Inbound, Matter, Note, Reply, SignatureWrong, are_one, mark
from cases.connectors.signatures import check, check_time, hmac_sha256, unix_time
from cases.connectors.wire import Wire, field

_PAGES = 10
"""Of twenty messages each, from the newest on."""
_CLOSED = ("resolved",)


def credentials(token: str) -> dict[str, str]:
    """The header of a user's access token."""
    return {"api_access_token": token}


class Chatwoot:
    """`attribute` is the conversation's that holds the reference; `secret`: of its webhooks; None: none is taken."""

    name = "chatwoot"

    def __init__(self, wire: Wire, *, base: str, account: str, attribute: str, secret: str | None) -> None:
        self._wire = wire
        self._base = base
        self._account = account
        self._attribute = attribute
        self._secret = secret

    async def resolve(self, matter: Matter) -> str | None:
        """See `CaseConnector`."""
        wanted = {
            "attribute_key": self._attribute, "filter_operator": "equal_to", "values": [matter.reference],
            "query_operator": None, "custom_attribute_type": "conversation_attribute",
        }  # fmt: skip
        found = await self._wire.ask("POST", self._path("/conversations/filter"), body={"payload": [wanted]})
        conversations = field(found, "data" if "data" in found else "payload")
        listed: Sequence[Any] = conversations["payload"] if isinstance(conversations, dict) else conversations
        newest = max(listed, key=lambda each: int(field(each, "id")), default=None)
        if newest is not None:
            return str(field(newest, "id"))
        return await self._of_contact(matter.contact.strip()) if matter.contact.strip() else None

    async def note(self, ticket_id: str, note: Note) -> None:
        """See `CaseConnector`."""
        if await self._has(ticket_id, note.key):
            return
        message = {"content": f"{note.text}\n\n{mark(note.key)}", "message_type": "outgoing", "private": True}
        await self._wire.ask("POST", self._messages(ticket_id), body=message)

    async def reply(self, ticket_id: str, reply: Reply) -> None:
        """A message of the conversation, which Chatwoot sends by the customer's channel."""

        def is_it(message: Mapping[str, Any]) -> bool:
            return message.get("private") is not True and are_one(message.get("content"), reply.text)

        if await self._any(ticket_id, is_it):
            return
        message = {"content": reply.text, "message_type": "outgoing", "private": False}
        await self._wire.ask("POST", self._messages(ticket_id), body=message)

    async def attach(self, ticket_id: str, file: Attachment) -> None:
        """See `CaseConnector`."""
        if await self._has(ticket_id, file.key):
            return
        form = FormData()
        form.add_field("content", f"{file.name}\n\n{mark(file.key)}")
        form.add_field("message_type", "outgoing")
        form.add_field("private", "true")
        form.add_field("attachments[]", file.content, filename=file.name, content_type=file.media_type)
        await self._wire.ask("POST", self._messages(ticket_id), data=form)

    def screen_pop(self, ticket_id: str) -> str:
        """See `CaseConnector`."""
        return f"{self._base}/app/accounts/{self._account}/conversations/{quote(ticket_id, safe='')}"

    def verify_inbound(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> Inbound | None:
        """Events of conversations: `id`, and the attribute among `custom_attributes`."""
        if self._secret is None:
            raise SignatureWrong("nobody has told us the secret")
        lower = {name.lower(): value for name, value in headers.items()}
        time = lower.get("x-chatwoot-timestamp") or ""
        digest = hmac_sha256(self._secret, time.encode() + b"." + body).hex()
        check(f"sha256={digest}", lower.get("x-chatwoot-signature"))
        check_time(unix_time(time), now=now)
        return self._told(body)

    def _told(self, body: bytes) -> Inbound | None:
        try:
            told = json.loads(body)
        except ValueError:
            return None
        if not isinstance(told, dict) or not str(told.get("event") or "").startswith("conversation_"):
            return None
        attributes = told.get("custom_attributes")
        reference = attributes.get(self._attribute) if isinstance(attributes, dict) else None
        return Inbound(str(reference), str(told["id"])) if reference and told.get("id") else None

    async def _of_contact(self, contact: str) -> str | None:
        wanted = contact if "@" in contact else contact.replace(" ", "")
        found = await self._wire.ask("GET", self._path("/contacts/search"), query={"q": wanted})
        people = [each for each in field(found, "payload") if _is(each, contact)]
        if len(people) != 1:
            return None
        path = self._path(f"/contacts/{field(people[0], 'id')}/conversations")
        listed = field(await self._wire.ask("GET", path), "payload")
        open_ones = [each for each in listed if field(each, "status") not in _CLOSED]
        return str(field(open_ones[0], "id")) if len(open_ones) == 1 else None

    async def _has(self, ticket_id: str, key: str) -> bool:
        wanted = mark(key)
        return await self._any(ticket_id, lambda each: wanted in str(each.get("content") or ""))

    async def _any(self, ticket_id: str, is_it: Callable[[Mapping[str, Any]], bool]) -> bool:
        before = ""
        for _ in range(_PAGES):
            query = {"before": before} if before else {}
            listed = field(await self._wire.ask("GET", self._messages(ticket_id), query=query), "payload")
            if any(is_it(each) for each in listed):
                return True
            if not listed:
                return False
            before = str(min(int(field(each, "id")) for each in listed))
        return False

    def _messages(self, ticket_id: str) -> str:
        return self._path(f"/conversations/{quote(ticket_id, safe='')}/messages")

    def _path(self, rest: str) -> str:
        return f"/api/v1/accounts/{self._account}{rest}"


def _is(person: Mapping[str, Any], contact: str) -> bool:
    """Its search also finds who is only like it."""
    known = {str(person.get(name) or "").casefold() for name in ("email", "phone_number")}
    return contact.casefold() in known or contact.replace(" ", "") in known

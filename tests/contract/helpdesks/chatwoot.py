"""A Chatwoot on loopback: the documented shapes of its application API, as far as we speak it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.contract.helpdesks.zendesk import served

TOKEN, ACCOUNT = "chatwoot-token", "3"
PAGE = 20


@dataclass
class FakeChatwoot:
    """`dies_after` of the next messages are kept, and nobody hears so."""

    url: str = ""
    conversations: dict[int, dict[str, Any]] = field(default_factory=dict)
    messages: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    contacts: list[dict[str, Any]] = field(default_factory=list)
    of_contact: dict[int, list[int]] = field(default_factory=dict)
    dies_after: int = 0

    def add(self, number: int, reference: str | None = None, *, status: str = "open") -> None:
        attributes = {"case_reference": reference} if reference else {}
        self.conversations[number] = {"id": number, "status": status, "custom_attributes": attributes}
        self.messages[number] = []

    def routes(self) -> list[web.RouteDef]:
        base = f"/api/v1/accounts/{ACCOUNT}"
        return [
            web.post(f"{base}/conversations/filter", self.filter),
            web.get(f"{base}/contacts/search", self.search),
            web.get(rf"{base}/contacts/{{id:\d+}}/conversations", self.conversations_of),
            web.get(rf"{base}/conversations/{{id:\d+}}/messages", self.list_messages),
            web.post(rf"{base}/conversations/{{id:\d+}}/messages", self.write),
        ]

    async def filter(self, request: web.Request) -> web.Response:
        (wanted,) = (await request.json())["payload"]
        assert (wanted["attribute_key"], wanted["filter_operator"]) == ("case_reference", "equal_to")
        found = [
            each
            for each in self.conversations.values()
            if each["custom_attributes"].get("case_reference") in wanted["values"]
        ]
        return web.json_response({"data": {"meta": {"all_count": len(found)}, "payload": found}})

    async def search(self, request: web.Request) -> web.Response:
        """Whoever is like it, as theirs does."""
        like = request.query["q"][:5].lower()
        found = [
            each for each in self.contacts if like in str(each.get("email")) or like in str(each.get("phone_number"))
        ]
        return web.json_response({"meta": {"count": len(found)}, "payload": found})

    async def conversations_of(self, request: web.Request) -> web.Response:
        numbers = self.of_contact.get(int(request.match_info["id"]), [])
        return web.json_response({"payload": [self.conversations[number] for number in numbers]})

    async def list_messages(self, request: web.Request) -> web.Response:
        """The newest twenty, or those before one of them; oldest first, as theirs does."""
        listed = self.messages[int(request.match_info["id"])]
        if "before" in request.query:
            listed = [each for each in listed if each["id"] < int(request.query["before"])]
        return web.json_response({"meta": {}, "payload": listed[-PAGE:]})

    async def write(self, request: web.Request) -> web.Response:
        listed = self.messages[int(request.match_info["id"])]
        message: dict[str, Any] = {"id": len(listed) + 1, "attachments": []}
        if request.content_type == "multipart/form-data":
            form = await request.post()
            file = form["attachments[]"]
            assert isinstance(file, web.FileField)
            message |= {"content": form["content"], "private": form["private"] == "true"}
            message["attachments"] = [{"name": file.filename, "kind": file.content_type, "size": len(file.file.read())}]
        else:
            said = await request.json()
            message |= {"content": said["content"], "private": said["private"]}
            assert said["message_type"] == "outgoing"
        listed.append(message)
        if self.dies_after:
            self.dies_after -= 1
            assert request.transport is not None
            request.transport.close()
        return web.json_response({"id": message["id"], "content": message["content"], "private": message["private"]})


@asynccontextmanager
async def open_chatwoot() -> AsyncIterator[FakeChatwoot]:
    """Only for who knows the token."""
    fake = FakeChatwoot()

    @web.middleware
    async def admit(request: web.Request, handler: Any) -> web.StreamResponse:
        if request.headers.get("api_access_token") != TOKEN:
            return web.json_response({"error": "Invalid Access Token"}, status=401)
        answer: web.StreamResponse = await handler(request)
        return answer

    async with served(fake.routes(), admit) as url:
        fake.url = url
        yield fake

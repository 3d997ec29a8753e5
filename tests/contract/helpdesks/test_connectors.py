"""Each connector against a server that speaks the documented shapes: found, noted, filed, once in effect, and believed
only with its signature.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from standardwebhooks import Webhook

from cases.connectors.choice import Connection, open_connector
from cases.connectors.port import (
    Attachment,
    CaseConnector,
    HelpdeskRefused,
    Inbound,
    Matter,
    Note,
    Reply,
    SignatureWrong,
)
from tests.contract.helpdesks import chatwoot, generic, zendesk
from tests.contract.helpdesks.chatwoot import FakeChatwoot, open_chatwoot
from tests.contract.helpdesks.generic import FakeHelpdesk, open_helpdesk
from tests.contract.helpdesks.zendesk import FakeZendesk, open_zendesk

NOTE = Note("msg_1", "Video call on case LP-1\nOutcome: refund")
REPLY = Reply("msg_2", "Su paquete", "Hola Lucía:\n\nSeguimos buscando su paquete.\n", "es")
FILE = Attachment("file_1", "label.jpg", "image/jpeg", b"\xff\xd8a photo")
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ZENDESK_SECRET, CHATWOOT_SECRET = "zd", "cw"


def _connection(kind: Any, url: str, **more: Any) -> Connection:
    known: dict[str, Any] = {
        "generic": {"token": generic.TOKEN, "secret": SECRET},
        "zendesk": {"token": zendesk.TOKEN, "user": zendesk.USER, "secret": ZENDESK_SECRET},
        "chatwoot": {"token": chatwoot.TOKEN, "user": chatwoot.ACCOUNT, "secret": CHATWOOT_SECRET},
    }
    return Connection(kind=kind, url=url, **{"allow_private": True, **known[kind], **more})


@asynccontextmanager
async def _zendesk() -> AsyncIterator[tuple[CaseConnector, FakeZendesk]]:
    async with open_zendesk() as fake, open_connector(_connection("zendesk", fake.url)) as connector:
        yield connector, fake


@asynccontextmanager
async def _chatwoot() -> AsyncIterator[tuple[CaseConnector, FakeChatwoot]]:
    async with open_chatwoot() as fake, open_connector(_connection("chatwoot", fake.url)) as connector:
        yield connector, fake


@asynccontextmanager
async def _generic() -> AsyncIterator[tuple[CaseConnector, FakeHelpdesk]]:
    async with open_helpdesk() as fake, open_connector(_connection("generic", fake.url)) as connector:
        yield connector, fake


async def test_zendesk_finds_the_newest_ticket_of_the_case_that_may_be_written_to() -> None:
    async with _zendesk() as (connector, fake):
        assert await connector.resolve(Matter("LP-1")) is None
        fake.add(7, "LP-1", day=1)
        fake.add(8, "LP-1", day=3)
        fake.add(9, "LP-1", day=5, status="closed")
        fake.add(10, "LP-2", day=6)
        assert await connector.resolve(Matter("LP-1")) == "8"
        assert connector.screen_pop("8") == f"{fake.url}/agent/tickets/8"


async def test_zendesk_gets_a_private_comment_and_the_file_with_one_of_its_own() -> None:
    async with _zendesk() as (connector, fake):
        fake.add(7, "LP-1")
        await connector.note("7", NOTE)
        await connector.attach("7", FILE)
        note, file = fake.comments[7]
        assert note["public"] is False
        assert note["body"].startswith(NOTE.text)
        assert (file["public"], file["attachments"]) == (
            False, [{"file_name": "label.jpg", "content_type": "image/jpeg", "size": len(FILE.content)}],
        )  # fmt: skip


async def test_zendesk_is_written_to_once_although_nobody_heard_so() -> None:
    async with _zendesk() as (connector, fake):
        fake.add(7, "LP-1")
        fake.dies_after = 1
        with pytest.raises(HelpdeskRefused):
            await connector.note("7", NOTE)
        fake.comments[7] += [{"id": n, "body": "an agent's", "public": True} for n in range(250)]
        await connector.note("7", NOTE)
        fake.dies_after = 1
        with pytest.raises(HelpdeskRefused):
            await connector.attach("7", FILE)
        await connector.attach("7", FILE)
        assert len([each for each in fake.comments[7] if "reassure:" in each["body"]]) == 2


async def test_zendesk_is_not_written_to_when_the_ticket_was_changed_since_it_was_read() -> None:
    """It may have been a try of ours that was on its way for long."""
    async with _zendesk() as (connector, fake):
        fake.add(7, "LP-1")
        fake.between = [7]
        with pytest.raises(HelpdeskRefused) as refused:
            await connector.note("7", NOTE)
        assert refused.value.status == 409
        assert fake.comments[7] == []
        await connector.note("7", NOTE)
        assert len(fake.comments[7]) == 1


async def test_chatwoot_finds_the_conversation_of_the_case_and_else_the_only_open_one_of_the_contact() -> None:
    async with _chatwoot() as (connector, fake):
        fake.contacts = [
            {"id": 1, "email": "lucia@example.org", "phone_number": "+34600123456"},
            {"id": 2, "email": "lucia@example.org.evil"},
        ]
        for number, status in ((20, "open"), (21, "resolved"), (22, "open")):
            fake.add(number, status=status)
        fake.of_contact = {1: [20, 21]}
        assert await connector.resolve(Matter("LP-1", "Lucia@example.org")) == "20"
        assert await connector.resolve(Matter("LP-1", "+34 600 123 456")) == "20"
        assert await connector.resolve(Matter("LP-1", "lucia@example.or")) is None, "nobody who is only like it"
        assert await connector.resolve(Matter("LP-1")) is None
        fake.of_contact = {1: [20, 22]}
        assert await connector.resolve(Matter("LP-1", "lucia@example.org")) is None, "nobody can say which"
        fake.add(30, "LP-1", status="resolved")
        fake.add(31, "LP-1")
        assert await connector.resolve(Matter("LP-1", "lucia@example.org")) == "31"
        assert connector.screen_pop("31") == f"{fake.url}/app/accounts/3/conversations/31"


async def test_chatwoot_gets_private_messages_once_although_nobody_heard_so() -> None:
    async with _chatwoot() as (connector, fake):
        fake.add(31, "LP-1")
        writes: list[Callable[[], Awaitable[None]]] = [
            lambda: connector.note("31", NOTE), lambda: connector.attach("31", FILE)
        ]  # fmt: skip
        for write in writes:
            fake.dies_after = 1
            with pytest.raises(HelpdeskRefused):
                await write()
            fake.messages[31] += [
                {"id": len(fake.messages[31]) + n, "content": "hello", "private": False} for n in range(1, 60)
            ]
            await write()
        ours = [each for each in fake.messages[31] if "reassure:" in str(each["content"])]
        assert [each["private"] for each in ours] == [True, True]
        assert ours[0]["content"].startswith(NOTE.text)
        assert ours[1]["attachments"] == [{"name": "label.jpg", "kind": "image/jpeg", "size": len(FILE.content)}]


async def test_zendesk_sends_a_reply_once_without_a_mark_the_customer_could_see() -> None:
    async with _zendesk() as (connector, fake):
        fake.add(7, "LP-1")
        fake.comments[7] = [{"id": 1, "body": REPLY.text, "public": False}]
        fake.dies_after = 1
        with pytest.raises(HelpdeskRefused):
            await connector.reply("7", REPLY)
        fake.comments[7][-1]["body"] = REPLY.text.replace("\n", "\r\n")
        await connector.reply("7", REPLY)
        assert [each["public"] for each in fake.comments[7]] == [False, True]


async def test_chatwoot_sends_a_reply_once_without_a_mark_the_customer_could_see() -> None:
    async with _chatwoot() as (connector, fake):
        fake.add(31, "LP-1")
        fake.dies_after = 1
        with pytest.raises(HelpdeskRefused):
            await connector.reply("31", REPLY)
        await connector.reply("31", REPLY)
        assert [(each["content"], each["private"]) for each in fake.messages[31]] == [(REPLY.text, False)]


async def test_a_helpdesk_of_ones_own_sends_a_reply_once() -> None:
    async with _generic() as (connector, fake):
        fake.dies_after = 1
        with pytest.raises(HelpdeskRefused):
            await connector.reply("T-7", REPLY)
        await connector.reply("T-7", REPLY)
        said = {"subject": "Su paquete", "text": REPLY.text, "language": "es"}
        assert fake.replies == {"msg_2": ("T-7", said)}


async def test_a_helpdesk_of_ones_own_gets_each_key_once() -> None:
    async with _generic() as (connector, fake):
        assert await connector.resolve(Matter("LP-1")) is None
        fake.tickets["LP-1"] = "T 1/2"
        assert await connector.resolve(Matter("LP-1")) == "T 1/2"
        fake.dies_after = 1
        with pytest.raises(HelpdeskRefused):
            await connector.note("T 1/2", NOTE)
        await connector.note("T 1/2", NOTE)
        await connector.attach("T 1/2", FILE)
        assert fake.notes == {"msg_1": ("T 1/2", NOTE.text)}
        assert fake.files == {"file_1": ("T 1/2", "label.jpg", "image/jpeg", FILE.content)}


@pytest.mark.parametrize(
    ("answer", "status", "retry_after"),
    [
        (web.json_response({}, status=429, headers={"Retry-After": "30"}), 429, "30"),
        (web.json_response({}, status=500), 500, None),
        (web.Response(status=302, headers={"Location": "https://elsewhere.example/"}), 302, None),
        (web.Response(text="<html>sign in</html>"), None, None),
        (web.json_response({"ticket": {}}), None, None),
        (web.json_response([]), None, None),
    ],
    ids=["too often", "broken", "elsewhere", "no JSON", "another form", "a list"],
)
async def test_what_a_helpdesk_says_wrong_is_one_kind_of_refusal(
    answer: web.Response, status: int | None, retry_after: str | None
) -> None:
    async with _zendesk() as (connector, fake):
        fake.answers = [answer]
        with pytest.raises(HelpdeskRefused) as refused:
            await connector.resolve(Matter("LP-1"))
    assert (refused.value.status, refused.value.retry_after) == (status, retry_after)


async def test_a_wrong_token_and_an_inside_address_are_refusals_too() -> None:
    async with (
        open_zendesk() as fake,
        open_connector(_connection("zendesk", fake.url, token="wrong")) as stranger,
        open_connector(_connection("zendesk", fake.url, allow_private=False)) as careful,
    ):
        with pytest.raises(HelpdeskRefused) as refused:
            await stranger.resolve(Matter("LP-1"))
        assert refused.value.status == 401
        with pytest.raises(HelpdeskRefused, match="inside address"):
            await careful.resolve(Matter("LP-1"))


def _from_zendesk(body: bytes, at: datetime, *, secret: str = ZENDESK_SECRET) -> dict[str, str]:
    time = at.isoformat(timespec="seconds").replace("+00:00", "Z")
    digest = hmac.new(secret.encode(), time.encode() + body, hashlib.sha256).digest()
    return {
        "X-Zendesk-Webhook-Signature": base64.b64encode(digest).decode(),
        "X-Zendesk-Webhook-Signature-Timestamp": time,
    }


def _from_chatwoot(body: bytes, at: datetime, *, secret: str = CHATWOOT_SECRET) -> dict[str, str]:
    time = str(int(at.timestamp()))
    digest = hmac.new(secret.encode(), f"{time}.".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Chatwoot-Signature": f"sha256={digest}", "X-Chatwoot-Timestamp": time}


def _from_generic(body: bytes, at: datetime, *, secret: str = SECRET) -> dict[str, str]:
    return {
        "webhook-id": "1", "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign("1", at, body.decode()),
    }  # fmt: skip


BODIES: dict[str, tuple[Any, ...]] = {
    "zendesk": (
        {"ticket_id": "7", "case_reference": "LP-1"},
        {"type": "zen:event-type:ticket.created", "detail": {"id": "7", "external_id": "LP-1"}},
    ),
    "chatwoot": ({"event": "conversation_updated", "id": 7, "custom_attributes": {"case_reference": "LP-1"}},),
    "generic": ({"case_reference": "LP-1", "ticket_id": "7"},),
}
NOTHING: dict[str, tuple[Any, ...]] = {
    "zendesk": ({"ticket_id": "7"}, {"detail": {"id": "7", "external_id": None}}, []),
    "chatwoot": ({"event": "message_created", "id": 7}, {"event": "conversation_created", "id": 7}, []),
    "generic": ({"ticket_id": "7"}, []),
}
SIGN = {"zendesk": _from_zendesk, "chatwoot": _from_chatwoot, "generic": _from_generic}
OTHER_SECRET = "whsec_" + base64.b64encode(b"another secret of 24 bytes").decode()


@pytest.mark.parametrize("kind", SIGN)
async def test_what_is_signed_is_believed_and_nothing_else_is(kind: str) -> None:
    sign, now = SIGN[kind], datetime.now(UTC)
    async with open_connector(_connection(kind, "https://desk.example")) as connector:
        for told in BODIES[kind]:
            body = json.dumps(told).encode()
            assert connector.verify_inbound(sign(body, now), body, now=now) == Inbound("LP-1", "7")
        for told in NOTHING[kind]:
            body = json.dumps(told).encode()
            assert connector.verify_inbound(sign(body, now), body, now=now) is None
        body = json.dumps(BODIES[kind][0]).encode()
        other = sign(body, now, secret=OTHER_SECRET)
        old = sign(body, now - timedelta(minutes=6))
        for headers, said in (({}, body), (sign(body, now), body + b" "), (other, body), (old, body)):
            with pytest.raises(SignatureWrong):
                connector.verify_inbound(headers, said, now=now)
    async with open_connector(_connection(kind, "https://desk.example", secret=None)) as closed:
        with pytest.raises(SignatureWrong):
            closed.verify_inbound(sign(body, now), body, now=now)


async def test_a_helpdesk_of_ones_own_may_say_that_a_customer_bought_again() -> None:
    now = datetime.now(UTC)
    async with open_connector(_connection("generic", "https://desk.example")) as connector:
        for told, ticket in (({}, None), ({"ticket_id": "7"}, "7")):
            body = json.dumps({"case_reference": "LP-1", "purchased_again_at": "2026-11-20T09:30:00Z", **told}).encode()
            at = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
            assert connector.verify_inbound(_from_generic(body, now), body, now=now) == Inbound("LP-1", ticket, at)
        for odd in ("soon", 7, None, "1026-11-20"):
            body = json.dumps({"case_reference": "LP-1", "purchased_again_at": odd}).encode()
            assert connector.verify_inbound(_from_generic(body, now), body, now=now) is None

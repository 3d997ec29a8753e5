"""The socket under attack: what is no message, what may not be said, and what cannot be done any more."""

import asyncio
import contextlib
import json

import pytest
from aiohttp import ClientError, WSMsgType

from signaling.protocol.codec import MAX_MESSAGE_BYTES
from tests.hardening.attacks import House
from tests.integration.web.stage import SUPERVISOR, Line, Stage

pytestmark = pytest.mark.asyncio(loop_scope="module")

SDP = "v=0\\r\\no=- 0 0 IN IP4 0.0.0.0\\r\\ns=-\\r\\n"
BAD: dict[str, tuple[str, str]] = {
    "no_json": ("hello", "malformed"),
    "empty": ("", "malformed"),
    "no_object": ("[1]", "malformed"),
    "null": ("null", "malformed"),
    "nan": ('{"type": "chat", "client_id": "a", "text": NaN}', "malformed"),
    "deep": ("[" * 20_000, "malformed"),
    "deep_object": ('{"a":' * 12_000, "malformed"),
    "duplicate_key": ('{"type": "media", "audio": true, "audio": false, "video": true}', "duplicate_key"),
    "no_type": ("{}", "unknown_type"),
    "unknown_type": ('{"type": "reboot"}', "unknown_type"),
    "type_of_the_server": ('{"type": "bye", "code": "internal", "retry": false}', "unknown_type"),
    "type_no_text": ('{"type": {"a": 1}}', "unknown_type"),
    "too_large": (json.dumps({"type": "chat", "client_id": "a", "text": "a" * MAX_MESSAGE_BYTES}), "too_large"),
    "unknown_field": ('{"type": "hangup", "for": "everybody"}', "invalid_field"),
    "number_as_text": ('{"type": "media", "audio": "true", "video": true}', "invalid_field"),
    "text_too_long": (json.dumps({"type": "chat", "client_id": "a", "text": "a" * 2001}), "invalid_field"),
    "text_empty": ('{"type": "chat", "client_id": "a", "text": "  "}', "invalid_field"),
    "text_with_nul": ('{"type": "chat", "client_id": "a", "text": "a\\u0000b"}', "invalid_field"),
    "text_half_a_character": ('{"type": "chat", "client_id": "a", "text": "\\ud83d"}', "invalid_field"),
    "id_with_dots": ('{"type": "enter", "call_id": "../x"}', "invalid_field"),
    "locale": ('{"type": "language", "locale": "../../en"}', "invalid_field"),
    "no_sdp": ('{"type": "description", "to_page": "a", "description": {"type": "offer", "sdp": "hi"}}', "invalid_sdp"),
    "empty_sdp": (
        '{"type": "description", "to_page": "a", "description": {"type": "offer", "sdp": ""}}',
        "invalid_sdp",
    ),
    "sdp_that_stops_being_one": (
        f'{{"type": "description", "to_page": "a", "description": {{"type": "offer", "sdp": "{SDP}<script>"}}}}',
        "invalid_sdp",
    ),
    "sdp_of_another_kind": (
        f'{{"type": "description", "to_page": "a", "description": {{"type": "rollback", "sdp": "{SDP}"}}}}',
        "invalid_field",
    ),
    "hello_twice": ('{"type": "hello", "token": "0123456789abcdef", "page_id": "a"}', "not_in_this_state"),
    "for_agents_only": ('{"type": "presence", "state": "available"}', "forbidden"),
    "asking_to_record": ('{"type": "consent_request"}', "forbidden"),
    "entering_another_call": ('{"type": "enter", "call_id": "other"}', "forbidden"),
    "accepting": ('{"type": "accept", "offer_id": "other"}', "forbidden"),
    "answer_to_no_question": (
        json.dumps({"type": "consent_answer", "request_id": "a", "wording_sha256": "0" * 64, "decisions": {}}),
        "wording_changed",
    ),
    "unknown_purpose": (
        json.dumps(
            {"type": "consent_answer", "request_id": "a", "wording_sha256": "0" * 64, "decisions": {"smell": "given"}}
        ),
        "invalid_field",
    ),
}


async def _customer(house: House, *, page_id: str = "page") -> Line:
    await house.forget_tries()
    joined = (await house.nobody.ask("POST", "/api/join", house.link)).json
    line = await house.stage.line(joined["token"], page_id=page_id)
    await line.hear("chat")
    return line


@pytest.mark.parametrize("name", BAD)
async def test_a_message_that_cannot_be(house: House, name: str) -> None:
    text, code = BAD[name]
    line = await _customer(house)
    await line.settled()
    before, heard = await house.stage.dump(), len(house.stage.log)
    await line.socket.send_str(text)
    answer = await line.hear("error")
    assert answer["code"] == code, answer
    assert not [word for word in ("Traceback", "pydantic", ".py", "union", "sqlalchemy") if word in answer["message"]]
    assert await house.stage.dump() == before
    house.noted(code, since=heard)
    await line.socket.close()


async def test_an_answer_finds_the_message_it_answers(house: House) -> None:
    line = await _customer(house)
    await line.say("reboot", id=7)
    assert (await line.hear("error"))["reply_to"] == 7
    await line.socket.send_str('{"type": "reboot", "id": -1}')
    assert (await line.hear("error"))["reply_to"] is None
    await line.socket.close()


async def test_a_frame_far_too_large_ends_the_socket(house: House) -> None:
    line = await _customer(house)
    await line.socket.send_str("a" * (5 * MAX_MESSAGE_BYTES))
    assert await line.closed() == 1009
    line = await _customer(house)
    with contextlib.suppress(ConnectionError, ClientError):
        await line.socket.send_str("a" * (10 * 1024 * 1024))
    assert await line.closed() in (1009, 1006)


async def test_a_binary_frame_ends_the_socket(house: House) -> None:
    line = await _customer(house)
    await line.socket.send_bytes(b"\x00\x01")
    assert await line.closed() == 1003


async def test_text_that_is_no_utf8_ends_the_socket(house: House) -> None:
    line = await _customer(house)
    await line.socket._writer.send_frame(b"\xff\xfe", WSMsgType.TEXT)
    assert await line.closed() == 1007


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"type": "hangup"}', "hello_expected"),
        ('{"type": "hello", "token": "a", "page_id": "a"}', "invalid_field"),
        ('{"type": "hello", "token": "0123456789abcdef0123", "page_id": "a"}', "unauthenticated"),
        ('{"type": "hello", "token": "ñññññññññññññññññññ", "page_id": "a"}', "unauthenticated"),
        ('{"type": "hello", "token": "0123456789abcdef\\u0000", "page_id": "a"}', "invalid_field"),
        ("hello", "malformed"),
    ],
)
async def test_whoever_does_not_say_hello_is_shown_out(house: House, text: str, code: str) -> None:
    await house.forget_tries()
    heard, line = len(house.stage.log), await house.nobody.socket()
    await line.socket.send_str(text)
    assert (await line.hear("error"))["code"] == code
    assert (await line.hear("bye", retry=False))["code"] == code
    assert await line.closed() == 1000
    house.noted(code, since=heard)


async def test_tokens_of_other_doors_say_no_hello(house: House) -> None:
    for token in house.stage.tokens.values():
        line = await house.nobody.socket()
        await line.say("hello", token=token, page_id="a")
        await line.hear("error", code="unauthenticated")
        await line.closed()
    house.keeps_secrets()


async def test_a_supervisor_only_listens(house: House) -> None:
    await house.forget_tries()
    line = await house.stage.agent_line(SUPERVISOR)
    for message in ({"type": "presence", "state": "available"}, {"type": "enter", "call_id": house.call["call_id"]}):
        await line.socket.send_str(json.dumps(message))
        await line.hear("error", code="forbidden")
    await line.socket.close()


async def test_whoever_says_nothing_but_nonsense_is_shown_out(house: House) -> None:
    line = await _customer(house)
    for _ in range(60):
        await line.socket.send_str("nonsense")
    await line.hear("bye", code="rate_limited")
    assert await line.closed() == 1000


async def test_a_failure_in_here_closes_the_socket_and_says_nothing_of_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = await _customer(house)
    heard = len(house.stage.log)

    async def broken(*_: object) -> None:
        raise RuntimeError("the inner words")

    monkeypatch.setattr(house.stage.node.hub._desk, "handle", broken)
    await line.say("hangup")
    assert await line.closed() == 1011
    async with asyncio.timeout(30):
        while not (failed := [entry for entry in house.stage.log[heard:] if entry["event"] == "socket.failed"]):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert "the inner words" in failed[0]["exception"]
    house.keeps_secrets()


async def test_the_second_of_two_hang_ups_changes_nothing(stage: Stage) -> None:
    agent, customer, _ = await stage.talking()
    await agent.say("hangup")
    await customer.hear("call", state="wrap_up")
    for line in (agent, customer):
        await line.settled()
    before = await stage.dump()
    for line in (agent, customer):
        await line.say("hangup")
        assert (await line.hear("error"))["code"] == "not_in_this_state"
    assert await stage.dump() == before


async def test_an_offer_is_accepted_once(stage: Stage) -> None:
    agent = await stage.agent_line()
    await agent.say("presence", state="available")
    call = await stage.opened(by="helpdesk", mode="queue")
    link = {"call_id": call["call_id"], "secret": call["secret"]}
    joined = (await (await stage.browser()).ask("POST", "/api/join", link)).json
    customer = await stage.line(joined["token"], page_id="page-c")
    await customer.say("ready", audio=True, video=True)
    offer = await agent.hear("offer")
    other = await stage.agent_line("ana", page_id="page-o")
    await other.say("accept", offer_id=offer["offer_id"])
    await other.hear("error", code="offer_gone")
    await agent.say("accept", offer_id=offer["offer_id"])
    await agent.hear("offer_closed", outcome="accepted")
    for line in (agent, customer):
        await line.settled()
    before = await stage.dump()
    for line in (agent, other):
        await line.say("accept", offer_id=offer["offer_id"])
        await line.hear("error", code="offer_gone")
        await line.say("decline", offer_id=offer["offer_id"])
        await line.hear("error", code="offer_gone")
    assert await stage.dump() == before

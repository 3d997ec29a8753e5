"""The wire's door: whatever comes in, it is a message or a refusal with a stable code."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from signaling.domain.permissions import MAY_SEND
from signaling.protocol import incoming as m
from signaling.protocol.codec import MAX_MESSAGE_BYTES, decode, encode, reply_id
from signaling.protocol.errors import SignalError
from signaling.protocol.outgoing import Error, FromServer, Outgoing
from signaling.protocol.schema import wire_schema
from signaling.protocol.words import ErrorCode

SDP = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"


def refusal(text: str) -> ErrorCode:
    with pytest.raises(SignalError) as raised:
        decode(text)
    return raised.value.code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", ErrorCode.MALFORMED),
        ("{", ErrorCode.MALFORMED),
        ("[]", ErrorCode.MALFORMED),
        ('{"type":"media","audio":NaN,"video":true}', ErrorCode.MALFORMED),
        ("[" * 30_000, ErrorCode.MALFORMED),
        ('{"type":"leave","type":"leave"}', ErrorCode.DUPLICATE_KEY),
        ("{}", ErrorCode.UNKNOWN_TYPE),
        ('{"type":"shout"}', ErrorCode.UNKNOWN_TYPE),
        ('{"type":["leave"]}', ErrorCode.UNKNOWN_TYPE),
        ('{"type":"leave","loud":true}', ErrorCode.INVALID_FIELD),
        ('{"type":"enter","call_id":"../x"}', ErrorCode.INVALID_FIELD),
        ('{"type":"chat","client_id":"a","text":"   "}', ErrorCode.INVALID_FIELD),
        ('{"type":"chat","client_id":"a","text":"' + "a" * MAX_MESSAGE_BYTES + '"}', ErrorCode.TOO_LARGE),
    ],
)
def test_bad_text_gets_its_code(text: str, code: ErrorCode) -> None:
    assert refusal(text) is code


@pytest.mark.parametrize("sdp", ["hello", "v=1\r\no=x\r\ns=-\r\n", "v=0\r\nhello\r\n", SDP + "\r\n<html>\r\n", ""])
def test_a_description_that_is_not_one_is_told_so(sdp: str) -> None:
    text = json.dumps({"type": "description", "to_page": "p", "description": {"type": "offer", "sdp": sdp}})
    assert refusal(text) is ErrorCode.INVALID_SDP


def test_a_real_description_passes_unchanged() -> None:
    text = json.dumps({"type": "description", "to_page": "p", "description": {"type": "offer", "sdp": SDP}, "id": 7})
    message = decode(text)
    assert isinstance(message, m.SendDescription)
    assert (message.description.sdp, message.id) == (SDP, 7)


@given(st.text(max_size=300) | st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["type", "id", "text", "x"]), inner),
).map(json.dumps))  # fmt: skip
def test_no_text_gets_anything_but_a_message_or_a_refusal(text: str) -> None:
    reply_id(text)
    try:
        decode(text)
    except SignalError as error:
        assert len(error.message) < 300


def test_an_error_finds_its_way_home_even_from_a_broken_message() -> None:
    assert reply_id('{"id": 12, "type": "shout"}') == 12
    assert reply_id('{"id": true}') is None
    assert reply_id("nonsense") is None


def test_every_message_of_the_server_survives_the_wire() -> None:
    error = Error(code=ErrorCode.TOO_SLOW, message="x", reply_to=None)
    assert TypeAdapter[Outgoing](FromServer).validate_json(encode(error)) == error


def test_every_message_has_a_role_that_may_send_it_but_hello() -> None:
    allowed = frozenset[type[m.Incoming]]().union(*MAY_SEND.values())
    assert set(m.Incoming.__subclasses__()) - allowed == {m.Hello}


def test_the_schema_holds_every_message_of_both_directions() -> None:
    names = set(wire_schema()["$defs"])
    assert {c.__name__ for c in [*m.Incoming.__subclasses__(), *Outgoing.__subclasses__()]} <= names

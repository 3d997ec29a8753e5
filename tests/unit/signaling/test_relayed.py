"""What is relayed is checked by one expression: it takes what browsers write, and nothing that the models refuse."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.protocol.codec import decode
from signaling.protocol.errors import SignalError
from signaling.protocol.outgoing import Candidate, Description
from signaling.protocol.relayed import glance, relayed

PLAIN = (
    '{"type":"description","to_page":"p","description":{"type":"offer",'
    '"sdp":"v=0\\r\\no=- 1\\r\\ns=-\\r\\na=x:1\\r\\n"}}',
    '{"type":"description","to_page":"p","description":{"type":"answer","sdp":"v=0\\no=- 1\\ns=-"},"id":4}',
    '{"type":"candidate","to_page":"p","candidate":{"candidate":"","sdpMid":null,"sdpMLineIndex":0}}',
    '{"type":"candidate","to_page":"p-_","candidate":{"candidate":"candidate:1 1 udp","sdpMid":"0","sdpMLineIndex":59,'
    '"usernameFragment":"u/+"},"id":0}',
    '{"type":"candidate","to_page":"p","candidate":{"candidate":"candidate:1 1"}}',
)
PIECES = (
    '"', ",", ":", "{", "}", "null", "NaN", "9", "é", "\\\\", '\\"', "\\u0000", "\\ud800", "\\r", "\\n", "\n",
    "\\u0074ype",
    '"to_page":"q",', '"id":1,', '"sdp":"",', '"candidate":"",', "description", "candidate",
)  # fmt: skip


@pytest.mark.parametrize("text", PLAIN)
def test_what_browsers_write_is_taken_at_a_glance_and_heard_as_it_was_said(text: str) -> None:
    said, message = glance(text), relayed(decode(text))
    assert said is not None
    assert message is not None
    heard = Description if said.type == "description" else Candidate
    assert heard.model_validate_json(said.passed_on(from_page="me")) == heard.model_validate_json(
        message.passed_on(from_page="me")
    )
    asked = json.loads(text)
    assert json.loads(said.passed_on(from_page="me")) == {
        "type": said.type, "from_page": "me", "to_page": asked["to_page"], said.type: asked[said.type]
    }  # fmt: skip


@given(
    st.sampled_from(PLAIN),
    st.lists(st.tuples(st.integers(0, 150), st.integers(0, 3), st.sampled_from(PIECES)), max_size=3),
)
def test_nothing_is_taken_that_the_models_refuse(text: str, changes: list[tuple[int, int, str]]) -> None:
    for at, gone, piece in changes:
        text = text[:at] + piece + text[at + gone :]
    said = glance(text)
    if said is not None:
        message = relayed(decode(text))
        assert message is not None
        assert (said.type, said.to_page) == (message.type, message.to_page)
        kept = {key: value for key, value in json.loads(message.body).items() if value is not None}
        assert {key: value for key, value in json.loads(said.body).items() if value is not None} == kept


@pytest.mark.parametrize(
    "wrong",
    [
        PLAIN[0].replace('"to_page"', '"to_page":"q","to_page"'),
        PLAIN[0].replace('"sdp"', '"type":"offer","sdp"'),
        PLAIN[0].replace("o=-", "x=-"),
        PLAIN[0].replace("a=x:1", "a=x:\\u0000"),
        PLAIN[0].replace("a=x:1", "<html>"),
        PLAIN[2].replace('"sdpMLineIndex":0', '"sdpMLineIndex":65'),
        PLAIN[4].replace("candidate:1 1", "c" * 1025),
        PLAIN[4].replace('"p"', '"' + "p" * 65 + '"'),
        PLAIN[4].replace('"p"', '"../p"'),
    ],
)
def test_what_is_wrong_is_left_to_the_models_which_refuse_it(wrong: str) -> None:
    assert glance(wrong) is None
    with pytest.raises(SignalError):
        decode(wrong)


@pytest.mark.parametrize(
    "text", [" " + PLAIN[0], PLAIN[0].replace("a=x:1", 'a=x:\\"1'), PLAIN[0].replace("a=x:1", "a=é")]
)
def test_what_is_right_but_unusual_is_read_the_long_way(text: str) -> None:
    assert glance(text) is None
    assert relayed(decode(text)) is not None


def test_all_else_is_not_relayed() -> None:
    text = '{"type":"media","audio":true,"video":false}'
    assert glance(text) is None
    assert relayed(decode(text)) is None


def test_a_long_text_is_not_searched_for_long() -> None:
    """Every repetition in the expression gives nothing back, so that no text makes it try twice."""
    lines = "a=" + "x" * 50 + "\\r\\n"
    text = PLAIN[0].replace("a=x:1\\r\\n", lines * 250 + "!")
    assert len(text) < 16_384
    assert glance(text) is None

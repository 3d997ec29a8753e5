"""What is believed of what a TURN server says, or somebody else in its name."""

import hashlib

import pytest

from signaling.turn.conversation import Answer, Conversation
from signaling.turn.credential import TurnCredential
from signaling.turn.message import Attribute, Attributes, Kind, Method, decode, encode

OURS = TurnCredential("1:call.lucia", "password")
REALM, NONCE, FRESH = b"example.org", b"first nonce", b"second nonce"
KEY = hashlib.md5(b"1:call.lucia:example.org:password", usedforsecurity=False).digest()


@pytest.fixture
def conversation() -> Conversation:
    return Conversation(OURS)


def test_the_first_no_says_how_to_sign(conversation: Conversation) -> None:
    answer = _answered(conversation, 401)
    assert (answer.error, answer.ask_again) == (401, True)
    _, data = _asked(conversation)
    assert decode(data).signed_with(KEY)
    assert decode(data).attributes[Attribute.USERNAME] == b"1:call.lucia"
    assert decode(data).attributes[Attribute.NONCE] == NONCE


def test_a_second_no_is_one(conversation: Conversation) -> None:
    _answered(conversation, 401)
    assert _answered(conversation, 401).ask_again is False


def test_a_stale_nonce_is_replaced(conversation: Conversation) -> None:
    _answered(conversation, 401)
    assert _answered(conversation, 438, nonce=FRESH).ask_again is True
    assert decode(_asked(conversation)[1]).attributes[Attribute.NONCE] == FRESH


def test_done_and_refused_are_believed_with_the_password_only(conversation: Conversation) -> None:
    _answered(conversation, 401)
    transaction, _ = _asked(conversation)
    for error in (None, 403):
        assert conversation.hear(_answer(transaction, error, key=None)) is None
        assert conversation.hear(_answer(transaction, error, key=bytes(16))) is None
    for error in (None, 403):
        answer = conversation.hear(_answer(transaction, error, key=KEY))
        assert answer is not None
        assert (answer.error, answer.ask_again) == (error, False)


def test_nothing_is_done_for_who_has_not_signed(conversation: Conversation) -> None:
    transaction, _ = _asked(conversation)
    assert conversation.hear(_answer(transaction, None, key=None)) is None


def test_what_answers_no_question_of_ours_is_not_heard(conversation: Conversation) -> None:
    transaction, data = _asked(conversation)
    assert conversation.hear(data) is None  # a request
    assert conversation.hear(b"noise") is None
    assert conversation.hear(_answer(bytes(12), 401)) is None
    conversation.forget(transaction)
    assert conversation.hear(_answer(transaction, 401)) is None


def _asked(conversation: Conversation) -> tuple[bytes, bytes]:
    return conversation.ask(Method.ALLOCATE, lambda _: [(Attribute.REQUESTED_TRANSPORT, b"\x11\0\0\0")])


def _answered(conversation: Conversation, error: int, *, nonce: bytes = NONCE) -> Answer:
    transaction, _ = _asked(conversation)
    answer = conversation.hear(_answer(transaction, error, nonce=nonce))
    assert answer is not None
    return answer


def _answer(transaction: bytes, error: int | None, *, nonce: bytes = NONCE, key: bytes | None = None) -> bytes:
    if error is None:
        return encode(Method.ALLOCATE | Kind.SUCCESS, transaction, (), key=key)
    said: Attributes = [(Attribute.ERROR_CODE, bytes((0, 0, error // 100, error % 100)))]
    told: Attributes = [(Attribute.REALM, REALM), (Attribute.NONCE, nonce)]
    return encode(Method.ALLOCATE | Kind.ERROR, transaction, [*said, *told], key=key)

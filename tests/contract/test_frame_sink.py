"""aiohttp's reader of WebSocket frames and our sink: what the one promises nowhere and the other relies on."""

import pytest
from aiohttp._websocket.models import WSMessageTextBytes
from aiohttp.http_websocket import WebSocketError, WebSocketReader, WSCloseCode, WSMessage, WSMsgType

from tests.hardening.raw_socket import PING, TEXT, frame
from web.frame_sink import FrameSink

CONTINUATION, CLOSE = 0x0, 0x8


class Heard:
    """Who wants the frames."""

    def __init__(self) -> None:
        self.frames: list[tuple[WSMsgType, object]] = []
        self.errors: list[BaseException] = []
        self.fails = False

    def frame(self, message: WSMessage | WSMessageTextBytes) -> None:
        if self.fails:
            raise LookupError("we failed")
        self.frames.append((message.type, message.data))

    def misread(self, error: BaseException) -> None:
        self.errors.append(error)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def reader(heard: Heard) -> WebSocketReader:
    return WebSocketReader(FrameSink(heard), 1000, False, True)


def test_each_frame_is_handed_over_in_the_call_that_brought_its_end(reader: WebSocketReader, heard: Heard) -> None:
    whole = frame(TEXT, b"one") + frame(PING, b"p") + frame(TEXT, "dós".encode())
    reader.feed_data(whole[:-1])
    assert heard.frames == [(WSMsgType.TEXT, "one"), (WSMsgType.PING, b"p")]
    reader.feed_data(whole[-1:])
    assert heard.frames[2:] == [(WSMsgType.TEXT, "dós")]


def test_a_text_in_several_frames_comes_as_one(reader: WebSocketReader, heard: Heard) -> None:
    for piece in (frame(TEXT, b"a", final=False), frame(PING, b""), frame(CONTINUATION, b"b")):
        reader.feed_data(piece)
    assert heard.frames == [(WSMsgType.PING, b""), (WSMsgType.TEXT, "ab")]


def test_a_thousand_frames_at_once_do_not_make_it_wait_for_a_queue(reader: WebSocketReader, heard: Heard) -> None:
    reader.feed_data(frame(TEXT, b"x" * 900) * 1000)
    assert len(heard.frames) == 1000


def test_a_close_comes_with_its_code(reader: WebSocketReader, heard: Heard) -> None:
    reader.feed_data(frame(CLOSE, (1001).to_bytes(2, "big")))
    assert heard.frames == [(WSMsgType.CLOSE, 1001)]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (frame(TEXT, b"x" * 1001), WSCloseCode.MESSAGE_TOO_BIG),
        (frame(TEXT, b"x" * 600, final=False) + frame(CONTINUATION, b"x" * 600), WSCloseCode.MESSAGE_TOO_BIG),
        (frame(TEXT, b"\xff"), WSCloseCode.INVALID_TEXT),
        (frame(CONTINUATION, b"x"), WSCloseCode.PROTOCOL_ERROR),
        (frame(0x3, b"x"), WSCloseCode.PROTOCOL_ERROR),
        (b"\xc1\x80" + bytes(4), WSCloseCode.PROTOCOL_ERROR),
    ],
    ids=["too long", "too long in pieces", "not UTF-8", "nothing to go on", "no such frame", "compressed"],
)
def test_what_is_no_websocket_is_told_once(reader: WebSocketReader, heard: Heard, wrong: bytes, code: int) -> None:
    reader.feed_data(wrong)
    reader.feed_data(frame(TEXT, b"more"))
    (error,) = heard.errors
    assert isinstance(error, WebSocketError)
    assert error.code == code
    assert heard.frames == []


def test_our_own_failure_ends_it_too(reader: WebSocketReader, heard: Heard) -> None:
    heard.fails = True
    reader.feed_data(frame(TEXT, b"x"))
    assert [type(error) for error in heard.errors] == [LookupError]

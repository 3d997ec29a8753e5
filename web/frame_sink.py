"""Where aiohttp's reader of WebSocket frames puts what it has read: not into its queue, but into our hands.

The reader takes a `WebSocketDataQueue` and nothing else; this is one that keeps nothing. It leans on how the two speak
to each other, which aiohttp does not promise: `tests/contract/test_frame_sink.py` says what broke when it changes.
"""

from typing import Protocol

from aiohttp._websocket.models import WSMessageTextBytes
from aiohttp._websocket.reader import WebSocketDataQueue
from aiohttp.http_websocket import WSMessage


class Frames(Protocol):
    """Who wants the frames."""

    def frame(self, message: WSMessage | WSMessageTextBytes) -> None:
        """One has come."""

    def misread(self, error: BaseException) -> None:
        """What came is none, or `frame` has raised this; nothing more comes."""


class FrameSink(WebSocketDataQueue):
    """Hands each frame on in the turn in which it was read."""

    def __init__(self, frames: Frames) -> None:
        """Without the base's own: what it makes is for frames that wait."""
        self._frames = frames

    def feed_data(self, data: WSMessage | WSMessageTextBytes, size: int) -> None:
        """The reader's door for a frame."""
        self._frames.frame(data)

    def set_exception(self, exc: BaseException, exc_cause: BaseException | None = None) -> None:
        """And for its end."""
        self._frames.misread(exc)

    def feed_eof(self) -> None:
        """The connection tells us that by itself."""

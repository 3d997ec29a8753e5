"""One WebSocket (RFC 6455, the server's half) on the connection itself: frames in, frames out, and its end.

aiohttp reads the frames, here as anywhere, but hands them over in the turn of the loop in which they came. Through its
own `WebSocketResponse` each took two more turns and half of all the CPU of a message, and an idle socket four times the
memory: the request, its parser and two tasks stay for as long as it is open.
"""

import asyncio
import struct

import structlog
from aiohttp._websocket.models import WSMessageTextBytes
from aiohttp.http_websocket import WebSocketError, WebSocketReader, WSCloseCode, WSMessage, WSMsgType

from signaling.protocol.codec import MAX_MESSAGE_BYTES
from signaling.protocol.words import ErrorCode
from signaling.runtime.allowance import PATIENCE_S, Allowance
from signaling.runtime.peer import Listener
from web.frame_sink import FrameSink
from web.pulse import Pulse

log = structlog.get_logger()

_CLOSE_TIMEOUT_S = 2.0
_ABORT_AFTER_S = 3.0
_PINGS_PER_S, _PINGS_AT_ONCE = 2.0, 20.0
_HARD_LIMIT = 4 * MAX_MESSAGE_BYTES
"""A message over the protocol's own limit gets its error; one over this closes the socket with 1009."""
_SLICE = 4096
"""Of what the kernel had, so much is read at a time: whoever is to hear nothing for now hears little more."""
_UNFRAMED = _HARD_LIMIT + 4 * _SLICE
"""So many bytes may come for one message: its fragments cost their sender nothing, and may be empty without end."""
_FINAL = _MASKED = 0x80
_PING = bytes((_FINAL | WSMsgType.PING, 0))


class SocketWire(asyncio.Protocol):
    """Takes a connection over after the handshake. Silence of 2.5 s is answered by a ping, and a ping that nobody
    answers in 2.5 s more by the end: a peer who is gone without a word is known as gone after 7.5 s at most. For whom
    nobody waits it is eight times as long.
    """

    __slots__ = (
        "_closing", "_held", "_listener", "_masks", "_pinged", "_pings", "_pulse", "_quiet", "_reader", "_transport",
        "_unframed", "_unread", "calm", "due", "full",
    )  # fmt: skip

    def __init__(self, transport: asyncio.Transport, pulse: Pulse) -> None:
        self.full = self.calm = False
        self.due = 0.0
        self._pulse = pulse
        self._transport = transport
        self._reader: WebSocketReader | None = WebSocketReader(FrameSink(self), _HARD_LIMIT, False, True)
        self._listener: Listener | None = None
        self._closing = self._held = self._quiet = self._pinged = self._masks = False
        self._pings: Allowance | None = None
        self._unread = b""
        self._unframed = 0
        transport.set_protocol(self)
        pulse.watch(self)

    def attach(self, listener: Listener) -> None:
        """From now on it is told what comes."""
        self._listener = listener

    # --- what `Wire` is -----------------------------------------------------------------------------------------------

    def write(self, text: str) -> None:
        """Send one text frame."""
        if not self._closing:
            self._send(WSMsgType.TEXT, text.encode())

    def close(self, reason: str) -> None:
        """The reason is the code of the last message, or that we could not go on."""
        self._close(WSCloseCode.INTERNAL_ERROR if reason == ErrorCode.UNAVAILABLE else WSCloseCode.OK, reason)

    def refuse(self, code: int, reason: str) -> None:
        """Close without anybody who listens; `code` as in RFC 6455, 7.4."""
        self._close(code, reason)

    def watch(self, *, closely: bool) -> None:
        """Whether somebody waits for this peer. Who was calm until now is looked at soon."""
        if self.calm and closely and self.open:
            self.calm = False
            self._pulse.watch(self)
        self.calm = not closely

    def hold(self) -> None:
        """Read nothing."""
        if not self._held and not self._transport.is_closing():
            self._held = True
            self._transport.pause_reading()

    def go_on(self) -> None:
        """Read again, first what the kernel had given us already."""
        if not self._held:
            return
        self._held = False
        unread, self._unread = self._unread, b""
        self._read(unread)
        if not self._held and not self._transport.is_closing():
            self._transport.resume_reading()

    # --- what the connection tells us ---------------------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        """As much as came at once."""
        self._quiet = False
        if not self._masks:
            self._begin(data)
        if len(data) <= _SLICE and not self._held and self._reader is not None:
            self._feed(self._reader, data)
        else:
            self._read(data)

    def eof_received(self) -> None:
        """It says nothing more. A transport would wait for it to read what we have said, without end."""
        self._closing = True
        self._end()

    def pause_writing(self) -> None:
        """The other side has enough to take for now."""
        self.full = True

    def resume_writing(self) -> None:
        """It has not any more."""
        self.full = False
        if self._listener is not None:
            self._listener.drained()

    def connection_lost(self, exc: BaseException | None) -> None:
        """The other side is gone."""
        self._closing = True
        self._reader = None
        self._unread = b""
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.lost()

    # --- what the reader of frames tells us ---------------------------------------------------------------------------

    def frame(self, message: WSMessage | WSMessageTextBytes) -> None:
        """One frame, or the whole of a text that came in several. Nothing here is binary."""
        self._unframed = 0
        match message.type:
            case WSMsgType.TEXT:
                if self._listener is not None and not self._closing:
                    self._listener.heard(message.data)
            case WSMsgType.PING:
                self._control(message)
            case WSMsgType.PONG:
                if not self._pinged:
                    self._control(message)
                self._pinged = False
            case WSMsgType.CLOSE:
                self._close(WSCloseCode.OK, "")
                self._end()
            case _:
                self._close(WSCloseCode.UNSUPPORTED_DATA, "")

    def misread(self, error: BaseException) -> None:
        """What came is no WebSocket's, or we failed over it: either ends the socket, and nothing else."""
        if isinstance(error, WebSocketError):
            self._close(error.code, "")
        else:
            log.error("socket.failed", code=ErrorCode.INTERNAL, exc_info=error)
            self._close(WSCloseCode.INTERNAL_ERROR, "")

    # --- what the pulse asks ------------------------------------------------------------------------------------------

    @property
    def open(self) -> bool:
        """Whether there is still anybody to look at."""
        return not self._transport.is_closing()

    def look(self) -> None:
        """Whom we do not let speak cannot answer."""
        if self._held or self._closing:
            return
        if not self._quiet:
            self._quiet = True
        elif not self._pinged:
            self._pinged = True
            self._transport.write(_PING)
        else:
            log.info("socket.silent")
            self._transport.abort()

    def _read(self, data: bytes) -> None:
        for begin in range(0, len(data), _SLICE):
            if self._reader is None or self._closing:
                return
            if self._held:
                self._unread += data[begin:]
                return
            self._feed(self._reader, data[begin : begin + _SLICE])

    def _begin(self, data: bytes) -> None:
        """Whoever does not mask is no browser's, and is shown out (RFC 6455, 5.1); aiohttp's reader does not look."""
        self._masks = len(data) < 2 or bool(data[1] & _MASKED)
        if not self._masks:
            self._close(WSCloseCode.PROTOCOL_ERROR, "")
            self._reader = None

    def _feed(self, reader: WebSocketReader, data: bytes) -> None:
        self._unframed += len(data)
        reader.feed_data(data)
        if self._unframed > _UNFRAMED:
            self._reader = None
            self._transport.abort()

    def _control(self, message: WSMessage | WSMessageTextBytes) -> None:
        """A ping is answered, but nobody may keep us busy with them."""
        now = asyncio.get_running_loop().time()
        if self._pings is None:
            self._pings = Allowance(now, per_s=_PINGS_PER_S, burst=_PINGS_AT_ONCE)
        owed_s = self._pings.take(1, now)
        if self._pings.abused or owed_s > PATIENCE_S:
            self._transport.abort()
        elif owed_s <= 0 and message.type is WSMsgType.PING:
            self._send(WSMsgType.PONG, message.data)
        elif owed_s > 0 and not self._held:
            self.hold()
            asyncio.get_running_loop().call_later(owed_s, self.go_on)

    def _send(self, opcode: int, payload: bytes) -> None:
        """One frame, whole and unmasked (RFC 6455, 5.2)."""
        size = len(payload)
        if size < 126:
            head = bytes((_FINAL | opcode, size))
        elif size < 65_536:
            head = struct.pack("!BBH", _FINAL | opcode, 126, size)
        else:
            head = struct.pack("!BBQ", _FINAL | opcode, 127, size)
        self._transport.write(head + payload)

    def _close(self, code: int, reason: str) -> None:
        """Say so once; whatever the other side does then, the connection ends."""
        if self._closing or self._transport.is_closing():
            return
        self._send(WSMsgType.CLOSE, struct.pack("!H", code) + reason.encode()[:120])
        self._closing = True
        asyncio.get_running_loop().call_later(0 if self.full else _CLOSE_TIMEOUT_S, self._end)
        if self._held:
            self._held = False
            self._transport.resume_reading()  # for its answer; all else that comes is not read any more

    def _end(self) -> None:
        """A transport waits without end for its buffer to empty: for a peer who does not read, it ends by an abort."""
        if not self._transport.is_closing():
            self._transport.close()
        if self._transport.get_write_buffer_size() > 0:
            asyncio.get_running_loop().call_later(_ABORT_AFTER_S, self._transport.abort)

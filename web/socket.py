"""`GET /ws`: makes an aiohttp WebSocket the wire of a page. What is said over it is the hub's business."""

import asyncio
from collections.abc import AsyncIterator

import structlog
from aiohttp import WSCloseCode, WSMsgType, web

from signaling.protocol.codec import MAX_MESSAGE_BYTES
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode
from signaling.runtime.allowance import Allowance
from web.callers import address_of, limit_tries, refuse_foreign_origin
from web.parts import PARTS

log = structlog.get_logger()

SUBPROTOCOL = "reassure.v1"
_HEARTBEAT_S = 5.0
"""Silence after which aiohttp pings; half of it later without a pong the socket is gone: 7.5 s at most."""
_CLOSE_TIMEOUT_S = 2.0
_ABORT_AFTER_S = 3.0
_PINGS_PER_S, _PINGS_AT_ONCE = 2.0, 20.0
_HARD_LIMIT = 4 * MAX_MESSAGE_BYTES
"""A message over the protocol's own limit gets its error; one over this closes the socket with 1009."""


class SocketWire:
    """The text frames of one socket."""

    def __init__(self, socket: web.WebSocketResponse, transport: asyncio.Transport | None) -> None:
        self._socket = socket
        self._transport = transport

    async def __aiter__(self) -> AsyncIterator[str]:
        """Until the other side is gone; a binary frame ends it, since nothing here is binary.

        Pings and pongs pass through here too, and not through aiohttp, which would answer as many as come without ever
        letting anybody else have a turn.
        """
        now = asyncio.get_running_loop().time
        pings = Allowance(now(), per_s=_PINGS_PER_S, burst=_PINGS_AT_ONCE)
        async for message in self._socket:
            match message.type:
                case WSMsgType.TEXT:
                    yield message.data
                case WSMsgType.PING | WSMsgType.PONG:
                    if message.type is WSMsgType.PING:
                        await self._socket.pong(message.data)
                    if (owed_s := pings.take(1, now())) > 0:
                        await asyncio.sleep(owed_s)
                    if pings.abused:
                        return
                case _:
                    return

    async def send(self, text: str) -> None:
        """Raises ConnectionError when the other side is gone."""
        if self._socket.closed:
            raise ConnectionError("the socket is closed")
        await self._socket.send_str(text)

    async def close(self, reason: str) -> None:
        """Close in order; the reason is the code of the last message, or that we could not go on.

        aiohttp waits without end for its buffer to empty, and so does the transport: for a peer who does not read, both
        end by an abort.
        """
        code = WSCloseCode.INTERNAL_ERROR if reason == ErrorCode.UNAVAILABLE else WSCloseCode.OK
        closing = asyncio.ensure_future(self._socket.close(code=code, message=reason.encode()[:120]))
        try:
            await asyncio.wait([closing], timeout=_ABORT_AFTER_S)
        finally:
            if self._transport is not None and self._transport.get_write_buffer_size() > 0:
                self._transport.abort()
            await asyncio.wait([closing], timeout=_ABORT_AFTER_S)
            closing.cancel()


async def serve_socket(request: web.Request) -> web.WebSocketResponse:
    """Upgrade, and serve until either side ends it."""
    refuse_foreign_origin(request)
    await limit_tries(request, "socket", limit=300, per_s=60)
    socket = web.WebSocketResponse(
        protocols=(SUBPROTOCOL,), heartbeat=_HEARTBEAT_S, max_msg_size=_HARD_LIMIT, timeout=_CLOSE_TIMEOUT_S,
        autoping=False, compress=False,
    )  # fmt: skip
    if not socket.can_prepare(request):
        raise SignalError(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "This is a WebSocket.")
    await socket.prepare(request)
    if socket.ws_protocol != SUBPROTOCOL:
        await socket.close(code=WSCloseCode.PROTOCOL_ERROR, message=SUBPROTOCOL.encode())
        return socket
    try:
        await request.app[PARTS].node.sockets.serve(SocketWire(socket, request.transport), address=address_of(request))
    except Exception:
        # The ladder of the socket: it is closed already, and an answer of HTTP may not follow on it.
        log.exception("socket.failed", code=ErrorCode.INTERNAL)
    return socket

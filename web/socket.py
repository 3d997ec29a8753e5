"""`GET /ws`: makes an aiohttp WebSocket the wire of a page. What is said over it is the hub's business."""

from collections.abc import AsyncIterator

import structlog
from aiohttp import WSCloseCode, WSMsgType, web

from signaling.protocol.codec import MAX_MESSAGE_BYTES
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode
from web.callers import address_of, limit_tries, refuse_foreign_origin
from web.parts import PARTS

log = structlog.get_logger()

SUBPROTOCOL = "reassure.v1"
_HEARTBEAT_S = 15.0
_CLOSE_TIMEOUT_S = 2.0
_HARD_LIMIT = 4 * MAX_MESSAGE_BYTES
"""A message over the protocol's own limit gets its error; one over this closes the socket with 1009."""


class SocketWire:
    """The text frames of one socket."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self._socket = socket

    async def __aiter__(self) -> AsyncIterator[str]:
        """Until the other side is gone; a binary frame ends it, since nothing here is binary."""
        async for message in self._socket:
            if message.type is not WSMsgType.TEXT:
                return
            yield message.data

    async def send(self, text: str) -> None:
        """Raises ConnectionError when the other side is gone."""
        if self._socket.closed:
            raise ConnectionError("the socket is closed")
        await self._socket.send_str(text)

    async def close(self, reason: str) -> None:
        """Close in order; the reason is the code of the last message, or that we could not go on."""
        code = WSCloseCode.INTERNAL_ERROR if reason == ErrorCode.UNAVAILABLE else WSCloseCode.OK
        await self._socket.close(code=code, message=reason.encode()[:120])


async def serve_socket(request: web.Request) -> web.WebSocketResponse:
    """Upgrade, and serve until either side ends it."""
    refuse_foreign_origin(request)
    await limit_tries(request, "socket", limit=300, per_s=60)
    socket = web.WebSocketResponse(
        protocols=(SUBPROTOCOL,), heartbeat=_HEARTBEAT_S, max_msg_size=_HARD_LIMIT, timeout=_CLOSE_TIMEOUT_S
    )
    if not socket.can_prepare(request):
        raise SignalError(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "This is a WebSocket.")
    await socket.prepare(request)
    if socket.ws_protocol != SUBPROTOCOL:
        await socket.close(code=WSCloseCode.PROTOCOL_ERROR, message=SUBPROTOCOL.encode())
        return socket
    try:
        await request.app[PARTS].node.hub.serve(SocketWire(socket), address=address_of(request))
    except Exception:
        # The ladder of the socket: it is closed already, and an answer of HTTP may not follow on it.
        log.exception("socket.failed", code=ErrorCode.INTERNAL)
    return socket

"""`GET /ws`: shakes hands, takes the connection from aiohttp and gives it to the node. What is said is not ours."""

import asyncio
import base64
import hashlib
from http import HTTPStatus

from aiohttp import WSCloseCode, hdrs, web
from aiohttp.abc import AbstractStreamWriter

from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode
from web.callers import address_of, limit_tries, refuse_foreign_origin
from web.parts import PARTS
from web.wire import SocketWire

SUBPROTOCOL = "reassure.v1"
_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_KEY_BYTES = 16


class Switched(web.StreamResponse):
    """The answer that was given on the connection itself, which is not aiohttp's any more."""

    def __init__(self) -> None:
        super().__init__(status=HTTPStatus.SWITCHING_PROTOCOLS)

    @property
    def prepared(self) -> bool:
        """Nobody has anything to add."""
        return True

    @property
    def keep_alive(self) -> bool:
        """aiohttp is to read nothing more."""
        return False

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """It is sent already."""
        return None

    async def write_eof(self, data: bytes = b"") -> None:
        """It has no body."""


async def serve_socket(request: web.Request) -> web.StreamResponse:
    """Upgrade, and leave."""
    refuse_foreign_origin(request)
    await limit_tries(request, "socket", limit=300, per_s=60)
    accept = _accepted(request)
    transport = request.transport
    if transport is None:
        raise ConnectionResetError("gone before the handshake")
    parts = request.app[PARTS]
    speaks_ours = SUBPROTOCOL in _listed(request, hdrs.SEC_WEBSOCKET_PROTOCOL)
    wire = _take_over(request, transport, _handshake(accept, SUBPROTOCOL if speaks_ours else None))
    if speaks_ours:
        wire.attach(parts.node.sockets.open(wire, address=address_of(request)))
    else:
        wire.refuse(WSCloseCode.PROTOCOL_ERROR, SUBPROTOCOL)
    if behind := request.protocol._message_tail:  # aiohttp keeps it for a reader of its own; lost, it would hang
        wire.data_received(behind)
    return Switched()


def _take_over(request: web.Request, transport: asyncio.Transport, answer: bytes) -> SocketWire:
    """For aiohttp the connection is lost from here on, so that it keeps nothing of it and never writes to it."""
    wire = SocketWire(transport, request.app[PARTS].pulse)
    transport.write(answer)  # already the wire is to know if this fills it
    protocol = request.protocol
    protocol.transport = None  # what it has, it closes
    protocol.connection_lost(None)
    return wire


def _accepted(request: web.Request) -> bytes:
    """`Sec-WebSocket-Accept` (RFC 6455, 4.2). Raises SignalError when this is no handshake of a WebSocket."""
    key = request.headers.get(hdrs.SEC_WEBSOCKET_KEY, "")
    try:
        drawn = base64.b64decode(key, validate=True)
    except ValueError:  # binascii.Error is one; the other is of a key that is no ASCII
        drawn = b""
    asks = (
        request.version >= (1, 1)
        and "websocket" in _listed(request, hdrs.UPGRADE)
        and "upgrade" in _listed(request, hdrs.CONNECTION)
        and request.headers.get(hdrs.SEC_WEBSOCKET_VERSION) == "13"
        and len(drawn) == _KEY_BYTES
    )
    if not asks:
        raise SignalError(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "This is a WebSocket.")
    return base64.b64encode(hashlib.sha1(key.encode() + _GUID, usedforsecurity=False).digest())


def _listed(request: web.Request, header: str) -> set[str]:
    return {word.strip().lower() for line in request.headers.getall(header, ()) for word in line.split(",")}


def _handshake(accept: bytes, subprotocol: str | None) -> bytes:
    lines = [
        b"HTTP/1.1 101 Switching Protocols", b"Upgrade: websocket", b"Connection: Upgrade",
        b"Sec-WebSocket-Accept: " + accept,
        *([b"Sec-WebSocket-Protocol: " + subprotocol.encode()] if subprotocol else []), b"", b"",
    ]  # fmt: skip
    return b"\r\n".join(lines)

"""A WebSocket client that keeps none of the manners of one: it need not read, nor answer a ping (RFC 6455)."""

import asyncio
import base64
import contextlib
import json
import os
import socket
from typing import Any, Self
from urllib.parse import urlsplit

from web.socket import SUBPROTOCOL

TEXT, PING = 0x1, 0x9
_MASK = bytes(4)
"""A mask of zeros is a mask: the payload goes out as it is."""


class RawSocket:
    """The TCP connection itself, with a receive buffer as small as the kernel allows."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._loop = asyncio.get_running_loop()

    @classmethod
    async def open(cls, base: str, *, origin: str) -> Self:
        """Through the handshake."""
        where = urlsplit(base)
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.setblocking(False)
        raw = cls(sock)
        await raw._loop.sock_connect(sock, (where.hostname, where.port))
        lines = (
            "GET /ws HTTP/1.1", f"Host: {where.netloc}", f"Origin: {origin}", "Upgrade: websocket",
            "Connection: Upgrade", f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
            "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Protocol: {SUBPROTOCOL}", "", "",
        )  # fmt: skip
        await raw._loop.sock_sendall(sock, "\r\n".join(lines).encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += await raw._loop.sock_recv(sock, 1)
        assert answer.startswith(b"HTTP/1.1 101"), answer
        return raw

    async def say(self, type: str, **fields: Any) -> None:
        await self.send(TEXT, json.dumps({"type": type, **fields}).encode())

    async def send(self, opcode: int, payload: bytes = b"", *, times: int = 1) -> None:
        """One final frame of fewer than 64 KiB, again and again."""
        size = len(payload)
        length = bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
        await self._loop.sock_sendall(self._sock, (bytes([0x80 | opcode]) + length + _MASK + payload) * times)

    async def swallow(self) -> None:
        """Take whatever comes until the connection is gone, and answer nothing."""
        with contextlib.suppress(ConnectionError):
            while await self._loop.sock_recv(self._sock, 65_536):
                pass

    def close(self) -> None:
        self._sock.close()

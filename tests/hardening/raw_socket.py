"""A WebSocket client that keeps none of the manners of one: it need not read, nor answer a ping (RFC 6455)."""

import asyncio
import base64
import contextlib
import json
import os
import socket
from collections.abc import Sequence
from typing import Any, Self
from urllib.parse import urlsplit

from web.socket import SUBPROTOCOL

TEXT, PING = 0x1, 0x9
_MASK = bytes(4)
"""A mask of zeros is a mask: the payload goes out as it is."""


def frame(opcode: int, payload: bytes, *, final: bool = True) -> bytes:
    """As a client writes it (RFC 6455, 5.2); fewer than 64 KiB."""
    size = len(payload)
    length = bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
    return bytes([(0x80 if final else 0) | opcode]) + length + _MASK + payload


class RawSocket:
    """The TCP connection itself, with buffers as small as the kernel allows."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._loop = asyncio.get_running_loop()

    @classmethod
    async def open(cls, base: str, *, origin: str, address: str | None = None) -> Self:
        """Through the handshake; `address` is what a proxy in front would say of us."""
        where = urlsplit(base)
        sock = socket.socket()
        for buffer in (socket.SO_RCVBUF, socket.SO_SNDBUF):
            sock.setsockopt(socket.SOL_SOCKET, buffer, 4096)
        sock.setblocking(False)
        raw = cls(sock)
        await raw._loop.sock_connect(sock, (where.hostname, where.port))
        lines = (
            "GET /ws HTTP/1.1", f"Host: {where.netloc}", f"Origin: {origin}", "Upgrade: websocket",
            "Connection: Upgrade", f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
            "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Protocol: {SUBPROTOCOL}",
            *([f"X-Forwarded-For: {address}"] if address else []), "", "",
        )  # fmt: skip
        await raw._loop.sock_sendall(sock, "\r\n".join(lines).encode())
        answer = b""
        while b"\r\n\r\n" not in answer and (got := await raw._loop.sock_recv(sock, 1)):
            answer += got
        if not answer.startswith(b"HTTP/1.1 101"):
            sock.close()
        assert answer.startswith(b"HTTP/1.1 101"), answer
        return raw

    async def say(self, type: str, **fields: Any) -> None:
        await self.send(TEXT, json.dumps({"type": type, **fields}).encode())

    async def send(self, opcode: int, payload: bytes = b"", *, times: int = 1) -> None:
        """One final frame of fewer than 64 KiB, again and again."""
        await self._loop.sock_sendall(self._sock, frame(opcode, payload) * times)

    async def send_all(self, texts: Sequence[bytes]) -> None:
        """All of them in one piece."""
        await self._loop.sock_sendall(self._sock, b"".join(frame(TEXT, text) for text in texts))

    async def swallow(self) -> bytes:
        """Take whatever comes until the connection is gone, and answer nothing; the last of it, 64 KiB at most."""
        heard = b""
        with contextlib.suppress(ConnectionError):
            while got := await self._loop.sock_recv(self._sock, 65_536):
                heard = (heard + got)[-65_536:]
        return heard

    def close(self) -> None:
        self._sock.close()

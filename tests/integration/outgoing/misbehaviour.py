"""Receivers that do what receivers do on their worst day, below HTTP: each is a way to treat one connection."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

Behaves = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def _request(reader: asyncio.StreamReader) -> None:
    """To the end of what is sent."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
    await reader.readexactly(int(length.partition(b":")[2]))


def says(answer: bytes) -> Behaves:
    """These bytes, and then it closes."""

    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _request(reader)
        writer.write(answer)
        await writer.drain()

    return behave


async def is_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Takes it, and says nothing."""
    await _request(reader)
    await reader.read()


async def does_not_read(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Not even that."""
    await asyncio.sleep(60)


async def closes_at_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Before a byte was read."""


async def resets(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Takes it, and breaks the connection without a goodbye."""
    await _request(reader)
    wire: socket.socket = writer.get_extra_info("socket")
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


async def drips(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A header that is never finished, a letter at a time."""
    await _request(reader)
    writer.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while True:
        writer.write(b"a")
        await writer.drain()
        await asyncio.sleep(0.02)


async def talks_for_ever(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A header without an end, as fast as it goes."""
    await _request(reader)
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X-More: " + b"a" * 4_000 + b"\r\n")
        await writer.drain()


async def wants_more(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One interim answer after the other."""
    await _request(reader)
    while True:
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        await writer.drain()
        await asyncio.sleep(0.01)


async def floods(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Says 200, and then a body that has no end."""
    await _request(reader)
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
    while True:
        writer.write(b"x" * 65_536)
        await writer.drain()


@asynccontextmanager
async def listening(behave: Behaves) -> AsyncIterator[str]:
    """Its URL. Whoever is still being treated at the end is let go."""
    treated: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        treated.add(task)
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                await behave(reader, writer)
            writer.close()
        except asyncio.CancelledError:
            writer.transport.abort()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
    finally:
        server.close()
        for task in treated:
            task.cancel()
        await asyncio.gather(*treated, return_exceptions=True)
        await asyncio.sleep(0)

"""The virus scanner in front of the files: clamd where one is set, else nobody.

Fails closed: what a scanner that is set has not seen is not taken in (docs/decisions/0030).
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import structlog

from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode

_CHUNK = 64 * 1024
_LONGEST_ANSWER = 4096
_FOUND = re.compile(rb"stream: (?P<name>[ -~]{1,200}) FOUND")

log = structlog.get_logger()


class Scanner(Protocol):
    """Looks into a file."""

    async def scan(self, file: Path) -> None:
        """Raises SignalError with `infected`, or `scanner_away` when it could not be looked into."""


class NoScanner:
    """Where none is set."""

    async def scan(self, file: Path) -> None:
        """Nothing to fear is said of it, and nothing else."""


class Clamd:
    """clamd over its socket: `INSTREAM`, chunks with their length before them, one line back (clamd(8), COMMANDS)."""

    def __init__(self, address: str, *, within_s: float) -> None:
        self._address = urlsplit(address)
        self._within_s = within_s

    async def scan(self, file: Path) -> None:
        """See `Scanner`."""
        try:
            async with asyncio.timeout(self._within_s), self._connection() as (reader, writer):
                whole = await _send(file, writer)
                answer = await reader.readuntil(b"\0")
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            log.error("evidence.scanner_away", error=type(error).__name__)  # noqa: TRY400 (the cause is the other's)
            raise _away() from error
        self._judge(answer.rstrip(b"\0\n"), whole=whole)

    def _judge(self, answer: bytes, *, whole: bool) -> None:
        """Of what was not sent to its end nothing is well, and what is found is found."""
        if answer == b"stream: OK" and whole:
            return
        if found := _FOUND.fullmatch(answer):
            log.warning("evidence.infected", signature=found["name"].decode())
            raise SignalError(ErrorCode.INFECTED, "The virus scanner has refused this file.")
        log.error("evidence.scanner_refused", answer=answer[:200].decode("ascii", "replace"))
        raise _away()

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        if self._address.scheme == "unix":
            opening = asyncio.open_unix_connection(self._address.path, limit=_LONGEST_ANSWER)
        else:
            opening = asyncio.open_connection(self._address.hostname, self._address.port, limit=_LONGEST_ANSWER)
        reader, writer = await opening
        try:
            yield reader, writer
        finally:
            writer.close()


async def _send(file: Path, writer: asyncio.StreamWriter) -> bool:
    """Whether all has gone out: clamd may answer and close before. uvloop says so with a RuntimeError, asyncio with
    one of its OSErrors (uvloop 0.23, `UVHandle._ensure_alive`).
    """
    opened = await asyncio.to_thread(file.open, "rb")
    with opened:
        writer.write(b"zINSTREAM\0")
        try:
            while chunk := await asyncio.to_thread(opened.read, _CHUNK):
                writer.write(len(chunk).to_bytes(4, "big") + chunk)
                await writer.drain()
            writer.write(bytes(4))
            await writer.drain()
        except (BrokenPipeError, ConnectionResetError, RuntimeError):
            return False
    return True


def _away() -> SignalError:
    return SignalError(ErrorCode.SCANNER_AWAY, "Files cannot be checked for viruses at this moment, so none is taken.")

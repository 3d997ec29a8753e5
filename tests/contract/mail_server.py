"""A mail server of a hundred lines: takes what is handed in by RFC 5321, or refuses it, or never answers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class MailBox:
    """`refuses`: every recipient. `silent`: it greets nobody."""

    port: int = 0
    refuses: bool = False
    silent: bool = False
    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if self.silent:
                await reader.read()
                return
            writer.write(b"220 here\r\n")
            while line := await reader.readline():
                await self._answer(line.decode().strip(), reader, writer)
        except ConnectionError:
            pass
        finally:
            writer.close()

    async def _answer(self, line: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        match line.split(maxsplit=1)[0].upper():
            case "EHLO":
                writer.write(b"250-here\r\n250 SMTPUTF8\r\n")
            case "RCPT" if self.refuses:
                writer.write(b"550 nobody here\r\n")
            case "RCPT":
                self.recipients.append(line.partition("<")[2].partition(">")[0])
                writer.write(b"250 ok\r\n")
            case "DATA":
                writer.write(b"354 go on\r\n")
                raw = await reader.readuntil(b"\r\n.\r\n")
                self.letters.append(message_from_bytes(raw[:-3], policy=policy.default))
                writer.write(b"250 taken\r\n")
            case "QUIT":
                writer.write(b"221 bye\r\n")
            case _:
                writer.write(b"250 ok\r\n")


@asynccontextmanager
async def open_mail_server(*, refuses: bool = False, silent: bool = False) -> AsyncIterator[MailBox]:
    box = MailBox(refuses=refuses, silent=silent)
    server = await asyncio.start_server(box.serve, "127.0.0.1", 0)
    box.port = server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        server.close()

"""Delivers to the helpdesk: on `summary.attached` the note, then the photos and documents of the call, for agents; on
`case.letter` the message itself, to the customer.

Each of them is one thing by its key, so that a delivery that is tried again writes nothing twice.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

import structlog

from cases.connectors.port import Attachment, CaseConnector, HelpdeskRefused, Note, Reply
from cases.connectors.tickets import find_ticket
from cases.connectors.writing import CallLinks, note_text
from cases.evidence.kinds import FileKind
from cases.evidence.storage import FolderStorage
from outgoing.answer import Answer
from outgoing.wishes import EventType
from records.database import Database
from records.evidence import list_of_call
from records.tables import EndpointRow, EvidenceRow, OutboxRow
from records.tickets import remember_ticket

_MOST_BYTES = 20 * 1024 * 1024
"""Of one file: helpdesks take no more."""
_MOST_FILES = 10

log = structlog.get_logger()


class NoteSender:
    """`folder` is where photos and documents lie."""

    timeout_s = 120.0

    def __init__(
        self, database: Database, connector: CaseConnector, links: CallLinks, *, folder: Path, language: str
    ) -> None:  # fmt: skip
        self._database = database
        self._connector = connector
        self._links = links
        self._storage = FolderStorage(folder)
        self._language = language

    async def send(self, event: OutboxRow, endpoint: EndpointRow, *, now: datetime) -> Answer:
        """See `Sender`. A case without a ticket is asked about again later: it may get one by then."""
        match event.type:
            case EventType.SUMMARY_ATTACHED:
                write = self._write
            case EventType.CASE_LETTER:
                write = self._reply
            case _:
                return Answer(HTTPStatus.NO_CONTENT)
        data = event.payload.get("data") or {}
        try:
            async with asyncio.timeout(self.timeout_s):
                ticket = await find_ticket(
                    self._database, self._connector, str(data.get("case_reference") or ""), now=now
                )  # fmt: skip
                if ticket is None:
                    return Answer(HTTPStatus.NOT_FOUND, "the helpdesk has no ticket of this case", reached=True)
                await write(ticket, event.id, data, now=now)
        except HelpdeskRefused as refused:
            if refused.status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
                await self._forget(str(data.get("case_reference") or ""), now=now)
            status = None if refused.status is not None and refused.status < 300 else refused.status
            return Answer(status, str(refused), refused.retry_after, reached=status == HTTPStatus.CONFLICT)
        except TimeoutError:
            return Answer(None, f"the helpdesk was not done within {self.timeout_s:g} s")
        return Answer(HTTPStatus.OK)

    async def _write(self, ticket: str, event_id: str, data: Mapping[str, Any], *, now: datetime) -> None:
        call_id = str(data.get("call_id") or "")
        link, until = await self._links.draw(call_id, now=now)
        text = await asyncio.to_thread(note_text, data, link=link, until=until, language=self._language)
        await self._connector.note(ticket, Note(event_id, text))
        async with self._database.reading() as session:
            files = [row for row in await list_of_call(session, call_id) if row.size <= _MOST_BYTES]
        for row in files[:_MOST_FILES]:
            if (content := await self._content(row)) is not None:
                await self._connector.attach(ticket, Attachment(row.id, row.name, row.media_type, content))

    async def _reply(self, ticket: str, event_id: str, data: Mapping[str, Any], *, now: datetime) -> None:
        """Written already, in the customer's language: only the way there is the helpdesk's."""
        subject, text, language = (str(data.get(name) or "") for name in ("subject", "text", "language"))
        await self._connector.reply(ticket, Reply(event_id, subject, text, language))

    async def _content(self, row: EvidenceRow) -> bytes | None:
        file = await self._storage.locate(row.id + FileKind(row.kind).suffixes[0])
        if file is None:
            log.warning("connector.file_missing", id=row.id)
            return None
        return await asyncio.to_thread(file.read_bytes)

    async def _forget(self, reference: str, *, now: datetime) -> None:
        async with self._database.transaction() as session:
            await remember_ticket(session, reference, self._connector.name, None, now=now)

"""Who brings a letter: a mail server, or the helpdesk, which is told by an outgoing event. A port and both its ends."""

import asyncio
import smtplib
import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Literal, Protocol

import structlog

from cases.letters.letter import Letter
from cases.letters.mail_server import MailServer, is_mail_address
from cases.letters.subject_line import WHOLE_SUBJECT, subject_line
from outgoing.spreading import somebody_takes
from outgoing.wishes import EventType
from records.database import Database
from records.outbox import enqueue_event
from records.tables import new_id

Way = Literal["mail", "helpdesk"]
log = structlog.get_logger()


class NotSent(Exception):  # noqa: N818 (an outcome, which the agent is told)
    """This courier could not bring it."""


class Courier(Protocol):
    """One way to a customer."""

    way: Way

    def reaches(self, contact: str) -> bool:
        """Whether this contact is one it can bring a letter to."""

    async def bring(self, letter: Letter) -> None:
        """Raises NotSent."""


class Mail:
    """By e-mail (RFC 5321), handed in while the agent waits: they know at once whether it went."""

    way: Way = "mail"

    def __init__(self, server: MailServer, *, tls: ssl.SSLContext | None = None) -> None:
        self._server = server
        self._tls = tls

    def reaches(self, contact: str) -> bool:
        """Whether it is a mail address and nothing else."""
        return is_mail_address(contact.strip())

    async def bring(self, letter: Letter) -> None:
        """Raises NotSent when the server does not take it in time."""
        try:
            async with asyncio.timeout(self._server.timeout_s * 2):
                await asyncio.to_thread(self._hand_in, _message(letter, self._server.sender))
        except (OSError, smtplib.SMTPException, TimeoutError, ValueError) as error:
            log.warning("letter.not_taken", error=type(error).__name__)
            raise NotSent("The mail server did not take it.") from error

    def _hand_in(self, message: EmailMessage) -> None:
        server = self._server
        context = self._tls or (ssl.create_default_context() if server.security != "none" else None)
        with self._connect(context) as smtp:
            if server.security == "starttls":
                smtp.starttls(context=context)
            if server.user is not None:
                smtp.login(server.user, server.password or "")
            smtp.send_message(message)

    def _connect(self, context: ssl.SSLContext | None) -> smtplib.SMTP:
        server = self._server
        if server.security == "tls":
            return smtplib.SMTP_SSL(server.host, server.port, timeout=server.timeout_s, context=context)
        return smtplib.SMTP(server.host, server.port, timeout=server.timeout_s)


class Helpdesk:
    """By the helpdesk, which has the customer's channel: `case.letter` in the outbox, delivered until acknowledged."""

    way: Way = "helpdesk"

    def __init__(self, database: Database, *, clock: Callable[[], datetime], woken: Callable[[], None]) -> None:
        self._database = database
        self._clock = clock
        self._woken = woken

    def reaches(self, contact: str) -> bool:
        """It knows best."""
        return True

    async def bring(self, letter: Letter) -> None:
        """Written for whoever is told of it, and waits as long as it has to. Raises NotSent when nobody is."""
        now, key = self._clock(), new_id()
        data = {
            "letter": letter.kind, "case_reference": letter.case_reference, "call_id": letter.call_id,
            "to": letter.to, "language": letter.language, "subject": letter.subject, "text": letter.text,
            "at": now.isoformat(),
        }  # fmt: skip
        payload = {"type": "case.letter", "timestamp": now.isoformat(), "data": data}
        async with self._database.transaction() as session:
            if not await somebody_takes(session, EventType.CASE_LETTER, letter.case_reference):
                raise NotSent("No endpoint is told of letters.")
            await enqueue_event(session, type=EventType.CASE_LETTER, key=key, payload=payload, now=now)
        self._woken()


async def send(letter: Letter, couriers: tuple[Courier, ...]) -> Way | None:
    """By the first courier that reaches the contact and takes it; None: nobody brings it, and a person has to."""
    for courier in couriers:
        if not courier.reaches(letter.to):
            continue
        try:
            await courier.bring(letter)
        except NotSent:
            continue
        return courier.way
    return None


def _message(letter: Letter, sender: str) -> EmailMessage:
    message = EmailMessage(policy=WHOLE_SUBJECT)
    message["From"] = sender
    message["To"] = Address(addr_spec=letter.to.strip())
    message["Subject"] = subject_line(letter.subject)
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].strip("> ") or None)
    message.set_content(letter.text)
    message["Content-Language"] = letter.language  # what is set before goes with the old content
    return message

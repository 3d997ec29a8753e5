"""What a helpdesk must be able to do for us, whichever it is; and what it may answer instead."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Matter:
    """What a case can be found by."""

    reference: str
    contact: str = ""
    """The customer's, as the case has it: a mail address or a number, or nothing."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something to be written on a ticket for agents, never for the customer. `key` makes it one thing however often it
    is asked for.
    """

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """A message to the customer, sent as the helpdesk sends its own. `key` as with notes where the other side keeps it:
    nothing the customer reads bears a mark, so elsewhere the same words on a ticket are one message.
    """

    key: str
    subject: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to stand on a ticket. `key` as with notes."""

    key: str
    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Inbound:
    """What a helpdesk's webhook tells us of a case: the ticket it is on, and when its customer bought again. Either may
    be missing.
    """

    case_reference: str
    ticket_id: str | None
    purchased_again_at: datetime | None = None


class HelpdeskRefused(Exception):  # noqa: N818 (reads as the refusal it is)
    """It said no, or nothing. `status` None: there was no answer."""

    def __init__(self, words: str, *, status: int | None = None, retry_after: str | None = None) -> None:
        super().__init__(words)
        self.status = status
        self.retry_after = retry_after


class SignatureWrong(Exception):  # noqa: N818 (reads as the refusal it is)
    """The helpdesk did not send this, or sent it long ago."""


class CaseConnector(Protocol):
    """One helpdesk. Everything but `screen_pop` and `verify_inbound` raises HelpdeskRefused."""

    name: str

    async def resolve(self, matter: Matter) -> str | None:
        """The ticket of this case; None: it has none."""

    async def note(self, ticket_id: str, note: Note) -> None:
        """Written once, however often it is asked for, as far as the other side lets us see."""

    async def attach(self, ticket_id: str, file: Attachment) -> None:
        """Likewise."""

    async def reply(self, ticket_id: str, reply: Reply) -> None:
        """Likewise, to the customer."""

    def screen_pop(self, ticket_id: str) -> str:
        """Where an agent's browser finds the ticket."""

    def verify_inbound(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> Inbound | None:
        """What its webhook tells; None: nothing that concerns us. Raises SignatureWrong."""


def mark(key: str) -> str:
    """A line of a note by which it is found again: short, and read by nobody."""
    return f"[reassure:{key}]"


def are_one(written: object, words: str) -> bool:
    """Whether a helpdesk keeps these words there; how it breaks and ends lines is its own matter."""
    return " ".join(str(written).split()) == " ".join(words.split())

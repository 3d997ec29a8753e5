"""A message to a customer, made from a template in their language. Sends nothing; dates are read from files, so that
making one blocks for a moment.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from babel import Locale
from babel.dates import format_datetime

from cases.letters.templates import Templates, filled

_TEMPLATES: Final = Templates(Path(__file__).parent / "words")


@dataclass(frozen=True, slots=True)
class Letter:
    """`to` is the customer's contact as the case has it; `language` is that of the text."""

    to: str
    language: str
    subject: str
    text: str
    case_reference: str
    call_id: str | None = None
    kind: str = "offer_call"
    """What it is about, for a helpdesk that sends such letters in its own way."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an offer of a video call says. `agent` None: nobody is named."""

    name: str
    title: str
    reference: str
    link: str
    until: datetime
    agent: str | None
    call_id: str


def languages() -> tuple[str, ...]:
    """Those there are templates for."""
    return _TEMPLATES.languages


def language_for(wanted: str) -> str:
    """The language itself, or the nearest there is."""
    return _TEMPLATES.language_for(wanted)


def invitation_letter(invitation: Invitation, *, to: str, language: str) -> Letter:
    """The offer of a video call."""
    spoken = language_for(language)
    words = _TEMPLATES.words(spoken)
    until = format_datetime(invitation.until, "medium", locale=Locale.parse(spoken, sep="-"))
    values = {
        "name": invitation.name, "title": invitation.title, "reference": invitation.reference,
        "link": invitation.link, "until": f"{until} UTC", "agent": invitation.agent or "",
    }  # fmt: skip
    signed = words["offer_call.signed"] if invitation.agent else ""
    return Letter(
        to=to, language=spoken, subject=filled(words["offer_call.subject"], values),
        text=filled(words["offer_call.text"] + signed, values), case_reference=invitation.reference,
        call_id=invitation.call_id,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class CopyOffer:
    """What brings the customer their own copy of what was agreed and promised."""

    name: str
    title: str
    reference: str
    link: str
    until: datetime
    call_id: str


def copy_letter(offer: CopyOffer, *, to: str, language: str) -> Letter:
    """Where the customer reads what was agreed and promised; the words themselves stay behind the link."""
    spoken = language_for(language)
    words = _TEMPLATES.words(spoken)
    until = format_datetime(offer.until, "medium", locale=Locale.parse(spoken, sep="-"))
    values = {
        "name": offer.name, "title": offer.title, "reference": offer.reference, "link": offer.link,
        "until": f"{until} UTC",
    }  # fmt: skip
    return Letter(
        to=to, language=spoken, subject=filled(words["summary_copy.subject"], values),
        text=filled(words["summary_copy.text"], values), case_reference=offer.reference, call_id=offer.call_id,
        kind="summary_copy",
    )  # fmt: skip

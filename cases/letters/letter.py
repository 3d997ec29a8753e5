"""A message to a customer, made from a template in their language. Sends nothing; dates are read from files, so that
making one blocks for a moment.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from babel import Locale

from cases.contacts.local_time import Place
from cases.letters.clock_words import on_the_clock
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


def invitation_letter(invitation: Invitation, *, to: str, language: str, place: Place) -> Letter:
    """The offer of a video call; it ends by the customer's clock."""
    spoken = language_for(language)
    words = _TEMPLATES.words(spoken)
    values = {
        "name": invitation.name, "title": invitation.title, "reference": invitation.reference,
        "link": invitation.link, "until": _end(invitation.until, place, spoken), "agent": invitation.agent or "",
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


def copy_letter(offer: CopyOffer, *, to: str, language: str, place: Place) -> Letter:
    """Where the customer reads what was agreed and promised; the words themselves stay behind the link, which is good
    until a moment of the customer's clock.
    """
    spoken = language_for(language)
    words = _TEMPLATES.words(spoken)
    values = {
        "name": offer.name, "title": offer.title, "reference": offer.reference, "link": offer.link,
        "until": _end(offer.until, place, spoken),
    }  # fmt: skip
    return Letter(
        to=to, language=spoken, subject=filled(words["summary_copy.subject"], values),
        text=filled(words["summary_copy.text"], values), case_reference=offer.reference, call_id=offer.call_id,
        kind="summary_copy",
    )  # fmt: skip


def _end(at: datetime, place: Place, language: str) -> str:
    """On the earliest of the customer's clocks: who passes over the zone comes too early rather than too late."""
    clocks = place.clocks(at)
    return on_the_clock(clocks[0] if clocks else at.astimezone(UTC), Locale.parse(language, sep="-"), "long")

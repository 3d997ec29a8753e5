"""A message to a customer, made from a template in their language. Sends nothing; dates are read from files, so that
making one blocks for a moment.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from babel import Locale
from babel.dates import format_datetime

_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    path.stem: json.loads(path.read_text("utf-8")) for path in sorted((Path(__file__).parent / "words").glob("*.json"))
}
_FALLBACK: Final = "en"


@dataclass(frozen=True, slots=True)
class Letter:
    """`to` is the customer's contact as the case has it; `language` is that of the text."""

    to: str
    language: str
    subject: str
    text: str
    case_reference: str
    call_id: str | None = None
    kind: Literal["offer_call", "summary_copy"] = "offer_call"


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
    return tuple(_WORDS)


def language_for(wanted: str) -> str:
    """The language itself, else another form of it, else English: `pt` is served in `pt-BR`."""
    known = {each.lower(): each for each in languages()}
    tag = wanted.lower()
    if tag in known:
        return known[tag]
    family = tag.partition("-")[0]
    return next((each for low, each in known.items() if low.partition("-")[0] == family), _FALLBACK)


def invitation_letter(invitation: Invitation, *, to: str, language: str) -> Letter:
    """The offer of a video call."""
    spoken = language_for(language)
    words = _WORDS[spoken]
    until = format_datetime(invitation.until, "medium", locale=Locale.parse(spoken, sep="-"))
    values = {
        "name": invitation.name, "title": invitation.title, "reference": invitation.reference,
        "link": invitation.link, "until": f"{until} UTC", "agent": invitation.agent or "",
    }  # fmt: skip
    signed = words["offer_call.signed"] if invitation.agent else ""
    return Letter(
        to=to, language=spoken, subject=_filled(words["offer_call.subject"], values),
        text=_filled(words["offer_call.text"] + signed, values), case_reference=invitation.reference,
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
    words = _WORDS[spoken]
    until = format_datetime(offer.until, "medium", locale=Locale.parse(spoken, sep="-"))
    values = {
        "name": offer.name, "title": offer.title, "reference": offer.reference, "link": offer.link,
        "until": f"{until} UTC",
    }  # fmt: skip
    return Letter(
        to=to, language=spoken, subject=_filled(words["summary_copy.subject"], values),
        text=_filled(words["summary_copy.text"], values), case_reference=offer.reference, call_id=offer.call_id,
        kind="summary_copy",
    )  # fmt: skip


def _filled(pattern: str, values: Mapping[str, str]) -> str:
    """Values are put in as they are, whatever they hold: no value is read as a pattern."""
    parts = pattern.split("{")
    filled = [parts[0]]
    for part in parts[1:]:
        name, _, rest = part.partition("}")
        filled.append(values[name] + rest)
    return "".join(filled)

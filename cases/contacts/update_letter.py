"""A message that keeps a customer informed, in their language and by their clock. Sends nothing.

Zones and dates are read from files, so that making one blocks for a moment.
"""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from babel import Locale
from babel.dates import format_date

from cases.contacts.local_time import Place
from cases.contacts.moments import Moment
from cases.letters.clock_words import on_the_clock
from cases.letters.letter import Letter
from cases.letters.templates import Templates, filled

_TEMPLATES: Final = Templates(Path(__file__).parent / "words")
_WITHOUT_ANSWER: Final = frozenset({Moment.BEGUN, Moment.FOUND, Moment.SOLUTION})
"""What a carrier still owes is not what these are about."""


@dataclass(frozen=True, slots=True)
class Update:
    """What is told. `detail` are the agent's own words. `next_at` None: nothing is promised."""

    moment: Moment
    name: str
    title: str
    reference: str
    carrier: str | None
    detail: str
    answer_by: date | None
    next_at: datetime | None
    agent: str


def languages() -> tuple[str, ...]:
    """Those there are templates for."""
    return _TEMPLATES.languages


def update_letter(update: Update, *, to: str, language: str, place: Place) -> Letter:
    """The message. Its moments are those of the customer's clock, with the zone's name where we know only UTC."""
    spoken = _TEMPLATES.language_for(language)
    words, locale = _TEMPLATES.words(spoken), Locale.parse(spoken, sep="-")
    values = {
        "name": update.name, "title": update.title, "reference": update.reference, "agent": update.agent,
        "carrier": _carrier(update.carrier, spoken),
        "answer_by": format_date(update.answer_by, "long", locale=locale) if update.answer_by else "",
        "next": _moment(update.next_at, place, locale) if update.next_at else "",
    }  # fmt: skip
    answer = update.answer_by and update.moment not in _WITHOUT_ANSWER
    said = " ".join(
        [filled(words[f"{update.moment}.text"], values), *([filled(words["answer"], values)] if answer else [])]
    )
    parts = [
        filled(words["greeting"], values), said, update.detail.strip(),
        filled(words["next"], values) if update.next_at else "", filled(words["signed"], values),
    ]  # fmt: skip
    return Letter(
        to=to, language=spoken, subject=filled(words[f"{update.moment}.subject"], values),
        text="\n\n".join(part for part in parts if part) + "\n", case_reference=update.reference, kind=update.moment,
    )  # fmt: skip


def _carrier(name: str | None, language: str) -> str:
    if not name:
        return ""
    return f"（{name}）" if language == "zh" else f" ({name})"


def _moment(at: datetime, place: Place, locale: Locale) -> str:
    """On the latest of the customer's clocks: what is promised by then is kept by all of them."""
    clocks = place.clocks(at)
    wall = clocks[-1] if clocks else at
    return on_the_clock(wall, locale, "full")

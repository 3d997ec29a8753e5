"""The words of the statement of non-receipt, a file for each language, hashed exactly as they are shown."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

FOLDER: Final = Path(__file__).parent / "statement_words"
_FALLBACK: Final = "en"


class _Wording(BaseModel):
    """One file. `version` grows with every change of the words; `not_named` stands where a case says nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    version: int
    title: str
    lines: tuple[str, ...] = Field(min_length=1)
    not_named: str


@dataclass(frozen=True, slots=True)
class Named:
    """What the statement names of a case."""

    reference: str
    title: str
    number: str | None
    carrier: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """The statement as somebody is shown it. `text` is all of it, and what `sha256` is of."""

    locale: str
    version: int
    title: str
    lines: tuple[str, ...]
    text: str
    sha256: str


_WORDINGS: Final[Mapping[str, _Wording]] = {
    path.stem: _Wording.model_validate_json(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json"))
}


def locales() -> frozenset[str]:
    """The languages it can be confirmed in."""
    return frozenset(_WORDINGS)


def nearest(locale: str) -> str:
    """The language itself, else another form of it, else English."""
    if locale in _WORDINGS:
        return locale
    family = locale.partition("-")[0]
    return next((each for each in _WORDINGS if each.partition("-")[0] == family), _FALLBACK)


def shown(locale: str, named: Named) -> Shown:
    """The words for a reader of this language, about this case."""
    chosen = nearest(locale)
    wording = _WORDINGS[chosen]
    gaps = {
        "reference": named.reference, "title": named.title, "number": named.number or wording.not_named,
        "carrier": named.carrier or wording.not_named,
    }  # fmt: skip
    lines = tuple(_filled(line, gaps) for line in wording.lines)
    said = {"locale": chosen, "version": wording.version, "title": wording.title, "lines": lines}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, indent=1)
    return Shown(chosen, wording.version, wording.title, lines, text, hashlib.sha256(text.encode()).hexdigest())


def _filled(line: str, gaps: Mapping[str, str]) -> str:
    """Gaps are filled one by one from the pattern: what stands in a gap is no pattern."""
    parts = line.split("{")
    filled = [parts[0]]
    for part in parts[1:]:
        name, _, rest = part.partition("}")
        filled.append(gaps[name] + rest)
    return "".join(filled)

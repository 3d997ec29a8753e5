"""Templates of one kind in all languages: a folder with one JSON file for each, read once."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_FALLBACK: Final = "en"


class Templates:
    """The words of one folder."""

    def __init__(self, folder: Path) -> None:
        self._words: Mapping[str, Mapping[str, str]] = {
            path.stem: json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))
        }

    @property
    def languages(self) -> tuple[str, ...]:
        """Those there are templates for."""
        return tuple(self._words)

    def language_for(self, wanted: str) -> str:
        """The language itself, else another form of it, else English: `pt` is served in `pt-BR`."""
        known = {each.lower(): each for each in self._words}
        tag = wanted.lower()
        if tag in known:
            return known[tag]
        family = tag.partition("-")[0]
        return next((each for low, each in known.items() if low.partition("-")[0] == family), _FALLBACK)

    def words(self, language: str) -> Mapping[str, str]:
        """All of one language; KeyError for one there is not."""
        return self._words[language]


def filled(pattern: str, values: Mapping[str, str]) -> str:
    """Values are put in as they are, whatever they hold: no value is read as a pattern."""
    parts = pattern.split("{")
    made = [parts[0]]
    for part in parts[1:]:
        name, _, rest = part.partition("}")
        made.append(values[name] + rest)
    return "".join(made)

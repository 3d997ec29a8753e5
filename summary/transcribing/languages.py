"""Languages as transcription servers name them: a tag, or the English name. Pure."""

from collections.abc import Mapping
from typing import Final

_TAGS: Final[Mapping[str, str]] = {
    "english": "en", "spanish": "es", "castilian": "es", "chinese": "zh", "mandarin": "zh", "french": "fr",
    "german": "de", "russian": "ru", "arabic": "ar", "portuguese": "pt",
}  # fmt: skip
"""Of those the product speaks: only their words are read differently."""


def tag_of(named: str | None, *, asked: str) -> str:
    """The language that was heard. `asked` where that is the same, which may say more (`es-MX`), or where nothing
    useful is named.
    """
    name = (named or "").strip().lower().partition("-")[0]
    tag = _TAGS.get(name, name)
    if not (2 <= len(tag) <= 3 and tag.isascii() and tag.isalpha()) or tag == asked.partition("-")[0].lower():
        return asked
    return tag

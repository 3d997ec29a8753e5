"""What a customer reads before a photo of theirs goes out of a call, as the pages have it: every language there is."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

_PAGES: Final = Path(__file__).parent / "static" / "locales"
KEYS: Final = ("evidence.what", "evidence.check", "evidence.check.readable", "evidence.place", "evidence.confirm")
"""A line each, in this order and with their gaps, as `ui/photo_words.js` puts them together (a test compares)."""


@cache
def photo_words() -> Mapping[str, str]:
    """The words by their SHA-256. Blocking, once."""
    texts = ["\n".join(words[key] for key in KEYS) for words in map(_words, sorted(_PAGES.glob("*.json")))]
    return {hashlib.sha256(text.encode()).hexdigest(): text for text in texts}


def _words(file: Path) -> Mapping[str, str]:
    words: dict[str, str] = json.loads(file.read_text("utf-8"))
    return words

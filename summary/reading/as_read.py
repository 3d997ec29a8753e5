"""A text as it is read for what it says: each letter one sign, and without the vowel signs of Arabic, which one person
writes and another leaves out. Pure.

What is quoted is the text itself, never this.
"""

import re
import unicodedata

_VOWEL_SIGNS = re.compile("[\u0640\u064b-\u0652\u0670]")


def as_read(text: str) -> str:
    """`بعدَ غدٍ` and `بعد غد` are the same words, and so are both ways to write an `ü`."""
    return _VOWEL_SIGNS.sub("", unicodedata.normalize("NFC", text))


def as_written(text: str, start: int, end: int) -> str:
    """What stands at `start` to `end` of `as_read(text)`, with its vowel signs."""
    whole = unicodedata.normalize("NFC", text)
    places = [place for place, sign in enumerate(whole) if not _VOWEL_SIGNS.match(sign)]
    return whole[places[start] : places[end] if end < len(places) else len(whole)]

"""Which words are looked for in whose sentences. Pure.

English, Spanish and Chinese are looked for together: none of their words is mistaken for another language's, and people
mix them. The others stand alone, by the language of whoever writes: a French "retiré" is a Spanish "I shall", a German
"will" an English one, and a Portuguese "no" is no denial.
"""

from collections.abc import Mapping

from summary.reading.arabic import ARABIC
from summary.reading.french import FRENCH
from summary.reading.german import GERMAN
from summary.reading.portuguese import PORTUGUESE
from summary.reading.russian import RUSSIAN
from summary.reading.together import TOGETHER
from summary.reading.tongue import Tongue

_ALONE: Mapping[str, Tongue] = {
    "fr": FRENCH, "de": GERMAN, "pt": PORTUGUESE, "ru": RUSSIAN, "ar": ARABIC,
}  # fmt: skip


def tongue(language: str) -> Tongue:
    """Of a language tag."""
    return _ALONE.get(language.partition("-")[0].lower(), TOGETHER)

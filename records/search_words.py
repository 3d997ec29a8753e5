"""What counts as a word when calls are searched: the same on every database, since it is decided here. Pure.

Letters without case and marks, digits as 0 to 9. Chinese is written without spaces: there each sign is a word, and each
pair of neighbours, so that two signs together are found as what they mean together, wherever the text is cut.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

MOST_WORDS = 8
_SHORTEST_BEGINNING = 3
_LONGEST_WORD = 64
_RUN = re.compile(r"[^\W_]+")
_HAN = "㐀-䶿一-鿿豈-﫿぀-ヿ\U00020000-\U0003ffff"
_PIECE = re.compile(rf"[{_HAN}]+|[^{_HAN}]+")
_IS_HAN = re.compile(rf"[{_HAN}]")
_ARABIC = str.maketrans({"ى": "ي", "ة": "ه", "ـ": None})
_ARTICLE = re.compile("(?:[وف]?[بك]?ال|[وف]?لل)(?=...)")
"""Arabic writes `and`, `with`, `as` and `for` together with the article, and the article with the word."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is compared, and where it stands in the text it was read from."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: every one of `words`, and something that begins with `beginning`."""

    words: tuple[str, ...] = ()
    beginning: str | None = None

    def __len__(self) -> int:
        """How many things are looked for; without any it is false."""
        return len(self.words) + (self.beginning is not None)

    def fits(self, word: str) -> str | None:
        """Which of the wanted this word is, or None."""
        if word in self.words:
            return word
        if self.beginning is not None and word.startswith(self.beginning):
            return self.beginning
        return None


def words_of(text: str) -> Iterator[Word]:
    """Every word, in the order of the text; of Chinese the signs and the pairs."""
    folded, places = _folded(text)
    for run in _RUN.finditer(folded):
        for piece in _PIECE.finditer(run[0]):
            at = run.start() + piece.start()
            if _IS_HAN.match(piece[0]):
                yield from _signs(piece[0], at, places)
            else:
                yield Word(_plain(piece[0]), places[at], _end(places, at + len(piece[0])))


def read_query(text: str) -> Wanted:
    """What somebody has typed. The word they are in the middle of may go on; of many words the first ones count."""
    words: list[str] = []
    beginning: str | None = None
    for word in words_of(text):
        is_last = word.end == len(text)
        if _IS_HAN.match(word.text):
            words.append(word.text)
        elif is_last and len(word.text) >= _SHORTEST_BEGINNING:
            beginning = word.text
        else:
            words.append(word.text)
    pairs = "".join(word for word in words if len(word) == 2 and _IS_HAN.match(word))
    needed = [word for word in words if not (_IS_HAN.match(word) and len(word) == 1 and word in pairs)]
    return Wanted(tuple(dict.fromkeys(needed))[:MOST_WORDS], beginning)


def find_marks(text: str, wanted: Wanted) -> tuple[list[tuple[int, int]], set[str]]:
    """Where the wanted stand in `text`, in order and without overlap, and which of them were there."""
    marks: list[tuple[int, int]] = []
    found: set[str] = set()
    if not _may_hold(text, wanted):
        return marks, found
    for word in words_of(text):
        what = wanted.fits(word.text)
        if what is None:
            continue
        found.add(what)
        if marks and word.start <= marks[-1][1]:
            marks[-1] = marks[-1][0], max(marks[-1][1], word.end)
        else:
            marks.append((word.start, word.end))
    return marks, found


def _may_hold(text: str, wanted: Wanted) -> bool:
    """Of a page of long calls nearly every line says no here, at a tenth of the cost of reading its words."""
    folded = text.translate(_FOLDED)
    return any(word in folded for word in wanted.words) or bool(wanted.beginning and wanted.beginning in folded)


def _signs(run: str, at: int, places: list[int]) -> Iterator[Word]:
    for index, sign in enumerate(run):
        start = places[at + index]
        yield Word(sign, start, _end(places, at + index + 1))
        if index + 1 < len(run):
            yield Word(run[index : index + 2], start, _end(places, at + index + 2))


def _end(places: list[int], after: int) -> int:
    """Of a word before this place: its last sign is in it whole, and the marks upon it, too."""
    return max(places[after], places[after - 1] + 1)


def _plain(word: str) -> str:
    """Without the Arabic article: who looks for a parcel looks for the parcel, too, and for what is with it."""
    article = _ARTICLE.match(word)
    return word[article.end() if article else 0 :][:_LONGEST_WORD]


def _folded(text: str) -> tuple[str, list[int]]:
    """The text as it is compared, and for each place in it the place in the text it comes from."""
    if text.isascii():
        return text.lower(), list(range(len(text) + 1))
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        for plain in _FOLDED[ord(sign)]:
            signs.append(plain)
            places.append(place)
    return "".join(signs), [*places, len(text)]


def _fold(sign: str) -> str:
    parts = unicodedata.normalize("NFKD", sign)
    plain = "".join(one for one in parts if not unicodedata.combining(one)).casefold().translate(_ARABIC)
    return "".join(_digit(one) for one in plain)


def _digit(sign: str) -> str:
    value = unicodedata.decimal(sign, None)
    return sign if value is None else str(value)


class _Folding(dict[int, str]):
    """Signs that have been seen, as they are compared."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold(chr(code))
        return folded


_FOLDED = _Folding()

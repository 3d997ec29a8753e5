"""The words of consent: one file for each language, written with care, and hashed exactly as they are shown."""

import hashlib
import json
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from signaling.domain.recording_policy import REQUIRED
from signaling.protocol.outgoing import PurposeWords
from signaling.protocol.words import Purpose, RecordingWhen
from signaling.runtime.ports import Words
from web.build import build

_FOLDER = Path(__file__).parent / "consent"
_PAGES = Path(__file__).parent / "static" / "locales"
_DAYS = "{days}"


class _WhereRequired(BaseModel):
    """What is said in place of the other words where a call does not go on without a recording."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    introduction: str
    reassurance: str


class _Wording(BaseModel):
    """One file. `{days}` stands for the days of retention; `version` grows with every change of the words."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    version: int
    title: str
    introduction: str
    purposes: dict[Purpose, str]
    audio_beside_video: str
    """In place of `audio`, which says that the picture is not recorded, where it is asked for."""
    reassurance: str
    required: dict[RecordingWhen, _WhereRequired]
    """Where a no ends the call, or also taking it back; nobody is told there that nothing comes of it."""


class FileWordings:
    """Implements `signaling.runtime.ports.Wordings`. A language that is not whole has no words, and is not recorded."""

    def words(
        self, locale: str, *, retention_days: int, when: RecordingWhen = RecordingWhen.ON_REQUEST, picture: bool = False
    ) -> Words | None:  # fmt: skip
        """The words for a reader of `locale`: `zh-Hant` reads those of `zh`, `pt` and `pt-PT` those of `pt-BR`."""
        name = _nearest(locale)
        return None if name is None else _words(name, retention_days, when, picture=picture)

    def prepare(self, *, retention_days: int, picture: bool = False) -> None:
        """Read every file and make every text there is, so that nobody who is asked waits for it. Blocking."""
        for locale in sorted(languages()):
            for when in RecordingWhen:
                _words(locale, retention_days, when, picture=picture)


def _nearest(locale: str) -> str | None:
    """Itself, else the same language as it is written elsewhere; as the pages find theirs (`readers_language.js`)."""
    language = _language(locale)
    same = sorted(name for name in languages() if _language(name) == language)
    return locale if locale in same else next(iter(same), None)


def _language(locale: str) -> str:
    return locale.partition("-")[0]


@cache
def languages() -> frozenset[str]:
    """The languages that are whole: nobody is asked in one whose pages or whose question are half translated."""
    return frozenset(file.stem for file in _FOLDER.glob("*.json") if _asks_whole(file.stem) and _reads_whole(file.stem))


def _asks_whole(locale: str) -> bool:
    """Whether the question says all it has to."""
    try:
        wording = _wording(locale)
    except ValueError:
        return False
    where = [text for one in wording.required.values() for text in (one.introduction, one.reassurance)]
    own = [wording.title, wording.introduction, wording.reassurance, wording.audio_beside_video]
    said = [*own, *wording.purposes.values(), *where]
    days = wording.purposes.get(Purpose.RETENTION, "")
    whole = set(wording.purposes) == set(Purpose) and set(wording.required) == REQUIRED
    return whole and all(text.strip() for text in said) and _DAYS in days


def _reads_whole(locale: str) -> bool:
    """Whether the pages, the customers' and the agents', have every word of the English ones; each language counts in
    forms of its own, and `other` is in all of them."""
    for folder in (_PAGES, _PAGES / "desk"):
        english, words = (_pages(folder / f"{name}.json") for name in ("en", locale))
        if not all(words.get(key, "").strip() for key in english if not key.endswith(".one")):
            return False
    return True


def _pages(file: Path) -> dict[str, str]:
    """Empty where there are none."""
    words: dict[str, str] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return words


def _wording(locale: str) -> _Wording:
    """Raises ValueError for what is no wording."""
    return _Wording.model_validate_json((_FOLDER / f"{locale}.json").read_text(encoding="utf-8"))


@cache
def _words(locale: str, retention_days: int, when: RecordingWhen, *, picture: bool) -> Words:
    wording = _wording(locale)
    said = wording.required.get(when, wording)
    beside = {Purpose.AUDIO: wording.audio_beside_video} if picture else {}
    asked = [purpose for purpose in Purpose if picture or purpose is not Purpose.VIDEO]
    by_purpose = wording.purposes | beside
    texts = {purpose: by_purpose[purpose].replace(_DAYS, str(retention_days)) for purpose in asked}
    shown = {
        "locale": locale,
        "version": wording.version,
        "title": wording.title,
        "introduction": said.introduction,
        "purposes": texts,
        "reassurance": said.reassurance,
    }
    text = json.dumps(shown, ensure_ascii=False, sort_keys=True, indent=1)
    return Words(
        locale=locale, title=wording.title, introduction=said.introduction,
        questions=tuple(PurposeWords(purpose=purpose, text=words) for purpose, words in texts.items()),
        reassurance=said.reassurance, text=text, sha256=hashlib.sha256(text.encode()).hexdigest(),
        id=f"recording.{when}", version=wording.version, build=build(),
    )  # fmt: skip

"""The words of consent: every language whole, every word under the hash."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from signaling.domain.recording_policy import REQUIRED
from signaling.protocol.words import Purpose, RecordingWhen
from web import wordings
from web.wordings import FileWordings, languages

FOLDER = Path(wordings.__file__).parent / "consent"
PAGES = Path(wordings.__file__).parent / "static" / "locales"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the words that may be changed; those of the pages lie beside it, in `locales`."""
    copy = tmp_path / "consent"
    shutil.copytree(FOLDER, copy)
    shutil.copytree(PAGES, tmp_path / "locales")
    monkeypatch.setattr(wordings, "_FOLDER", copy)
    monkeypatch.setattr(wordings, "_PAGES", tmp_path / "locales")
    _forget()
    yield copy
    _forget()


def _forget() -> None:
    wordings.languages.cache_clear()
    wordings._words.cache_clear()


def test_whoever_can_read_the_pages_can_read_the_words_of_consent() -> None:
    assert languages() == {page.stem for page in PAGES.glob("*.json")} >= {"en", "zh", "es"}


@pytest.mark.parametrize("locale", sorted(languages()))
def test_every_language_is_whole(locale: str) -> None:
    words = FileWordings().words(locale, retention_days=37)
    assert words is not None
    assert [question.purpose for question in words.questions] == [each for each in Purpose if each is not Purpose.VIDEO]
    shown = [words.title, words.introduction, words.reassurance, *(question.text for question in words.questions)]
    assert all(text.strip() == text and len(text) > 5 for text in shown)
    assert len(set(shown)) == len(shown)
    assert not any("{" in text or "}" in text for text in shown)
    retention = next(question.text for question in words.questions if question.purpose is Purpose.RETENTION)
    assert "37" in retention
    assert all(json.dumps(text, ensure_ascii=False) in words.text for text in shown)


@pytest.mark.parametrize("locale", sorted(languages()))
def test_where_the_picture_is_asked_for_nobody_reads_that_it_is_not_recorded(locale: str) -> None:
    alone = FileWordings().words(locale, retention_days=37)
    beside = FileWordings().words(locale, retention_days=37, picture=True)
    assert alone is not None
    assert beside is not None
    assert [question.purpose for question in beside.questions] == list(Purpose)
    sound, with_picture = alone.questions[0].text, beside.questions[0].text
    assert len(with_picture) < len(sound)
    assert sound.startswith(with_picture.rstrip(".。"))
    assert alone.sha256 != beside.sha256


def test_no_two_languages_are_the_same() -> None:
    titles = [words.title for locale in languages() if (words := FileWordings().words(locale, retention_days=30))]
    assert len(set(titles)) == len(languages())


@pytest.mark.parametrize(
    ("asked", "given"),
    [("zh", "zh"), ("zh-CN", "zh"), ("zh-Hant-TW", "zh"), ("es-419", "es"), ("it", None), ("it-CH", None),
     ("pt-BR", "pt-BR"), ("pt", "pt-BR"), ("pt-PT", "pt-BR"), ("pt-br", "pt-BR"), ("p", None), ("fr-CA", "fr"),
     ("", None), ("..", None), ("../static/locales/en", None), ("EN", None), ("e", None)],
)  # fmt: skip
def test_a_reader_gets_their_own_language_or_none(asked: str, given: str | None) -> None:
    words = FileWordings().words(asked, retention_days=30)
    assert (words.locale if words else None) == given


def test_the_days_are_part_of_what_is_hashed() -> None:
    hashes = {words.sha256 for days in (1, 30, 31) if (words := FileWordings().words("en", retention_days=days))}
    assert len(hashes) == 3


@pytest.mark.parametrize("when", sorted(REQUIRED))
@pytest.mark.parametrize("locale", sorted(languages()))
def test_where_it_is_required_nobody_reads_that_nothing_comes_of_a_no(locale: str, when: RecordingWhen) -> None:
    usual = FileWordings().words(locale, retention_days=30)
    said = FileWordings().words(locale, retention_days=30, when=when)
    assert usual is not None
    assert said is not None
    assert (said.introduction, said.reassurance) != (usual.introduction, usual.reassurance)
    assert usual.reassurance not in said.text
    assert (usual.id, said.id) == ("recording.on_request", f"recording.{when}")
    assert said.build.startswith("0.1.0+")


@pytest.mark.parametrize("place", ["version", "title", "introduction", "reassurance", "audio_beside_video", *Purpose])
def test_the_hash_changes_with_any_word(folder: Path, place: str) -> None:
    picture = place in ("audio_beside_video", Purpose.VIDEO)
    before = FileWordings().words("en", retention_days=30, picture=picture)
    file = folder / "en.json"
    words = json.loads(file.read_text(encoding="utf-8"))
    where = words["purposes"] if place in words["purposes"] else words
    where[place] = where[place] + 1 if place == "version" else where[place] + " "
    file.write_text(json.dumps(words), encoding="utf-8")
    _forget()
    after = FileWordings().words("en", retention_days=30, picture=picture)
    assert before is not None
    assert after is not None
    assert before.sha256 != after.sha256


@pytest.mark.parametrize("purpose", Purpose)
def test_a_language_without_one_of_the_purposes_is_not_used(folder: Path, purpose: Purpose) -> None:
    file = folder / "es.json"
    words = json.loads(file.read_text(encoding="utf-8"))
    del words["purposes"][purpose]
    file.write_text(json.dumps(words), encoding="utf-8")
    _forget()
    assert FileWordings().words("es", retention_days=30) is None
    assert FileWordings().words("en", retention_days=30) is not None


@pytest.mark.parametrize("spoil", [
    {"title": " "}, {"reassurance": ""}, {"audio_beside_video": ""},
    {"purposes": {"audio": "a", "video": "v", "transcript": "b", "retention": "for some days"}},
    {"version": "one"}, {"translated_by": "nobody yet"}, {"required": {}},
    {"required": {when: {"introduction": "a", "reassurance": " "} for when in REQUIRED}},
])  # fmt: skip
def test_a_question_that_does_not_say_all_is_not_asked(folder: Path, spoil: dict[str, object]) -> None:
    file = folder / "ar.json"
    file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8")) | spoil), encoding="utf-8")
    _forget()
    assert FileWordings().words("ar", retention_days=30) is None


@pytest.mark.parametrize("pages", ["ru.json", "desk/ru.json"])
@pytest.mark.parametrize("how", ["missing", "empty", "one word short"])
def test_nobody_is_asked_in_a_language_whose_pages_are_half_translated(folder: Path, pages: str, how: str) -> None:
    file = folder.parent / "locales" / pages
    words = json.loads(file.read_text(encoding="utf-8"))
    key = "recording.on" if "recording.on" in words else "wrap.consent"
    if how == "missing":
        file.unlink()
    else:
        spoiled = words | {key: ""} if how == "empty" else {k: word for k, word in words.items() if k != key}
        file.write_text(json.dumps(spoiled), encoding="utf-8")
    _forget()
    assert "ru" not in languages()
    assert FileWordings().words("ru-RU", retention_days=30) is None


def test_words_that_change_have_a_version_of_their_own() -> None:
    """Whoever changes a file raises its version, and adds a line here: in the ledger a version is one text for ever."""
    lines = (Path(__file__).parent / "consent_words.txt").read_text(encoding="utf-8").splitlines()[1:]
    known = {(locale, int(version)): sha256 for locale, version, sha256 in map(str.split, lines)}
    assert len(known) == len(lines)
    for file in FOLDER.glob("*.json"):
        said = file.read_bytes()
        version = json.loads(said)["version"]
        assert known.get((file.stem, version)) == hashlib.sha256(said).hexdigest(), f"{file.name}: raise its version"
        assert version == max(number for locale, number in known if locale == file.stem)

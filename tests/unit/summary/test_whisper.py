"""What faster-whisper is asked and what is made of its answers. It is stood in for: its models are not ours to ship."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

import pytest

from summary.transcribing.errors import EngineFailed, EngineMissing, TrackUnreadable
from summary.transcribing.port import BYTES_PER_S, Speech, Transcriber
from summary.transcribing.wire import EngineChoice

FIVE_SECONDS = Speech(0.0, bytes(5 * BYTES_PER_S))
ONE_SECOND = Speech(9.0, bytes(BYTES_PER_S))


@dataclass
class Segment:
    """Of faster-whisper, as far as we read it."""

    start: float
    end: float
    text: str
    avg_logprob: float = -0.1
    no_speech_prob: float = 0.0


@dataclass
class Info:
    """What it says of the whole."""

    language: str


class Model:
    """Its `WhisperModel`."""

    loaded: tuple[str, dict[str, Any]] = ("", {})
    segments: tuple[Segment, ...] = (Segment(0.0, 1.0, " Hola."),)
    detected: tuple[str, float] = ("es", 0.99)
    error: Exception | None = None
    supported_languages: ClassVar[list[str]] = ["en", "es", "zh"]

    def __init__(self, path: str, **options: Any) -> None:
        if self.error is not None:
            raise self.error
        type(self).loaded = path, options
        self.asked: list[dict[str, Any]] = []

    def detect_language(self, sound: Any) -> tuple[str, float, list[tuple[str, float]]]:
        assert sound.dtype == "float32"
        if self.supported_languages == ["en"]:
            raise RuntimeError("detect_language can only be called on multilingual models")
        return (*self.detected, [self.detected])

    def transcribe(self, sound: Any, **options: Any) -> tuple[Iterator[Segment], Info]:
        assert len(sound) > 0
        self.asked.append(options)
        return iter(self.segments), Info(options["language"] or "en")


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> type[Model]:
    class Fresh(Model):
        pass

    module = ModuleType("faster_whisper")
    module.WhisperModel = Fresh  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "faster_whisper", module)
    monkeypatch.delitem(sys.modules, "summary.transcribing.whisper", raising=False)
    return Fresh


def _folder(tmp_path: Path) -> Path:
    (tmp_path / "model.bin").write_bytes(b"weights")
    (tmp_path / "tokenizer.json").write_text("{}")
    (tmp_path / "SHA256SUMS").write_text("".join(f"{'0' * 64}  {name}\n" for name in ("model.bin", "tokenizer.json")))
    return tmp_path


def _open(folder: Path) -> Transcriber:
    from summary.transcribing.whisper import Whisper

    return Whisper(EngineChoice(name="whisper", model="small", folder=str(folder), threads=2))


def test_a_model_that_is_not_there_is_missing_and_nothing_is_fetched(model: type[Model], tmp_path: Path) -> None:
    with pytest.raises(EngineMissing, match="model_missing"):
        _open(tmp_path / "small")
    assert model.loaded == ("", {})


@pytest.mark.parametrize("file", ["model.bin", "tokenizer.json"])
def test_half_a_model_is_none(model: type[Model], tmp_path: Path, file: str) -> None:
    folder = _folder(tmp_path)
    (folder / file).unlink()
    with pytest.raises(EngineMissing, match="model_missing"):
        _open(folder)


def test_a_list_that_forgot_what_would_be_fetched_is_no_model(model: type[Model], tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    (folder / "tokenizer.json").unlink()
    (folder / "SHA256SUMS").write_text(f"{'0' * 64}  model.bin\n")
    with pytest.raises(EngineMissing, match="model_missing"):
        _open(folder)


def test_it_is_loaded_from_its_folder_and_from_nowhere_else(model: type[Model], tmp_path: Path) -> None:
    _open(_folder(tmp_path))
    path, options = model.loaded
    assert path == str(tmp_path)
    assert (options["local_files_only"], options["cpu_threads"]) == (True, 2)


@pytest.mark.parametrize(
    "error",
    [RuntimeError("Unsupported model binary version"), Exception("EOF while parsing an object at line 1 column 1")],
    ids=["weights", "tokenizer"],
)
def test_a_model_that_cannot_be_read_is_a_failure(model: type[Model], tmp_path: Path, error: Exception) -> None:
    model.error = error
    with pytest.raises(EngineFailed, match="model_unreadable"):
        _open(_folder(tmp_path))


def test_words_come_with_their_time_language_and_how_sure_it_is(model: type[Model], tmp_path: Path) -> None:
    (heard,) = _open(_folder(tmp_path)).hear(FIVE_SECONDS, language="es-MX")
    assert (heard.start_s, heard.end_s, heard.text, heard.language) == (0.0, 1.0, " Hola.", "es")
    assert heard.confidence == pytest.approx(0.905, abs=0.001)


def test_who_surely_speaks_another_language_than_their_page_is_heard_in_it(model: type[Model], tmp_path: Path) -> None:
    engine = _open(_folder(tmp_path))
    assert engine.hear(FIVE_SECONDS, language="en")[0].language == "es"
    assert engine.hear(ONE_SECOND, language="en")[0].language == "es"


def test_a_guess_does_not_count(model: type[Model], tmp_path: Path) -> None:
    model.detected = ("nn", 0.5)
    assert _open(_folder(tmp_path)).hear(FIVE_SECONDS, language="zh-Hant")[0].language == "zh"


def test_a_model_of_english_alone_hears_english_and_makes_up_no_english_for_others(
    model: type[Model], tmp_path: Path
) -> None:
    model.supported_languages = ["en"]
    engine = _open(_folder(tmp_path))
    assert engine.hear(FIVE_SECONDS, language="en-GB")[0].language == "en"
    with pytest.raises(TrackUnreadable, match="language_unknown"):
        engine.hear(FIVE_SECONDS, language="de")


def test_a_short_word_settles_no_language(model: type[Model], tmp_path: Path) -> None:
    engine = _open(_folder(tmp_path))
    assert engine.hear(ONE_SECOND, language="en")[0].language == "en"
    assert engine.hear(FIVE_SECONDS, language="en")[0].language == "es"


def test_what_it_makes_up_over_silence_is_left_out(model: type[Model], tmp_path: Path) -> None:
    model.segments = (
        Segment(0.0, 1.0, "Thanks for watching!", avg_logprob=-1.3, no_speech_prob=0.9),
        Segment(1.0, 2.0, "quietly", avg_logprob=-0.2, no_speech_prob=0.9),
        Segment(2.0, 3.0, "mumbled", avg_logprob=-1.3, no_speech_prob=0.1),
    )
    heard = _open(_folder(tmp_path)).hear(FIVE_SECONDS, language="en")
    assert [one.text for one in heard] == ["quietly", "mumbled"]

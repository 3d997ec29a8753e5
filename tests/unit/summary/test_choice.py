"""Which engine a house has, from what its operator has set."""

from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import ValidationError

from settings import Settings
from summary.transcribing.choice import choose_engine
from summary.transcribing.models import ModelRefused
from summary.transcribing.wire import EngineChoice


def _choose(name: Literal["none", "whisper", "http", "pocketsphinx"], **other: Any) -> EngineChoice | None:
    given: dict[str, Any] = {
        "model": "small", "models": Path("/srv/models"), "url": "https://asr.example.org/v1", "key": "k",
        "timeout_s": 60.0, "threads": 4,
    }  # fmt: skip
    return choose_engine(name, **(given | other))


def test_nobody_writes_down_unless_it_is_wished() -> None:
    assert Settings().transcriber == "none"
    assert _choose("none") is None


def test_each_engine_is_given_what_it_needs_and_no_more() -> None:
    whisper, http, small = _choose("whisper"), _choose("http"), _choose("pocketsphinx")
    assert whisper is not None
    assert http is not None
    assert small is not None
    assert (whisper.folder, whisper.threads, whisper.key, whisper.url) == ("/srv/models/small", 4, "", "")
    assert (http.url, http.key, http.folder) == ("https://asr.example.org/v1", "k", "")
    assert (small.model, small.key) == ("en-us", "")
    assert "key='k'" not in repr(http)


@pytest.mark.parametrize("model", ["../small", "/etc", "", ".hidden", "a/b"])
def test_a_model_lies_below_the_models_folder(model: str) -> None:
    with pytest.raises(ModelRefused):
        _choose("whisper", model=model)


def test_an_endpoint_needs_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REASSURE_TRANSCRIBER", "http")
    with pytest.raises(ValidationError, match="REASSURE_TRANSCRIBER_URL"):
        Settings()
    monkeypatch.setenv("REASSURE_TRANSCRIBER_URL", "https://asr.example.org/v1")
    assert str(Settings().transcriber_url) == "https://asr.example.org/v1"

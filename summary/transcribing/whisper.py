"""faster-whisper: some hundred languages, on this machine, with a model that `app.py models fetch` has brought."""

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from faster_whisper import WhisperModel
from numpy.typing import NDArray

from summary.transcribing.errors import EngineFailed, EngineMissing, TrackUnreadable
from summary.transcribing.models import is_complete
from summary.transcribing.port import Heard, Speech
from summary.transcribing.wire import EngineChoice

Sound = NDArray[np.float32]

_ENGLISH = "en"
_SURE = 0.8
"""Of another language than the person is known to speak: so sure it has to be before it is believed."""
_FETCHED_IF_MISSING = "tokenizer.json"
"""faster-whisper 1.2 would get another one from a hub, whatever it was told of local files."""
_LONG_ENOUGH_S = 3.0
_NO_SPEECH = 0.6
_LEAST_LOGPROB = -1.0
"""Both together are whisper's own sign for words it has made up over silence."""


class Whisper:
    """One model, loaded. The language of a track is settled by its first long stretch of speech."""

    def __init__(self, choice: EngineChoice) -> None:
        folder = Path(choice.folder)
        if not (is_complete(folder) and (folder / _FETCHED_IF_MISSING).is_file()):
            raise EngineMissing("model_missing")
        try:
            self._model = WhisperModel(
                str(folder), device="auto", compute_type="default", cpu_threads=choice.threads, local_files_only=True
            )
        except Exception as error:  # CTranslate2 raises RuntimeError, the tokenizer Exception itself
            raise EngineFailed("model_unreadable") from error
        self._only: str | None = _ENGLISH if self._model.supported_languages == [_ENGLISH] else None
        self._language: str | None = None

    def hear(self, speech: Speech, *, language: str) -> Sequence[Heard]:
        """As `Transcriber.hear`. A model of English alone would write English words for whatever it hears."""
        if self._only is not None and language.partition("-")[0].lower() != self._only:
            raise TrackUnreadable("language_unknown")
        sound: Sound = np.frombuffer(speech.samples, dtype="<i2").astype(np.float32) / np.float32(32_768)
        known = self._only or self._language or language.partition("-")[0].lower()
        try:
            if self._only is None and self._language is None and speech.seconds >= _LONG_ENOUGH_S:
                known = self._language = self._settled(sound, known)
            segments, info = self._model.transcribe(
                sound, language=known if known in self._model.supported_languages else None,
                condition_on_previous_text=False, vad_filter=False,
            )  # fmt: skip
            found = list(segments)  # it is here that it works
        except (RuntimeError, ValueError) as error:
            raise EngineFailed("died") from error
        return [
            Heard(one.start, one.end, one.text, info.language, math.exp(one.avg_logprob))
            for one in found
            if one.no_speech_prob < _NO_SPEECH or one.avg_logprob > _LEAST_LOGPROB
        ]

    def close(self) -> None:
        """The model goes with the process."""

    def _settled(self, sound: Sound, known: str) -> str:
        """What the person speaks: as known, unless it is surely something else."""
        language, probability, _ = self._model.detect_language(sound)
        return str(language) if probability >= _SURE else known

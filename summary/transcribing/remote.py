"""Any endpoint that speaks OpenAI's `POST /audio/transcriptions`, here or elsewhere. What it answers is not believed.

A voice leaves this house with it, so it is only used where the operator has named it.
"""

import asyncio
import io
import math
import wave
from collections.abc import Sequence
from datetime import UTC, datetime
from http import HTTPStatus

import aiohttp
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from yarl import URL

from outgoing.retry_after import seconds_asked
from summary.transcribing.errors import EngineFailed
from summary.transcribing.languages import tag_of
from summary.transcribing.port import RATE, Heard, Speech
from summary.transcribing.wire import EngineChoice

_TRIES = 3
_FIRST_PAUSE_S = 0.5
_LONGEST_WAIT_S = 20.0
"""A server that wants to be asked later than that is asked later: the job waits, not the process."""
_MOST_BYTES = 1 << 20
_LONGEST_RETRY_AFTER_S = 3_600.0
_BUSY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
_WRONG_FORM = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY})
_NO_SPEECH = 0.6
_LEAST_LOGPROB = -1.0
_MOST_REPETITIVE = 2.4
"""What Whisper itself takes for words that go round in a circle: so much smaller do they get when compressed."""


class _Segment(BaseModel):
    """Of `verbose_json`; what it does not say, or says is null, is not known."""

    model_config = ConfigDict(extra="ignore", allow_inf_nan=False)
    start: float
    end: float
    text: str
    avg_logprob: float | None = None
    no_speech_prob: float | None = None
    compression_ratio: float | None = None


class _Answer(BaseModel):
    """Of `verbose_json`, and of `json`, which has the text alone; so have servers that know no times."""

    model_config = ConfigDict(extra="ignore", allow_inf_nan=False)
    text: str
    language: str | None = Field(default=None, max_length=40)
    segments: list[_Segment] | None = Field(default=None, max_length=1_000)


class Remote:
    """One endpoint; one question after the other."""

    def __init__(self, choice: EngineChoice) -> None:
        self._choice = choice
        self._url = URL(choice.url) / "audio" / "transcriptions"
        self._format = "verbose_json"
        self._runner = asyncio.Runner()
        self._client: aiohttp.ClientSession | None = None

    def hear(self, speech: Speech, *, language: str) -> Sequence[Heard]:
        """As `Transcriber.hear`."""
        answer = self._runner.run(self._ask(_wav(speech.samples), language.partition("-")[0].lower()))
        spoken = tag_of(answer.language, asked=language)
        if not answer.segments:
            return [Heard(0.0, speech.seconds, answer.text, spoken)]
        return [
            Heard(one.start, one.end, one.text, spoken, _confidence(one.avg_logprob))
            for one in sorted(answer.segments, key=lambda one: one.start)
            if not _made_up(one)
        ]

    def close(self) -> None:
        """Also of its connections."""
        if self._client is not None:
            self._runner.run(self._client.close())
        self._runner.close()

    async def _ask(self, wav: bytes, language: str) -> _Answer:
        """Busy and broken servers are asked again, and those that do not know a format in another one."""
        failure = EngineFailed("unreachable")
        for attempt in range(_TRIES):
            try:
                return await self._once(wav, language)
            except EngineFailed as error:
                if error.again_after_s > _LONGEST_WAIT_S or error.code in _FINAL:
                    raise
                failure = error
            if attempt + 1 < _TRIES:
                await asyncio.sleep(max(failure.again_after_s, _FIRST_PAUSE_S * 2**attempt))
        raise failure

    async def _once(self, wav: bytes, language: str) -> _Answer:
        if self._client is None:
            self._client = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        headers = {"Authorization": f"Bearer {self._choice.key}"} if self._choice.key else {}
        try:
            async with (
                asyncio.timeout(self._choice.timeout_s),
                self._client.post(
                    self._url, data=self._form(wav, language), headers=headers, allow_redirects=False
                ) as answer,
            ):
                body = await _read(answer)
                status, retry_after = answer.status, answer.headers.get("Retry-After", "")
        except TimeoutError as error:
            raise EngineFailed("timed_out") from error
        except (aiohttp.ClientError, OSError) as error:
            raise EngineFailed("unreachable") from error
        return self._judged(status, body, retry_after)

    def _form(self, wav: bytes, language: str) -> aiohttp.FormData:
        form = aiohttp.FormData()
        form.add_field("file", wav, filename="voice.wav", content_type="audio/wav")
        for name, value in (
            ("model", self._choice.model), ("response_format", self._format), ("language", language),
            ("temperature", "0"),
        ):  # fmt: skip
            form.add_field(name, value)
        return form

    def _judged(self, status: int, body: bytes, retry_after: str) -> _Answer:
        if status == HTTPStatus.OK:
            try:
                return _Answer.model_validate_json(body)
            except ValidationError as error:
                raise EngineFailed("nonsense") from error
        if status in _BUSY:
            raise EngineFailed(f"http_{status}", again_after_s=_asked_s(retry_after))
        if status in _WRONG_FORM and self._format == "verbose_json":
            self._format = "json"  # newer models know only this one
            raise EngineFailed("http_400_first")
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            raise EngineFailed("refused")
        if status < HTTPStatus.INTERNAL_SERVER_ERROR:
            raise EngineFailed("not_understood")
        raise EngineFailed(f"http_{status}")


_FINAL = frozenset({"refused", "not_understood"})
"""Asked at once again, the answer would be the same."""


async def _read(answer: aiohttp.ClientResponse) -> bytes:
    body = await answer.content.read(_MOST_BYTES + 1)
    while len(body) <= _MOST_BYTES and (more := await answer.content.read(_MOST_BYTES + 1 - len(body))):
        body += more
    if len(body) > _MOST_BYTES:
        raise EngineFailed("nonsense")
    return body


def _wav(samples: bytes) -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples)
    return made.getvalue()


def _confidence(avg_logprob: float | None) -> float | None:
    return None if avg_logprob is None else math.exp(min(0.0, avg_logprob))


def _made_up(segment: _Segment) -> bool:
    """Whisper's own signs for words over silence, and for words that go round in a circle."""
    logprob = segment.avg_logprob
    quiet = (segment.no_speech_prob or 0.0) >= _NO_SPEECH
    over_silence = quiet and logprob is not None and logprob <= _LEAST_LOGPROB
    return over_silence or (segment.compression_ratio or 0.0) > _MOST_REPETITIVE


def _asked_s(retry_after: str) -> float:
    return seconds_asked(retry_after, now=datetime.now(UTC), most_s=_LONGEST_RETRY_AFTER_S) or 0.0

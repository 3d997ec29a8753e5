"""Any endpoint that speaks OpenAI's `POST /chat/completions`, here or elsewhere. What it answers is not believed.

The words of a call leave this house with it, so it is only used where the operator has named it; and nothing but that
address is asked: a redirect is a failure, wherever it leads.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final

import aiohttp
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from yarl import URL

from outgoing.retry_after import seconds_asked
from summary.by_model.port import Message, ModelFailed, Reply

_MOST_BYTES: Final = 1 << 20
_MOST_TOKENS: Final = 8_000
_LONGEST_RETRY_AFTER_S: Final = 600.0
_USUAL_PAUSE_S: Final = 5.0
_WRONG_FORM: Final = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY})
_NOT_NOW: Final = frozenset(
    {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
)

_Answered = tuple[int, bytes, str]
"""Status, body and Retry-After."""


class _Said(BaseModel):
    model_config = ConfigDict(extra="ignore")
    content: str | None = None


class _Choice(BaseModel):
    model_config = ConfigDict(extra="ignore")
    message: _Said
    finish_reason: str | None = None


class _Usage(BaseModel):
    model_config = ConfigDict(extra="ignore")
    prompt_tokens: int | None = Field(default=None, ge=0, le=100_000_000)
    completion_tokens: int | None = Field(default=None, ge=0, le=100_000_000)


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore")
    choices: list[_Choice] = Field(min_length=1)
    usage: _Usage | None = None


class Endpoint:
    """One model behind one address. `schema` is the form.

    Servers differ in how they want to be asked: newer models refuse `max_tokens` and a temperature, older ones a
    schema. The first way that is taken is kept; a question that is refused in every way says nothing about the next.
    """

    def __init__(
        self, client: aiohttp.ClientSession, *, base_url: str, model: str, key: str, schema: Mapping[str, Any]
    ) -> None:
        self._client = client
        self._url = URL(base_url) / "chat" / "completions"
        self._key = key
        self._ways = _ways_to_ask(schema)
        self.name = model

    async def ask(self, messages: Sequence[Message], *, within_s: float) -> Reply:
        """As `LanguageModel.ask`."""
        try:
            async with asyncio.timeout(within_s):
                status, body, retry_after = await self._asked(messages)
        except TimeoutError as error:
            raise ModelFailed("timed_out", again_after_s=_USUAL_PAUSE_S) from error
        except (aiohttp.ClientError, OSError) as error:
            raise ModelFailed("unreachable", again_after_s=_USUAL_PAUSE_S) from error
        return _judged(status, body, retry_after)

    async def _asked(self, messages: Sequence[Message]) -> _Answered:
        answered = await self._post(messages, self._ways[0])
        for way in self._ways[1:]:
            if answered[0] not in _WRONG_FORM:
                break
            answered = await self._post(messages, way)
            if answered[0] == HTTPStatus.OK:
                self._ways = (way,)
        return answered

    async def _post(self, messages: Sequence[Message], way: Mapping[str, Any]) -> _Answered:
        asked = {"model": self.name, "messages": list(messages), **way}
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        async with self._client.post(self._url, json=asked, headers=headers, allow_redirects=False) as answer:
            body = await answer.content.read(_MOST_BYTES + 1)
            while len(body) <= _MOST_BYTES and (more := await answer.content.read(_MOST_BYTES + 1 - len(body))):
                body += more
            return answer.status, body, answer.headers.get("Retry-After", "")


def _ways_to_ask(schema: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    strict = {"type": "json_schema", "json_schema": {"name": "summary", "strict": True, "schema": schema}}
    usual = {"temperature": 0, "max_tokens": _MOST_TOKENS}
    return (
        {**usual, "response_format": strict},
        {"max_completion_tokens": _MOST_TOKENS, "response_format": strict},
        {**usual, "response_format": {"type": "json_object"}},
    )


@asynccontextmanager
async def open_endpoint(
    *, base_url: str, model: str, key: str, schema: Mapping[str, Any]
) -> AsyncIterator[Endpoint]:  # fmt: skip
    """With a client of its own: no proxies, no cookies."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as client:
        yield Endpoint(client, base_url=base_url, model=model, key=key, schema=schema)


def _judged(status: int, body: bytes, retry_after: str) -> Reply:
    if status != HTTPStatus.OK:
        raise _failure(status, retry_after)
    if len(body) > _MOST_BYTES:
        raise ModelFailed("nonsense")
    try:
        answer = _Answer.model_validate_json(body)
    except ValidationError as error:
        raise ModelFailed("nonsense") from error
    usage = answer.usage or _Usage()
    return Reply(answer.choices[0].message.content or "", usage.prompt_tokens, usage.completion_tokens)


def _failure(status: int, retry_after: str) -> ModelFailed:
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return ModelFailed("refused")
    if status in _NOT_NOW or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return ModelFailed(f"http_{status}", again_after_s=_asked_s(retry_after))
    return ModelFailed("redirected" if status < HTTPStatus.BAD_REQUEST else "not_understood")


def _asked_s(retry_after: str) -> float:
    asked = seconds_asked(retry_after, now=datetime.now(UTC), most_s=_LONGEST_RETRY_AFTER_S)
    return _USUAL_PAUSE_S if asked is None else asked

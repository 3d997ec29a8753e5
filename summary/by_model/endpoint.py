"""Any endpoint that speaks OpenAI's `POST /chat/completions`, here or elsewhere. What it answers is not believed.

The words of a call leave this house with it, so it is only used where the operator has named it; and nothing but that
address is asked: a redirect is a failure, wherever it leads.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any, Final

import aiohttp
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from yarl import URL

from summary.by_model.port import Message, ModelFailed, Reply

_MOST_BYTES: Final = 1 << 20
_MOST_TOKENS: Final = 8_000
_LONGEST_RETRY_AFTER_S: Final = 600.0
_USUAL_PAUSE_S: Final = 5.0


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
    """One model behind one address. `schema` is the form; an endpoint that takes no schema is asked for any JSON."""

    def __init__(
        self, client: aiohttp.ClientSession, *, base_url: str, model: str, key: str, schema: Mapping[str, Any]
    ) -> None:
        self._client = client
        self._url = URL(base_url) / "chat" / "completions"
        self._key = key
        self._schema: Mapping[str, Any] | None = schema
        self.name = model

    async def ask(self, messages: Sequence[Message], *, within_s: float) -> Reply:
        """As `LanguageModel.ask`."""
        try:
            async with asyncio.timeout(within_s):
                status, body, retry_after = await self._post(messages)
                if status == HTTPStatus.BAD_REQUEST and self._schema is not None:
                    self._schema = None
                    status, body, retry_after = await self._post(messages)
        except TimeoutError as error:
            raise ModelFailed("timed_out", again_after_s=_USUAL_PAUSE_S) from error
        except (aiohttp.ClientError, OSError) as error:
            raise ModelFailed("unreachable", again_after_s=_USUAL_PAUSE_S) from error
        return _judged(status, body, retry_after)

    async def _post(self, messages: Sequence[Message]) -> tuple[int, bytes, str]:
        asked = {
            "model": self.name, "messages": list(messages), "temperature": 0, "max_tokens": _MOST_TOKENS,
            "response_format": self._form(),
        }  # fmt: skip
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        async with self._client.post(self._url, json=asked, headers=headers, allow_redirects=False) as answer:
            body = await answer.content.read(_MOST_BYTES + 1)
            while len(body) <= _MOST_BYTES and (more := await answer.content.read(_MOST_BYTES + 1 - len(body))):
                body += more
            return answer.status, body, answer.headers.get("Retry-After", "")

    def _form(self) -> dict[str, Any]:
        if self._schema is None:
            return {"type": "json_object"}
        return {"type": "json_schema", "json_schema": {"name": "summary", "strict": True, "schema": self._schema}}


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
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return ModelFailed(f"http_{status}", again_after_s=_seconds(retry_after))
    return ModelFailed("redirected" if status < HTTPStatus.BAD_REQUEST else "not_understood")


def _seconds(retry_after: str) -> float:
    """Of a Retry-After in seconds (RFC 9110, 10.2.3); anything else says nothing."""
    text = retry_after.strip()
    digits = text.isascii() and text.isdecimal() and len(text) <= 6
    return min(float(text), _LONGEST_RETRY_AFTER_S) if digits else _USUAL_PAUSE_S

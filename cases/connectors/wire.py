"""One question to a helpdesk's interface: bounded, within its time, and every failure is one error."""

import asyncio
import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import aiohttp
from yarl import URL

from cases.connectors.port import HelpdeskRefused
from outgoing.target import InsideAddress, check_literal

TIMEOUT_S = 20.0
_LONGEST_ANSWER = 4 * 1024 * 1024


class Wire:
    """`base` without a slash at the end; `headers` go with every question and are told to nobody else."""

    def __init__(
        self, client: aiohttp.ClientSession, base: str, headers: Mapping[str, str], *, allow_private: bool
    ) -> None:  # fmt: skip
        self._client = client
        self._base = base
        self._headers = headers
        self._allow_private = allow_private

    async def ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: object = None,
        data: bytes | aiohttp.FormData | None = None,
        headers: Mapping[str, str] | None = None,
        missing_is_none: bool = False,
    ) -> Any:  # noqa: ANN401 (a stranger's JSON)
        """The JSON of the answer, None where there is none. `missing_is_none`: so is a 404.

        Raises HelpdeskRefused.
        """  # fmt: skip
        url = URL(f"{self._base}{path}").with_query(query or {})
        try:
            if not self._allow_private:
                check_literal(url)
            async with (
                asyncio.timeout(TIMEOUT_S),
                self._client.request(
                    method, url, json=body, data=data, headers={**self._headers, **(headers or {})},
                    allow_redirects=False,
                ) as response,
            ):  # fmt: skip
                raw = await _read(response)
        except TimeoutError as error:
            raise HelpdeskRefused(f"no answer within {TIMEOUT_S:g} s") from error
        except (aiohttp.ClientError, OSError, InsideAddress, ValueError) as error:
            raise HelpdeskRefused(f"{type(error).__name__}: {error}"[:300]) from error
        if response.status == HTTPStatus.NOT_FOUND and missing_is_none:
            return None
        if not HTTPStatus.OK <= response.status < HTTPStatus.MULTIPLE_CHOICES:
            words = f"the helpdesk answered {response.status} to {method} {path.partition('?')[0]}"
            raise HelpdeskRefused(words, status=response.status, retry_after=response.headers.get("Retry-After"))
        return _decoded(raw)


async def _read(response: aiohttp.ClientResponse) -> bytes:
    raw = bytearray()
    async for piece in response.content.iter_chunked(65_536):
        raw += piece
        if len(raw) > _LONGEST_ANSWER:
            response.close()
            raise HelpdeskRefused("its answer is too long", status=response.status)
    return bytes(raw)


def _decoded(raw: bytes) -> Any:  # noqa: ANN401 (a stranger's JSON)
    try:
        return json.loads(raw) if raw.strip() else None
    except (ValueError, RecursionError) as error:
        raise HelpdeskRefused("its answer is no JSON") from error


def field(answer: object, *path: str | int) -> Any:  # noqa: ANN401 (a stranger's JSON)
    """What stands there; HelpdeskRefused when the answer is not of that form."""
    found = answer
    for step in path:
        try:
            found = found[step]  # type: ignore[index]
        except (KeyError, IndexError, TypeError) as error:
            raise HelpdeskRefused(f"its answer has no {'.'.join(map(str, path))}") from error
    return found

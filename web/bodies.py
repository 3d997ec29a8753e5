"""Reads what a request brings: bounded, one value for each key, checked against its model."""

import asyncio
import json
from typing import Any, NoReturn, TypeVar

from aiohttp import hdrs, web
from pydantic import BaseModel, ValidationError

from signaling.protocol.codec import holds_nul
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode

MAX_BODY_BYTES = 1024 * 1024
MAX_STRANGERS_BYTES = 64 * 1024
"""Of whom nobody knows yet: a megabyte of small objects kept the loop for a third of a second. The longest that is
meant, a customer's own words about a parcel, has 50 KiB with every letter escaped.
"""
BODY_TIMEOUT_S = 20.0
_MAX_FIELDS_TOLD = 20

M = TypeVar("M", bound=BaseModel)


class FieldsNotValid(SignalError):  # noqa: N818 (reads as the refusal it is)
    """`invalid_field`, with every field that is wrong: its place and why; never with the value itself."""

    def __init__(self, error: ValidationError) -> None:
        found = error.errors(include_url=False, include_input=False, include_context=False)[:_MAX_FIELDS_TOLD]
        self.fields = [{"field": ".".join(str(step) for step in each["loc"]), "reason": each["msg"]} for each in found]
        first = self.fields[0]
        super().__init__(ErrorCode.INVALID_FIELD, f"{first['field'] or 'The body'}: {first['reason']}")


async def read_body(request: web.Request, model: type[M], *, limit: int = MAX_BODY_BYTES) -> tuple[M, bytes]:
    """The body as `model`, and as it came.

    Raises SignalError with `unsupported_media_type`, `too_large`, `malformed`, `duplicate_key` or `invalid_field`.
    """
    if request.content_type != "application/json":
        raise SignalError(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "The body must be application/json.")
    raw = await read_bytes(request, limit=limit)
    check_json(raw)
    try:
        return model.model_validate_json(raw), raw
    except ValidationError as error:
        raise FieldsNotValid(error) from error


def read_query(request: web.Request, model: type[M]) -> M:
    """The query as `model`; a parameter that is given twice is refused, since nobody knows which is meant.

    Raises SignalError with `duplicate_key` or `invalid_field`.
    """
    if len(request.query) != len(set(request.query)):
        raise SignalError(ErrorCode.DUPLICATE_KEY, "A query parameter occurs twice.")
    _refuse_nul(dict(request.query))
    try:
        return model.model_validate(dict(request.query))
    except ValidationError as error:
        raise FieldsNotValid(error) from error


async def read_bytes(request: web.Request, *, limit: int = MAX_BODY_BYTES) -> bytes:
    """The body as it came, which must not be compressed: a small one could hold any number of bytes.

    Raises SignalError with `unsupported_media_type`, `malformed`, or `too_large` before more than `limit` are held.
    """
    if request.headers.get(hdrs.CONTENT_ENCODING, "identity").strip().lower() != "identity":
        raise SignalError(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "The body must not be compressed.")
    if (request.content_length or 0) > limit:
        raise SignalError(ErrorCode.TOO_LARGE, f"The body may have {limit} bytes.")
    raw = bytearray()
    try:
        async with asyncio.timeout(BODY_TIMEOUT_S):
            async for chunk in request.content.iter_chunked(64 * 1024):
                raw += chunk
                if len(raw) > limit:
                    raise SignalError(ErrorCode.TOO_LARGE, f"The body may have {limit} bytes.")
    except (web.RequestPayloadError, TimeoutError) as error:
        raise SignalError(ErrorCode.MALFORMED, "The body is broken, or did not come to its end.") from error
    return bytes(raw)


def check_json(raw: bytes) -> None:
    """Raises SignalError with `malformed`, `duplicate_key` or `invalid_field`."""
    try:
        value = json.loads(raw.decode(), object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise SignalError(ErrorCode.MALFORMED, "The body is not JSON.") from error
    _refuse_nul(value)


def _refuse_nul(value: object) -> None:
    if holds_nul(value):
        raise SignalError(ErrorCode.INVALID_FIELD, "A text holds the character U+0000.")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise SignalError(ErrorCode.DUPLICATE_KEY, "A key occurs twice in the body.")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")

"""Text of one WebSocket frame to a message and back. The only place that parses the wire."""

import json
import re
from typing import Any, NoReturn

from pydantic import BaseModel, TypeAdapter, ValidationError

from signaling.protocol.errors import SignalError
from signaling.protocol.incoming import FromBrowser, Incoming
from signaling.protocol.words import ErrorCode

MAX_MESSAGE_BYTES = 64 * 1024

_from_browser: TypeAdapter[Incoming] = TypeAdapter(FromBrowser)
_PLAIN_SDP = re.compile(r"v=0\r?\no=[ -~]*\r?\ns=[ -~]*(?:\r?\n[a-z]=[ -~]*)*(?:\r?\n)?")
"""What browsers write, for which there is no need to look at each line."""


def decode(text: str) -> Incoming:
    """Read one message from a browser.

    Raises SignalError with `too_large`, `malformed` (no JSON object), `duplicate_key`, `unknown_type`,
    `invalid_sdp` or `invalid_field`; never anything else, whatever the text.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_MESSAGE_BYTES:
        raise SignalError(ErrorCode.TOO_LARGE, f"A message may have {MAX_MESSAGE_BYTES} bytes.")
    body = _parse(text)
    try:
        message: Incoming = _from_browser.validator.validate_python(body)
    except ValidationError as error:
        _refuse(body, error)
    return _with_checked_sdp(message)


def encode(message: BaseModel) -> str:
    """Write one message of the server as the text of a frame."""
    return message.model_dump_json(exclude_none=False)


def numbered(text: str, origin: str, seq: int) -> str:
    """The text of a message that was encoded before it was said in a call, with who said it there and its number."""
    return f'{{"origin":"{origin}","seq":{seq},{text[1:]}'


def holds_nul(value: object) -> bool:
    """Whether a text anywhere in this JSON holds U+0000, which no text of PostgreSQL and no file name may hold."""
    left = [value]
    while left:
        match left.pop():
            case str() as text if "\0" in text:
                return True
            case dict() as inner:
                left += [*inner, *inner.values()]
            case list() as inner:
                left += inner
            case _:
                pass
    return False


def reply_id(text: str) -> int | None:
    """The `id` of a message that may be broken otherwise, so that its error finds its way home."""
    try:
        number = json.loads(text).get("id")
    except (ValueError, AttributeError, RecursionError):
        return None
    return number if type(number) is int and 0 <= number < 2**31 else None


def _parse(text: str) -> dict[str, Any]:
    try:
        body = _json.decode(text)
    except (ValueError, RecursionError) as error:
        raise SignalError(ErrorCode.MALFORMED, "The message is not JSON.") from error
    if not isinstance(body, dict):
        raise SignalError(ErrorCode.MALFORMED, "The message is not a JSON object.")
    if "\\u0000" in text and holds_nul(body):  # raw it is no JSON, and there is no third way to write it
        raise SignalError(ErrorCode.INVALID_FIELD, "A text holds the character U+0000.")
    return body


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise SignalError(ErrorCode.DUPLICATE_KEY, "A key occurs twice in the message.")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_json = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant)


def _refuse(body: dict[str, Any], error: ValidationError) -> NoReturn:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    if first["type"] in ("union_tag_invalid", "union_tag_not_found"):
        raise SignalError(ErrorCode.UNKNOWN_TYPE, "There is no message of this type.") from error
    where = ".".join(str(step) for step in first["loc"][1:])[:80]
    if body.get("type") == "description" and "sdp" in where:
        raise SignalError(ErrorCode.INVALID_SDP, "This is no session description.") from error
    raise SignalError(ErrorCode.INVALID_FIELD, f"Field {where or 'of the message'}: {first['msg'][:120]}") from error


def _with_checked_sdp(message: Incoming) -> Incoming:
    description = getattr(message, "description", None)
    if description is not None and not _looks_like_sdp(description.sdp):
        raise SignalError(ErrorCode.INVALID_SDP, "This is no session description.")
    return message


def _looks_like_sdp(sdp: str) -> bool:
    """RFC 8866 section 5: it begins with v=0, then o=, s=, and every line is `<type>=<value>`."""
    if _PLAIN_SDP.fullmatch(sdp):
        return True
    lines = sdp.splitlines()
    if [line[:2] for line in lines[:3]] != ["v=", "o=", "s="] or lines[0] != "v=0":
        return False
    return all(len(line) >= 2 and line[0].isalpha() and line[1] == "=" for line in lines)

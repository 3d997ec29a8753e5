"""Reads a large body piece by piece: never more of it than is allowed, and not for longer than is allowed."""

import asyncio
from collections.abc import AsyncIterator

from aiohttp import hdrs, web

from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode

_PIECE = 64 * 1024


async def body_in_pieces(
    request: web.Request, *, limit: int, within_s: float, silent_s: float = 20.0
) -> AsyncIterator[bytes]:
    """The body as it comes, which must not be compressed.

    Raises SignalError with `unsupported_media_type`, `too_large`, or `malformed` when it breaks off, takes longer than
    `within_s` in all, or says nothing for `silent_s`.
    """
    if request.headers.get(hdrs.CONTENT_ENCODING, "identity").strip().lower() != "identity":
        raise SignalError(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "The body must not be compressed.")
    if (request.content_length or 0) > limit:
        raise _too_large(limit)
    loop = asyncio.get_running_loop()
    ends, taken = loop.time() + within_s, 0
    try:
        while True:
            async with asyncio.timeout_at(min(ends, loop.time() + silent_s)):
                piece = await request.content.read(_PIECE)
            if not piece:
                return
            taken += len(piece)
            if taken > limit:
                raise _too_large(limit)
            yield piece
    except (web.RequestPayloadError, ConnectionError, TimeoutError) as error:
        raise SignalError(ErrorCode.MALFORMED, "The body is broken, or did not come to its end.") from error


def _too_large(limit: int) -> SignalError:
    return SignalError(ErrorCode.TOO_LARGE, f"A file may have {limit} bytes.")

"""A leg's way to the recorder: `/whip/` passes through this node to the worker that listens behind it (RFC 9725)."""

import asyncio

import aiohttp
import structlog
from aiohttp import hdrs, web

from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode
from web.bodies import read_bytes
from web.callers import refuse_foreign_origin
from web.parts import PARTS, Parts

MAX_OFFER_BYTES = 64 * 1024
_TIMEOUT_S = 10.0
_PASSED_BACK = (hdrs.LOCATION, hdrs.CONTENT_TYPE, hdrs.ALLOW)

log = structlog.get_logger()


async def open_leg(request: web.Request) -> web.Response:
    """POST an SDP offer to `/whip/{ticket}`; 201 with the answer, and the leg's own address in Location."""
    refuse_foreign_origin(request)
    offer = await read_bytes(request, limit=MAX_OFFER_BYTES)
    return await _pass(request, offer)


async def close_leg(request: web.Request) -> web.Response:
    """DELETE the leg's address."""
    refuse_foreign_origin(request)
    return await _pass(request, None)


async def recorder_answers(parts: Parts) -> bool:
    """Whether the recorder is there."""
    try:
        async with asyncio.timeout(2), parts.recorder.get(f"{parts.recorder_url}/healthz") as response:
            return response.status == 200
    except (aiohttp.ClientError, OSError, TimeoutError):
        return False


async def _pass(request: web.Request, body: bytes | None) -> web.Response:
    parts = request.app[PARTS]
    content_type = request.headers.get(hdrs.CONTENT_TYPE)
    headers: dict[str, str] = {hdrs.CONTENT_TYPE: content_type} if content_type else {}
    try:
        async with (
            asyncio.timeout(_TIMEOUT_S),
            parts.recorder.request(
                request.method, parts.recorder_url + request.path, data=body, headers=headers, allow_redirects=False
            ) as response,
        ):
            passed: dict[str, str] = {
                str(name): response.headers[name] for name in _PASSED_BACK if name in response.headers
            }
            return web.Response(
                status=response.status, body=await response.read(), headers=passed | {"Cache-Control": "no-store"}
            )
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        log.warning("whip.recorder_away", error=type(error).__name__)
        raise SignalError(ErrorCode.RECORDER_UNAVAILABLE, "The recorder does not answer; the call goes on.") from error

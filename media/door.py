"""The recorder's only door: WHIP (RFC 9725). Knows HTTP and nothing else; the node passes `/whip/` through to it."""

from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from media.errors import MediaError, OfferRefused
from media.recorder import Recorder

MAX_OFFER_BYTES = 64 * 1024

log = structlog.get_logger()


def build_door(recorder: Recorder) -> web.Application:
    """`POST /whip/{ticket}` opens a leg, `DELETE` of its Location ends it, `GET /healthz` says that we live."""
    door = web.Application(middlewares=[_problems], client_max_size=MAX_OFFER_BYTES)

    async def post(request: web.Request) -> web.Response:
        if request.content_type != "application/sdp":
            return _problem(415, "unsupported_media_type", "The body must be application/sdp.")
        admitted = await recorder.admit(request.match_info["ticket"], await _text(request))
        location = f"/whip/{request.match_info['ticket']}/{admitted.secret}"
        headers = {"Location": location, "Cache-Control": "no-store"}
        return web.Response(status=201, text=admitted.answer, content_type="application/sdp", headers=headers)

    async def delete(request: web.Request) -> web.Response:
        if recorder.hang_up(request.match_info["secret"]):
            return web.Response(status=200)
        return _problem(404, "not_found", "There is no such leg.")

    async def healthz(request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    door.router.add_post("/whip/{ticket}", post)
    door.router.add_delete("/whip/{ticket}/{secret}", delete)
    door.router.add_get("/healthz", healthz)
    return door


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def _problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except MediaError as error:
        log.info("door.refused", code=error.code)
        return _problem(error.status, error.code, error.message)
    except web.HTTPRequestEntityTooLarge:
        return _problem(413, "too_large", "An offer may have 64 KiB.")
    except web.HTTPMethodNotAllowed as error:
        response = _problem(405, "method_not_allowed", "POST opens a leg, DELETE of its Location ends it.")
        response.headers["Allow"] = ", ".join(sorted(error.allowed_methods))
        return response
    except web.HTTPNotFound:
        return _problem(404, "not_found", "There is nothing here.")
    except Exception:
        log.exception("door.failed")
        return _problem(MediaError.status, MediaError.code, MediaError.message)


async def _text(request: web.Request) -> str:
    """SDP is UTF-8 (RFC 8866, 5), whatever charset the header names."""
    try:
        return (await request.read()).decode()
    except UnicodeDecodeError as error:
        raise OfferRefused from error


def _problem(status: int, code: str, detail: str) -> web.Response:
    body = {"type": "about:blank", "title": code.replace("_", " "), "status": status, "detail": detail, "code": code}
    return web.json_response(body, status=status, content_type="application/problem+json")

"""The aiohttp application: every door, in front of them the ladder of errors, the headers and the count."""

from collections.abc import Awaitable, Callable

from aiohttp import hdrs, web

from web.bodies import MAX_BODY_BYTES
from web.build import VERSION
from web.headers import headers
from web.health import healthz, metrics, readyz
from web.misread import Runner
from web.openapi import openapi_document
from web.operation import Operation
from web.operations import OPERATIONS
from web.pages import nothing_here, page_routes
from web.parts import PARTS, Parts
from web.problems import Handler, problems, route_of
from web.socket import serve_socket
from web.whip import close_leg, open_leg

_DRAWN = "[A-Za-z0-9_-]{1,128}"
"""Tickets and legs are drawn from these; nothing else of a path is passed on to the recorder."""
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def build_app(parts: Parts) -> web.Application:
    """All doors of one node. Owns nothing: what it needs is open for as long as it runs, and longer."""
    app = web.Application(middlewares=[count, headers, problems, nothing_here], client_max_size=MAX_BODY_BYTES)
    app[PARTS] = parts
    app.router.add_routes([_route(operation) for operation in OPERATIONS])
    app.router.add_routes(
        [
            web.get("/openapi.json", _openapi),
            web.get("/ws", serve_socket),
            web.post(f"/whip/{{ticket:{_DRAWN}}}", open_leg),
            web.delete(f"/whip/{{ticket:{_DRAWN}}}/{{leg:{_DRAWN}}}", close_leg),
            web.get("/healthz", healthz),
            web.get("/readyz", readyz),
            web.get("/metrics", metrics),
            *page_routes(),
        ]
    )
    return app


def build_runner(app: web.Application, *, shutdown_s: float) -> web.AppRunner:
    """How the doors are served: paths of links and tickets are in no access log, and bodies are not decompressed."""
    return Runner(app, access_log=None, auto_decompress=False, shutdown_timeout=shutdown_s)


@web.middleware
async def count(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Count and time every answer by its route; a socket counts when it has shaken hands."""
    parts = request.app[PARTS]
    measured = parts.metrics
    route = route_of(request)
    if hdrs.UPGRADE in request.headers:
        response = await handler(request)
    else:
        with parts.readiness.serving(), measured.seconds.labels(route).time():
            response = await handler(request)
    measured.requests.labels(_method_of(request), route, str(response.status)).inc()
    return response


def _method_of(request: web.Request) -> str:
    """Anybody can think of a new method; the metrics have one line for all of them."""
    return request.method if request.method in _METHODS else "other"


def _route(operation: Operation) -> web.RouteDef:
    async def serve(request: web.Request) -> web.StreamResponse:
        return await operation(request)

    does: Callable[[web.Request], Awaitable[web.StreamResponse]] = serve
    return web.route(operation.method, operation.path, does, name=operation.name)


async def _openapi(request: web.Request) -> web.Response:
    return web.json_response(openapi_document(OPERATIONS, version=VERSION))

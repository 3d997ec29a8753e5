"""The pages and what they are made of: files as they lie in `static/`, asked for again at each visit by their tag."""

import secrets
from http import HTTPStatus
from pathlib import Path

import structlog
from aiohttp import hdrs, web

from signaling.protocol.words import ErrorCode
from web.callers import BROWSER_COOKIE
from web.joining import BROWSER_TTL
from web.parts import PARTS
from web.problems import Handler, route_of
from web.session import set_cookie

log = structlog.get_logger()

STATIC = Path(__file__).parent / "static"

_JOIN = "join.html"
PAGES = {
    "/signin": "signin.html",
    "/agent": "console.html",
    "/agent/cases/{reference}": "console.html",
    "/agent/cases/{reference}/print": "print.html",
    "/agent/board": "console.html",
    "/agent/worklist": "console.html",
    "/imports": "imports.html",
    "/rules": "rules.html",
    "/j": _JOIN,
    "/j/{call_id}": _JOIN,
    "/receipt": "receipt.html",
    "/statement": "statement.html",
    "/copy": "copy.html",
    "/shared": "shared.html",
    "/webhooks": "webhooks.html",
    "/jobs": "jobs.html",
    "/embed/case/{reference}": "embed.html",
    "/logs": "logs.html",
    "/logs/{call_id}": "log.html",
}
"""Where each page is: the route, and its file."""
_NO_CACHE = {"Cache-Control": "no-cache"}


def page_routes() -> list[web.AbstractRouteDef]:
    """Every page, the way from `/`, and the static files."""
    pages: list[web.AbstractRouteDef] = [
        web.get(path, _join_page if name == _JOIN else _page(STATIC / name)) for path, name in PAGES.items()
    ]
    return [web.get("/", _home), *pages, web.get("/static/{path:.+}", _static)]


@web.middleware
async def nothing_here(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whoever looks for a page where there is none reads words; whoever asks by program goes on down the ladder."""
    try:
        return await handler(request)
    except web.HTTPNotFound:
        if not _by_a_person(request):
            raise
    log.info("page.refused", status=HTTPStatus.NOT_FOUND, code=ErrorCode.NOT_FOUND, route=route_of(request))
    return web.FileResponse(STATIC / "nothing.html", status=HTTPStatus.NOT_FOUND, headers=_NO_CACHE)


def _by_a_person(request: web.Request) -> bool:
    """A browser that opens an address names HTML; scripts, styles and programs do not."""
    return request.method in {hdrs.METH_GET, hdrs.METH_HEAD} and "text/html" in request.headers.get(hdrs.ACCEPT, "")


def _page(file: Path) -> Handler:
    async def page(request: web.Request) -> web.StreamResponse:
        return web.FileResponse(file, headers=_NO_CACHE)

    return page


async def _join_page(request: web.Request) -> web.StreamResponse:
    """A browser has its name before it spends its link: were the answer to that lost, nobody would know it again."""
    response = web.FileResponse(STATIC / _JOIN, headers=_NO_CACHE)
    if BROWSER_COOKIE not in request.cookies:
        name = secrets.token_urlsafe(32)
        set_cookie(response, request.app[PARTS], BROWSER_COOKIE, name, max_age=BROWSER_TTL)
    return response


async def _home(request: web.Request) -> web.Response:
    return web.Response(status=HTTPStatus.SEE_OTHER, headers={"Location": "/agent"})


async def _static(request: web.Request) -> web.FileResponse:
    file = _static_file(request.match_info["path"])
    if file is None:
        raise web.HTTPNotFound
    return web.FileResponse(file, headers=_NO_CACHE)


def _static_file(path: str) -> Path | None:
    try:
        file = (STATIC / path).resolve()
        there = file.is_relative_to(STATIC) and file.is_file() and file.suffix != ".html"
    except (ValueError, OSError):  # U+0000, or longer than a file system takes
        return None
    return file if there else None

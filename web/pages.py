"""The pages and what they are made of: files as they lie in `static/`, asked for again at each visit by their tag."""

from http import HTTPStatus
from pathlib import Path

from aiohttp import web

from web.problems import Handler

STATIC = Path(__file__).parent / "static"

_PAGES = {
    "/signin": "signin.html",
    "/agent": "agent.html",
    "/agent/cases/{reference}": "case.html",
    "/j": "join.html",
    "/j/{call_id}": "join.html",
    "/logs": "logs.html",
    "/logs/{call_id}": "log.html",
}
_NO_CACHE = {"Cache-Control": "no-cache"}


def page_routes() -> list[web.AbstractRouteDef]:
    """Every page, the way from `/`, and the static files."""
    pages: list[web.AbstractRouteDef] = [web.get(path, _page(STATIC / name)) for path, name in _PAGES.items()]
    return [web.get("/", _home), *pages, web.get("/static/{path:.+}", _static)]


def _page(file: Path) -> Handler:
    async def page(request: web.Request) -> web.StreamResponse:
        return web.FileResponse(file, headers=_NO_CACHE)

    return page


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

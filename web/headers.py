"""What browsers are told with every answer: whose scripts may run, who may frame us, what may be used."""

from aiohttp import web

from web.parts import PARTS
from web.problems import Handler

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(self), autoplay=(self), fullscreen=(self)",
}
_ONE_YEAR_S = 31_536_000


def content_security_policy(origin: str) -> str:
    """Everything from here and nothing else; Safari needs the socket's own scheme named."""
    socket = origin.replace("http", "ws", 1)
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        f"media-src 'self' blob:; connect-src 'self' {socket}; font-src 'self'; manifest-src 'self'; "
        "worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


@web.middleware
async def headers(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Set them before an answer is sent; a socket's answer is on its way already."""
    response = await handler(request)
    if response.prepared:
        return response
    config = request.app[PARTS].config
    for name, value in _ALWAYS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", content_security_policy(config.origin))
    if config.secure:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={_ONE_YEAR_S}")
    return response

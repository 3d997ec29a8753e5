"""What browsers are told with every answer: whose scripts may run, who may frame us, what may be used."""

from aiohttp import web

from web.parts import PARTS, WebConfig
from web.problems import Handler, route_of

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_EMBED = "/embed/case/{reference}"
_FRAMED = frozenset({"/signin", "/agent", "/agent/cases/{reference}", _EMBED})
"""What a configured helpdesk may frame. Never a customer's page: nobody else's page may lie over its buttons."""
_TALKING = frozenset({"/agent", "/agent/cases/{reference}", "/agent/board", "/agent/worklist", "/j", "/j/{call_id}"})
"""Where somebody may be seen and heard: a customer's page, and the console, whose views are one page."""
_PLAYING = "autoplay=(self), fullscreen=(self), picture-in-picture=(self)"
_NOBODY_NEEDS = "geolocation=(), payment=(), usb=(), serial=(), hid=(), midi=()"
_ONE_YEAR_S = 31_536_000


def content_security_policy(origin: str, frame_ancestors: tuple[str, ...] = ()) -> str:
    """Everything from here and nothing else; Safari needs the socket's own scheme named."""
    framing = " ".join(frame_ancestors) or "'none'"
    socket = origin.replace("http", "ws", 1)
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        f"media-src 'self' blob:; connect-src 'self' {socket}; font-src 'self'; manifest-src 'self'; "
        f"worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {framing}"
    )


def permissions_policy(route: str) -> str:
    """Camera, microphone and screen are for our own scripts, and only where there is a call."""
    devices = "(self)" if route in _TALKING else "()"
    seen = f"camera={devices}, microphone={devices}, display-capture={devices}"
    return f"{seen}, {_PLAYING}, {_NOBODY_NEEDS}"


@web.middleware
async def headers(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Set them before an answer is sent; a socket's answer is on its way already."""
    response = await handler(request)
    if response.prepared:
        return response
    config = request.app[PARTS].config
    for name, value in _ALWAYS.items():
        response.headers.setdefault(name, value)
    route = route_of(request)
    response.headers.setdefault("Permissions-Policy", permissions_policy(route))
    framing = _may_frame(config, request)
    response.headers.setdefault("Content-Security-Policy", content_security_policy(config.origin, framing))
    if not framing:  # older than frame-ancestors and without a way to name anybody
        response.headers.setdefault("X-Frame-Options", "DENY")
    if config.secure:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={_ONE_YEAR_S}")
    return response


def _may_frame(config: WebConfig, request: web.Request) -> tuple[str, ...]:
    """The side app of one helpdesk of several says in its address whose it is: no other one of them frames it. Whoever
    says so without being it gets a page that they may not frame, and without a token it shows nothing.
    """
    route = route_of(request)
    if route == _EMBED and (own := config.embed_frames.get(request.query.get("desk", ""))) is not None:
        return own
    return config.frame_ancestors if route in _FRAMED else ()

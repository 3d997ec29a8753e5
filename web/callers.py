"""Who is asking: a signed-in person by their cookie, a program by its key, a customer by their page's token. And
whether a browser was led here.
"""

from collections.abc import Collection
from dataclasses import dataclass

from aiohttp import hdrs, web

from records.credentials import Credential, Kind, find
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode, Role
from web.parts import PARTS, Parts

SESSION_COOKIE = "reassure_session"
BROWSER_COOKIE = "reassure_browser"

PEOPLE = frozenset({Role.AGENT, Role.SUPERVISOR})
STAFF = PEOPLE | {Role.INTEGRATOR}

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Caller:
    """A known caller. `actor` is the name under which what they do is written down."""

    credential: Credential

    @property
    def role(self) -> Role:
        """What they may do."""
        return self.credential.role

    @property
    def user_id(self) -> str | None:
        """The signed-in user; None for a program."""
        return self.credential.user_id

    @property
    def participant_id(self) -> str:
        """The seat a customer's token is good for; of anybody else an empty text."""
        return self.credential.participant_id or ""

    @property
    def actor(self) -> str:
        """`user:{id}`, `key:{name}`, or `customer:{participant}` of one call."""
        if self.role is Role.CUSTOMER:
            return f"customer:{self.participant_id}"
        return f"user:{self.user_id}" if self.user_id else f"key:{self.credential.name}"


async def admit(request: web.Request, roles: Collection[Role]) -> Caller:
    """The caller, if they may come in. Raises SignalError with `unauthenticated`, `forbidden` or `foreign_origin`."""
    caller = await _by_key(request, customers=Role.CUSTOMER in roles) or await _by_cookie(request)
    if caller is None:
        raise SignalError(ErrorCode.UNAUTHENTICATED, "Sign in first, or bring an API key.")
    if caller.role not in roles:
        raise SignalError(ErrorCode.FORBIDDEN, "This is not for your role.")
    return caller


def refuse_foreign_origin(request: web.Request) -> None:
    """A browser that another site has led here is turned away. Programs send no Origin. Raises SignalError."""
    origin = request.headers.get(hdrs.ORIGIN)
    if request.method in _SAFE and request.headers.get(hdrs.UPGRADE) is None:
        return
    if origin is not None and origin not in request.app[PARTS].config.origins:
        raise SignalError(ErrorCode.FOREIGN_ORIGIN, "This came from another site.")


def address_of(request: web.Request) -> str:
    """The client's address; behind N trusted proxies the N-th from the right of X-Forwarded-For.

    A header that comes twice is one list (RFC 9110, 5.3): HAProxy writes its own line below the one a client sent.
    """
    proxies = request.app[PARTS].config.trusted_proxies
    told = ",".join(request.headers.getall("X-Forwarded-For", ()))
    hops = [hop.strip() for hop in told.split(",") if hop.strip()]
    if proxies and len(hops) >= proxies:
        return hops[-proxies]
    return request.remote or "unknown"


async def limit_tries(request: web.Request, what: str, *, limit: int, per_s: int) -> None:
    """Raises SignalError with `rate_limited` once this address has tried `what` too often."""
    await limit_tries_of(request, what, address_of(request), limit=limit, per_s=per_s)


async def limit_tries_of(request: web.Request, what: str, whose: str, *, limit: int, per_s: int) -> None:
    """The same for anything else that is tried too often, from wherever."""
    allowed = request.app[PARTS].node.rate_limits.allow
    if not await allowed(f"{what}:{whose}", limit=limit, per_s=per_s):
        raise SignalError(ErrorCode.RATE_LIMITED, "Too many tries; wait a minute.")


async def _by_key(request: web.Request, *, customers: bool) -> Caller | None:
    """A program by its key; where customers come in, also a page by the token it says in `hello`."""
    scheme, _, token = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    kinds: tuple[Kind, ...] = ("api_key", "participant") if customers else ("api_key",)
    caller = await _find(request.app[PARTS], token.strip(), kinds=kinds)
    if caller is None:
        raise SignalError(ErrorCode.UNAUTHENTICATED, "This key or token is not valid.")
    return caller


async def _by_cookie(request: web.Request) -> Caller | None:
    token = request.cookies.get(SESSION_COOKIE)
    if not token:
        return None
    if request.method not in _SAFE and request.headers.get(hdrs.ORIGIN) is None:
        raise SignalError(ErrorCode.FOREIGN_ORIGIN, "A browser says where it comes from.")
    return await _find(request.app[PARTS], token, kinds=("session",))


async def _find(parts: Parts, token: str, *, kinds: tuple[Kind, ...]) -> Caller | None:
    async with parts.database.reading() as session:
        credential = await find(session, token, kinds=kinds, now=parts.clock())
    return Caller(credential) if credential else None

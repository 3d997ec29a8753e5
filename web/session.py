"""Signing in and out. The session is a cookie no script can read; the socket gets a token drawn from it."""

from datetime import timedelta

from aiohttp import web
from pydantic import BaseModel, Field

from records.credentials import Credential, Kind, find, issue, revoke
from records.tables import UserRow
from records.users import find_user, find_user_by_email, normal_email, password_fits
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode, Role
from web.callers import SESSION_COOKIE, limit_tries
from web.operation import Ask, answered
from web.parts import Parts

_SESSION: tuple[Kind, ...] = ("session",)
_SOCKET_TOKEN_TTL = timedelta(hours=12)


class SignIn(BaseModel, extra="forbid"):
    """The address and password of an agent or a supervisor."""

    email: str = Field(max_length=254)
    password: str = Field(max_length=1024)


class User(BaseModel):
    """Who is signed in. `language` is the first of `languages` (BCP 47)."""

    id: str
    name: str
    role: Role
    language: str
    languages: list[str]


class Session(BaseModel):
    """`socket_token` is what `hello` says on the socket; it ends with the session."""

    user: User
    socket_token: str


async def sign_in(ask: Ask[SignIn, None]) -> web.Response:
    """Check the password, set the cookie."""
    parts, wanted = ask.parts, ask.body
    await limit_tries(ask.http, "sign_in", limit=30, per_s=60)
    allowed = await parts.node.rate_limits.allow(f"sign_in_as:{normal_email(wanted.email)}", limit=10, per_s=60)
    if not allowed:
        raise SignalError(ErrorCode.RATE_LIMITED, "Too many tries; wait a minute.")
    async with parts.database.reading() as session:
        user = await find_user_by_email(session, wanted.email)
    if not await password_fits(user, wanted.password) or user is None:
        raise SignalError(ErrorCode.BAD_CREDENTIALS, "Address and password do not fit together.")
    async with parts.database.transaction() as session:
        now = parts.clock()
        token = await issue(
            session, kind="session", name=user.name, role=user.role, user_id=user.id, now=now,
            ttl=parts.config.session_ttl,
        )  # fmt: skip
        credential = await find(session, token, kinds=_SESSION, now=now)
    if credential is None:
        raise SignalError(ErrorCode.UNAVAILABLE, "Try again.")
    response = answered(await _session(parts, user, credential), status=201)
    set_cookie(response, parts, SESSION_COOKIE, token, max_age=parts.config.session_ttl)
    return response


async def read_session(ask: Ask[None, None]) -> Session:
    """Who is signed in, and a new token for the socket."""
    async with ask.parts.database.reading() as session:
        user = await find_user(session, ask.caller.user_id or "")
    if user is None:
        raise SignalError(ErrorCode.UNAUTHENTICATED, "Sign in first.")
    return await _session(ask.parts, user, ask.caller.credential)


async def sign_out(ask: Ask[None, None]) -> web.Response:
    """The session and every token drawn from it open nothing any more."""
    async with ask.parts.database.transaction() as session:
        await revoke(session, ask.caller.credential.sha256, now=ask.parts.clock())
    response = answered(None)
    response.del_cookie(SESSION_COOKIE, path="/")
    return response


def set_cookie(response: web.StreamResponse, parts: Parts, name: str, value: str, *, max_age: timedelta) -> None:
    """No script reads it; other sites' requests bring it only when a person follows a link here."""
    response.set_cookie(
        name, value, max_age=int(max_age.total_seconds()), httponly=True, samesite="Lax", path="/",
        secure=parts.config.secure,
    )  # fmt: skip


async def _session(parts: Parts, user: UserRow, credential: Credential) -> Session:
    async with parts.database.transaction() as session:
        token = await issue(
            session, kind="socket", name=user.name, role=user.role, user_id=user.id, parent=credential,
            now=parts.clock(), ttl=_SOCKET_TOKEN_TTL,
        )  # fmt: skip
    shown = User(
        id=user.id, name=user.name, role=user.role, language=user.languages[0], languages=user.languages
    )  # fmt: skip
    return Session(user=shown, socket_token=token)

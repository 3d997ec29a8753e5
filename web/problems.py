"""The ladder of REST: whatever goes wrong becomes one `application/problem+json` (RFC 9457) with a stable `code`."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus

import structlog
from aiohttp import web
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode
from web.bodies import FieldsNotValid

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = structlog.get_logger()

_STATUS = {
    ErrorCode.MALFORMED: 400,
    ErrorCode.INVALID_FIELD: 422,
    ErrorCode.AMOUNT_NOT_POSITIVE: 422,
    ErrorCode.AMOUNT_FRACTION: 422,
    ErrorCode.AMOUNT_TOO_HIGH: 422,
    ErrorCode.CURRENCY_UNKNOWN: 422,
    ErrorCode.REASON_NEEDED: 422,
    ErrorCode.DAY_IN_FUTURE: 422,
    ErrorCode.DAY_TOO_EARLY: 422,
    ErrorCode.INVALID_SDP: 400,
    ErrorCode.DUPLICATE_KEY: 400,
    ErrorCode.TOO_LARGE: 413,
    ErrorCode.UNSUPPORTED_MEDIA_TYPE: 415,
    ErrorCode.UNAUTHENTICATED: 401,
    ErrorCode.BAD_CREDENTIALS: 401,
    ErrorCode.FORBIDDEN: 403,
    ErrorCode.FOREIGN_ORIGIN: 403,
    ErrorCode.RATE_LIMITED: 429,
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.METHOD_NOT_ALLOWED: 405,
    ErrorCode.CASE_NOT_FOUND: 404,
    ErrorCode.CALL_NOT_FOUND: 404,
    ErrorCode.LINK_NOT_VALID: 410,
    ErrorCode.TICKET_NOT_VALID: 404,
    ErrorCode.FILE_KIND_REFUSED: 415,
    ErrorCode.FILE_BROKEN: 422,
    ErrorCode.TOO_MANY_PIXELS: 422,
    ErrorCode.HASH_MISMATCH: 422,
    ErrorCode.INFECTED: 422,
    ErrorCode.RECORDING_DAMAGED: 410,
    ErrorCode.SCANNER_AWAY: 503,
    ErrorCode.RECORDER_UNAVAILABLE: 503,
    ErrorCode.RECORDER_NO_ROOM: 507,
    ErrorCode.UNAVAILABLE: 503,
    ErrorCode.DRAINING: 503,
    ErrorCode.INTERNAL: 500,
}
"""All other codes are conflicts with what is: 409."""


def status_of(code: ErrorCode) -> int:
    """The HTTP status of a code."""
    return _STATUS.get(code, 409)


def problem(code: ErrorCode, detail: str, *, headers: Mapping[str, str] | None = None, **more: object) -> web.Response:
    """One problem as an answer. `more` are extension members."""
    status = status_of(code)
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, "code": code}
    return web.json_response(
        {**body, **more},
        status=status,
        content_type="application/problem+json",
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """What a handler raises, told to whom it concerns: the words to the client, the cause to the log."""
    try:
        return await handler(request)
    except SignalError as error:
        return _refused(request, error)
    except web.HTTPException as error:
        return _refused(request, _of_aiohttp(error), headers=_allowed(error))
    except (ConnectionResetError, TimeoutError, OperationalError, InterfaceError, PoolTimeout) as error:
        log.warning("rest.unavailable", error=type(error).__name__, route=route_of(request))
        return problem(ErrorCode.UNAVAILABLE, "Not at this moment; try again.")
    except Exception:
        incident = secrets.token_hex(8)
        log.exception("rest.failed", code=ErrorCode.INTERNAL, incident=incident, route=route_of(request))
        return problem(ErrorCode.INTERNAL, "Something went wrong here. It has been noted.", incident=incident)


def _refused(request: web.Request, error: SignalError, *, headers: Mapping[str, str] | None = None) -> web.Response:
    fields = {"errors": error.fields} if isinstance(error, FieldsNotValid) else {}
    answer = problem(error.code, error.message, headers={**_headers(error), **(headers or {})}, **fields)
    log.info("rest.refused", status=answer.status, code=error.code, route=route_of(request))
    return answer


def _of_aiohttp(error: web.HTTPException) -> SignalError:
    """The router's own refusals; whatever else it may raise is raised again."""
    match error:
        case web.HTTPRequestEntityTooLarge():
            return SignalError(ErrorCode.TOO_LARGE, "The body is too large.")
        case web.HTTPMethodNotAllowed():
            return SignalError(ErrorCode.METHOD_NOT_ALLOWED, "This is not done here.")
        case web.HTTPNotFound():
            return SignalError(ErrorCode.NOT_FOUND, "There is nothing here.")
        case _:
            raise error


def _allowed(error: web.HTTPException) -> dict[str, str]:
    return {"Allow": ", ".join(sorted(error.allowed_methods))} if isinstance(error, web.HTTPMethodNotAllowed) else {}


def route_of(request: web.Request) -> str:
    """The pattern that matched, never the path itself: paths of links and tickets hold secrets."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "none"


def _headers(error: SignalError) -> dict[str, str]:
    if error.code == ErrorCode.UNAUTHENTICATED:
        return {"WWW-Authenticate": 'Bearer realm="reassure"'}
    return {"Retry-After": "60"} if error.code == ErrorCode.RATE_LIMITED else {}

"""A leg's way to the recorder: `/whip/` passes through any node to the media worker that has or takes it (RFC 9725).

Nothing goes to a worker that comes without a ticket: whoever stands one still, stands all its legs still.
"""

import structlog
from aiohttp import hdrs, web

from records.credentials import hashed
from records.recorder import recording_of
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode
from web.bodies import read_bytes
from web.callers import limit_tries, limit_tries_of, refuse_foreign_origin
from web.parts import PARTS
from web.recorders import Said

MAX_OFFER_BYTES = 64 * 1024

log = structlog.get_logger()


async def open_leg(request: web.Request) -> web.Response:
    """POST an SDP offer to `/whip/{ticket}`; 201 with the answer, and the leg's own address in Location."""
    refuse_foreign_origin(request)
    parts, offer = request.app[PARTS], await read_bytes(request, limit=MAX_OFFER_BYTES)
    recording_id = await _recording_of(request, request.match_info["ticket"])
    said = await parts.recorders.open(
        recording_id, request.path, offer=offer, content_type=request.headers.get(hdrs.CONTENT_TYPE)
    )
    return _passed(said)


async def _recording_of(request: web.Request, ticket: str) -> str:
    """Raises SignalError. A place is counted for what it guesses only: a whole house whose legs a worker has lost comes
    from one address, and each of its pages asks twenty times for one ticket before it gives up.
    """
    async with request.app[PARTS].database.reading() as session:
        recording_id = await recording_of(session, ticket)
    if recording_id is None:
        await limit_tries(request, "whip", limit=60, per_s=60)
        raise SignalError(ErrorCode.TICKET_NOT_VALID, "This ticket opens nothing, or not any more.")
    await limit_tries_of(request, "leg", hashed(ticket), limit=60, per_s=60)
    return recording_id


async def close_leg(request: web.Request) -> web.Response:
    """DELETE the leg's address, which begins with the number of its worker."""
    refuse_foreign_origin(request)
    worker = request.match_info["leg"].partition("_")[0]
    try:
        said = await request.app[PARTS].recorders.close_leg(worker, request.path)
    except LookupError as error:
        raise SignalError(ErrorCode.NOT_FOUND, "There is no such leg.") from error
    return _passed(said)


def _passed(said: Said | None) -> web.Response:
    if said is None:
        raise SignalError(ErrorCode.RECORDER_UNAVAILABLE, "The recorder does not answer; the call goes on.")
    return web.Response(status=said.status, body=said.body, headers={**said.headers, "Cache-Control": "no-store"})

"""What is no HTTP reaches no handler: aiohttp answers by itself, in plain text with the line it stumbled over, and logs
a traceback with that line in it. Here it gets its problem like every other refusal, and the log one line.

aiohttp has no setting for the class that answers (its `Server.__call__` names it), so it is exchanged as each
connection is made; this can go once there is one.
"""

import structlog
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from signaling.protocol.words import ErrorCode
from web.problems import problem

log = structlog.get_logger()


class _Handler(web.RequestHandler):
    __slots__ = ()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """The answer to what could not be read, and the end of its connection."""
        if not isinstance(exc, HttpProcessingError) or request.writer.output_size > 0:
            return super().handle_error(request, status, exc, message)
        log.info("http.refused", code=ErrorCode.MALFORMED, error=type(exc).__name__)
        answer = problem(ErrorCode.MALFORMED, "This is not HTTP as we understand it.")
        answer.force_close()
        return answer


class _Server(web.Server):
    def __call__(self) -> web.RequestHandler:
        handler = super().__call__()
        handler.__class__ = _Handler
        return handler


class Runner(web.AppRunner):
    """An AppRunner whose connections answer so."""

    __slots__ = ()

    async def _make_server(self) -> web.Server:
        server = await super()._make_server()
        server.__class__ = _Server
        return server

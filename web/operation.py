"""One operation of the REST interface: its route, whom it is for, what goes in and out, and who does it.

The table of operations (`web.operations`) is the routes, the validation and the OpenAPI document in one.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from aiohttp import web
from pydantic import BaseModel

from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode, Role
from web.bodies import MAX_BODY_BYTES, MAX_STRANGERS_BYTES, read_body, read_query
from web.callers import Caller, admit, refuse_foreign_origin
from web.parts import PARTS, Parts

B = TypeVar("B")
Q = TypeVar("Q")


@dataclass(frozen=True, slots=True)
class Ask(Generic[B, Q]):
    """One request that has been let in and checked. `body` and `query` are models, or None where there are none;
    `raw_body` is what `body` was read from.
    """

    http: web.Request
    parts: Parts
    body: B
    query: Q
    _caller: Caller | None = None
    raw_body: bytes = b""

    @property
    def caller(self) -> Caller:
        """Whoever asks; only for operations that have roles."""
        if self._caller is None:
            raise SignalError(ErrorCode.UNAUTHENTICATED, "Sign in first, or bring an API key.")
        return self._caller

    def path(self, name: str) -> str:
        """A variable of the route."""
        return self.http.match_info[name]


Answer = BaseModel | web.StreamResponse | None
Does = Callable[[Any], Awaitable[Answer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """`roles` empty: for everybody. `answer` None: no content, or not JSON.

    `raises`, `also` (other good answers, with what they mean) and `raw` (JSON of somebody else's making, which `does`
    reads itself) are for the document; so are `takes` and `gives` (the media
    types of a body and of an answer that are a file).
    """

    method: str
    path: str
    summary: str
    does: Does
    roles: frozenset[Role] = frozenset()
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    answer: type[BaseModel] | None = None
    status: int = 200
    media_type: str = "application/json"
    raises: tuple[ErrorCode, ...] = ()
    also: Mapping[int, str] = field(default_factory=dict)
    raw: bool = False
    takes: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The operationId."""
        return self.does.__name__

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        """Let in, check, do, answer."""
        refuse_foreign_origin(request)
        if any("\0" in value for value in request.match_info.values()):
            raise SignalError(ErrorCode.NOT_FOUND, "There is nothing here.")
        caller = await admit(request, self.roles) if self.roles else None
        query = read_query(request, self.query) if self.query else None
        limit = MAX_BODY_BYTES if self.roles else MAX_STRANGERS_BYTES
        body, raw = await read_body(request, self.body, limit=limit) if self.body else (None, b"")
        answer = await self.does(Ask(request, request.app[PARTS], body, query, caller, raw))
        if isinstance(answer, web.StreamResponse):
            return answer
        return answered(answer, status=self.status)


def answered(answer: BaseModel | None, *, status: int = 200) -> web.Response:
    """A model as JSON, nothing as 204. Answers are about people: no cache keeps them."""
    headers = {"Cache-Control": "no-store"}
    if answer is None:
        return web.Response(status=204, headers=headers)
    return web.Response(
        status=status, text=answer.model_dump_json(), content_type="application/json", headers=headers
    )  # fmt: skip

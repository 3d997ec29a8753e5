"""Who comes in, and goes."""

from signaling.protocol.words import ErrorCode as E
from web.callers import PEOPLE
from web.operation import Operation
from web.session import Session, SignIn, read_session, sign_in, sign_out

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        method="POST", path="/api/session", summary="Sign in", does=sign_in, body=SignIn, answer=Session, status=201,
        raises=(E.BAD_CREDENTIALS, E.RATE_LIMITED),
    ),
    Operation(
        method="GET", path="/api/session", summary="Who is signed in", does=read_session, answer=Session, roles=PEOPLE
    ),
    Operation(method="DELETE", path="/api/session", summary="Sign out", does=sign_out, roles=PEOPLE, status=204),
)  # fmt: skip

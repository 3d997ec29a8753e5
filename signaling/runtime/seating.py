"""Who acts: a page in its person's seat, by the token it came in with. Whether it may is looked at in the transaction
that loads the call, after the call: whoever takes its place or its token changes the call as well, so that this one is
loaded again, and asked again.
"""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from records.credentials import was_revoked
from signaling.domain.call import Call, Participant
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode


@dataclass(frozen=True, slots=True)
class Occupant:
    """A page of a participant's. `sha256`: the hash of the token by which it was recognised."""

    participant_id: str
    page_id: str
    sha256: str


async def check_seated(session: AsyncSession, call: Call, by: Occupant) -> None:
    """Raises SignalError when the page acts for its person no more: `replaced`, `unauthenticated`, `forbidden`.

    An empty chair is that of a page that was taken for lost, and has not said yet that it is there, or of a device that
    was shown out: the one may act, the other not.
    """
    if call.participant(by.participant_id).page_id != by.page_id:
        await check_may_sit(session, call, by, takes_over=False)


async def check_may_sit(session: AsyncSession, call: Call, by: Occupant, *, takes_over: bool) -> Participant:
    """Whose seat it is. Raises SignalError when the page may not sit down there, or only in place of another page."""
    seat = call.participant(by.participant_id)
    if not takes_over and seat.page_id not in (None, by.page_id):
        raise SignalError(ErrorCode.REPLACED, "The call was opened in another window.")
    if await was_revoked(session, by.sha256):
        raise SignalError(ErrorCode.UNAUTHENTICATED, "This token opens nothing any more.")
    return seat

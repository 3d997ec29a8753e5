"""What two pages of a call say to each other passes through here, in the turn of the loop in which it came."""

from signaling.cluster.call_log import to_page
from signaling.domain.permissions import may_send
from signaling.protocol import incoming as m
from signaling.protocol.codec import encode
from signaling.protocol.errors import SignalError
from signaling.protocol.outgoing import Candidate, Description, Outgoing, Pong
from signaling.protocol.words import ErrorCode
from signaling.runtime.page import Page
from signaling.runtime.ports import Bus

_PONG = encode(Pong())


class Relay:
    """Keeps nothing, waits for nothing, and asks nobody: who has a place in a call may speak to the pages of it."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    def pass_on(self, page: Page, message: m.Incoming) -> bool:
        """Pass it on; False when it is for somebody else to carry out. Raises SignalError when it is refused."""
        match message:
            case m.SendDescription(to_page=other, description=description):
                self._say(
                    page, message, Description(from_page=page.page_id, to_page=other, description=description), other
                )
            case m.SendCandidate(to_page=other, candidate=candidate):
                self._say(page, message, Candidate(from_page=page.page_id, to_page=other, candidate=candidate), other)
            case m.Ping():
                page.peer.send_text(_PONG)
            case _:
                return False
        return True

    def _say(self, page: Page, message: m.Incoming, relayed: Outgoing, other: str) -> None:
        if not may_send(page.role, message):
            raise SignalError(ErrorCode.FORBIDDEN, "This is not for you to ask.")
        if page.call_id is None:
            raise SignalError(ErrorCode.NOT_IN_THIS_STATE, "This page has no place in a call.")
        self._bus.say(page.call_id, to_page(other), encode(relayed))

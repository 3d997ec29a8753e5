"""What two pages of a call say to each other passes through here, in the turn of the loop in which it came."""

from signaling.cluster.call_log import to_page
from signaling.domain.permissions import MAY_SEND
from signaling.protocol.errors import SignalError
from signaling.protocol.incoming import SendCandidate, SendDescription
from signaling.protocol.relayed import Relayed
from signaling.protocol.words import ErrorCode
from signaling.runtime.page import Page
from signaling.runtime.ports import Bus

_MAY_RELAY = frozenset(role for role, may in MAY_SEND.items() if {SendDescription, SendCandidate} <= may)


class Relay:
    """Keeps nothing, waits for nothing, and asks nobody: who has a place in a call may speak to the pages of it."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    def pass_on(self, page: Page, relayed: Relayed) -> None:
        """Raises SignalError when it is refused."""
        if page.role not in _MAY_RELAY:
            raise SignalError(ErrorCode.FORBIDDEN, "This is not for you to ask.")
        if page.call_id is None:
            raise SignalError(ErrorCode.NOT_IN_THIS_STATE, "This page has no place in a call.")
        if relayed.to_page == page.page_id:  # who bears the other's name, as one may in a call that is over, is it here
            raise SignalError(ErrorCode.FORBIDDEN, "Nobody speaks to their own page.")
        self._bus.say(page.call_id, to_page(relayed.to_page), relayed.passed_on(from_page=page.page_id))

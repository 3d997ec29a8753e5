"""Refusals of the rules. Each is a `SignalError`, so its code and words reach the peer as they are."""

from signaling.protocol.errors import SignalError
from signaling.protocol.words import CallState, ErrorCode


class NotInThisState(SignalError):  # noqa: N818 (reads as the refusal it is)
    """The pair of state and event is not in the table."""

    def __init__(self, state: CallState, event: str) -> None:
        super().__init__(ErrorCode.NOT_IN_THIS_STATE, f"Not possible while the call is {state}.")
        self.state = state
        self.event = event


class Refused(SignalError):  # noqa: N818 (reads as the refusal it is)
    """The table allows the event in general, this one does not fit the call."""

"""What the peer is told when a message cannot be done. Words are safe to show; causes stay in the log."""

from signaling.protocol.words import ErrorCode


class SignalError(Exception):
    """Refused, nothing changed. `code` is for programs, `message` for whoever reads the browser console."""

    def __init__(self, code: ErrorCode, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

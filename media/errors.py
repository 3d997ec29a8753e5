"""Refusals of the recorder: a stable code, words that are safe to show, an HTTP status for its door."""


class MediaError(Exception):
    """Base. `code` is for programs, `message` for people; the cause stays in the log."""

    code = "internal"
    status = 500
    message = "The recorder failed."

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or self.message)
        self.message = message or self.message


class TicketNotValid(MediaError):  # noqa: N818 (reads as the refusal it is)
    """Unknown, used, expired, or consent is gone: one answer for all."""

    code = "ticket_not_valid"
    status = 404
    message = "This ticket opens nothing, or not any more."


class OfferRefused(MediaError):  # noqa: N818 (reads as the refusal it is)
    """The offer is no session description of one Opus track."""

    code = "invalid_sdp"
    status = 400
    message = "The offer must be a session description with one Opus track to receive."


class RecorderFull(MediaError):  # noqa: N818 (reads as the refusal it is)
    """No room for another leg."""

    code = "recorder_unavailable"
    status = 503
    message = "The recorder takes no more legs now."


class NoRoom(RecorderFull):
    """The disk has no more room than what is to be left alone: another try soon is no use."""

    code = "recorder_no_room"
    status = 507
    message = "There is no room for another recording."


class Damaged(MediaError, ValueError):  # noqa: N818 (reads as the finding it is)
    """What lies on the disk is not what was written there, or the key is another one."""

    code = "damaged"
    message = "This recording cannot be read."


class KeyMissing(MediaError, LookupError):  # noqa: N818 (reads as the finding it is)
    """The recording's key is gone, or the master key that it was locked with is not in the key file."""

    code = "key_missing"
    message = "The key of this recording is not here."


class KeyGone(KeyMissing):
    """The recording has no key any more: it was discarded. One that is only out of reach may be here again later."""


class KeyFileUnusable(MediaError, LookupError):  # noqa: N818 (reads as the finding it is)
    """The file of master keys holds something else. For the operator; no key is in the message."""

    code = "key_file"


class StorageAway(MediaError, ConnectionError):  # noqa: N818 (reads as the finding it is)
    """The storage of finished files does not answer, or not with what was put there."""

    code = "storage_away"
    status = 503
    message = "The storage of recordings does not answer."


class GivenUp(MediaError):  # noqa: N818 (reads as the outcome it is)
    """This worker said nothing for so long that others have taken its parts; it may begin anew."""

    code = "given_up"

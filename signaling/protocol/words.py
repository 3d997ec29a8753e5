"""The closed vocabularies of the product, the same in Python, JavaScript, SQL and URLs.

Owns spellings only. Which of them may follow which is decided in `signaling.domain`.
"""

from enum import StrEnum


class Role(StrEnum):
    """What somebody may do: people in a call, and integrators outside it."""

    CUSTOMER = "customer"
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    INTEGRATOR = "integrator"


class CallMode(StrEnum):
    """`invite`: an agent starts it and sends the link. `queue`: the customer waits for whoever is right."""

    INVITE = "invite"
    QUEUE = "queue"


class CallState(StrEnum):
    """Where a call stands; the transitions are in `signaling.domain.transitions`."""

    CREATED = "created"
    WAITING = "waiting"
    OFFERED = "offered"
    CONNECTING = "connecting"
    ACTIVE = "active"
    INTERRUPTED = "interrupted"
    WRAP_UP = "wrap_up"
    CLOSED = "closed"


class EndReason(StrEnum):
    """Why the talk is over."""

    COMPLETED = "completed"
    ABANDONED = "abandoned"
    DECLINED = "declined"
    EXPIRED = "expired"
    MISSED = "missed"
    LOST = "lost"
    CALL_BACK = "call_back"
    """The customer would rather be called back, and said when."""
    UNRECORDED = "unrecorded"
    """It had to be recorded, and was not: somebody did not agree, or the recorder failed."""


class AgentState(StrEnum):
    """What an agent is doing, as the queue sees it."""

    OFFLINE = "offline"
    AVAILABLE = "available"
    RINGING = "ringing"
    ON_CALL = "on_call"
    WRAP_UP = "wrap_up"
    BREAK = "break"
    MISSED = "missed"


class Channel(StrEnum):
    """How a customer wants to be reached."""

    CALL = "call"
    TEXT = "text"


class Purpose(StrEnum):
    """What a consent is for. Each is asked and answered apart."""

    AUDIO = "audio"
    """The person's voice is recorded."""
    VIDEO = "video"
    """The picture of the person's camera is recorded too; asked only where the house records pictures at all."""
    TRANSCRIPT = "transcript"
    """A transcript and a summary are made from the recording."""
    RETENTION = "retention"
    """The recording is kept for the stated number of days."""


class Decision(StrEnum):
    """One person's answer on one purpose."""

    GIVEN = "given"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    """Nobody's answer: what was given has ended by itself."""


class Medium(StrEnum):
    """What a consent lets through, apart from what it is for."""

    SOUND = "sound"
    PICTURE = "picture"


class RecordingWhen(StrEnum):
    """When calls are recorded: the policy of a deployment, or of a kind of case."""

    NEVER = "never"
    ON_REQUEST = "on_request"
    """The agent may ask."""
    TO_START = "required_to_start"
    """Everybody is asked at once, and without everybody's yes the call ends; what has begun may be taken back."""
    THROUGHOUT = "required_throughout"
    """The same, and whoever takes it back ends the call."""


class OnRecorderFailure(StrEnum):
    """What becomes of a call whose recorder fails."""

    GO_ON = "go_on"
    END = "end"


class WhyNotRecorded(StrEnum):
    """Why the recorder failed, as the pages say it."""

    NO_ROOM = "no_room"
    RECORDER_AWAY = "recorder_away"


class RecordingState(StrEnum):
    """`open`: legs may send. `stopped`: nothing more is written. `discarded`: the files are gone."""

    OPEN = "open"
    STOPPED = "stopped"
    DISCARDED = "discarded"


class PartState(StrEnum):
    """What a part on disk is: being written, whole, ended by a failure, or removed."""

    WRITING = "writing"
    COMPLETE = "complete"
    PARTIAL = "partial"
    DISCARDED = "discarded"


class TranscriptState(StrEnum):
    """`waiting`: nobody has begun. `working`: being written down. `made`: there it is. `none`: there will be none."""

    WAITING = "waiting"
    WORKING = "working"
    MADE = "made"
    NONE = "none"


class NoTranscript(StrEnum):
    """Why there is no transcript, or none yet."""

    NO_CONSENT = "no_consent"
    TOO_SHORT = "too_short"
    NO_SPEECH = "no_speech"
    ENGINE_FAILED = "engine_failed"
    WAITING_FOR_MODEL = "waiting_for_model"


class ErrorCode(StrEnum):
    """Stable codes a browser or an integrator switches on. Words for people live with the pages."""

    # the message itself
    MALFORMED = "malformed"
    TOO_LARGE = "too_large"
    UNKNOWN_TYPE = "unknown_type"
    INVALID_FIELD = "invalid_field"
    INVALID_SDP = "invalid_sdp"
    DUPLICATE_KEY = "duplicate_key"
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"
    # who is asking
    UNAUTHENTICATED = "unauthenticated"
    BAD_CREDENTIALS = "bad_credentials"
    FORBIDDEN = "forbidden"
    FOREIGN_ORIGIN = "foreign_origin"
    RATE_LIMITED = "rate_limited"
    HELLO_EXPECTED = "hello_expected"
    HELLO_TIMEOUT = "hello_timeout"
    # what is asked for
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    CASE_NOT_FOUND = "case_not_found"
    CALL_NOT_FOUND = "call_not_found"
    LINK_NOT_VALID = "link_not_valid"
    TICKET_NOT_VALID = "ticket_not_valid"
    # the rules
    NOT_IN_THIS_STATE = "not_in_this_state"
    OFFER_GONE = "offer_gone"
    OUTSIDE_HOURS = "outside_hours"
    AGENT_BUSY = "agent_busy"
    CUSTOMER_BUSY = "customer_busy"
    CONSENT_MISSING = "consent_missing"
    WORDING_CHANGED = "wording_changed"
    SUMMARY_NOT_READY = "summary_not_ready"
    VERSION_CONFLICT = "version_conflict"
    # sums and days that cannot be
    AMOUNT_NOT_POSITIVE = "amount_not_positive"
    AMOUNT_FRACTION = "amount_fraction"
    AMOUNT_TOO_HIGH = "amount_too_high"
    CURRENCY_UNKNOWN = "currency_unknown"
    REASON_NEEDED = "reason_needed"
    DAY_IN_FUTURE = "day_in_future"
    DAY_TOO_EARLY = "day_too_early"
    CALL_NEEDED = "call_needed"
    # files
    FILE_KIND_REFUSED = "file_kind_refused"
    FILE_BROKEN = "file_broken"
    TOO_MANY_PIXELS = "too_many_pixels"
    HASH_MISMATCH = "hash_mismatch"
    INFECTED = "infected"
    SCANNER_AWAY = "scanner_away"
    EVIDENCE_FULL = "evidence_full"
    RECORDING_DAMAGED = "recording_damaged"
    # us
    TOO_SLOW = "too_slow"
    REPLACED = "replaced"
    LINK_RENEWED = "link_renewed"
    DEVICE_CHANGED = "device_changed"
    DRAINING = "draining"
    RECORDER_UNAVAILABLE = "recorder_unavailable"
    RECORDER_NO_ROOM = "recorder_no_room"
    UNAVAILABLE = "unavailable"
    INTERNAL = "internal"

"""What can happen to a call. Past tense, and nothing but facts."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from signaling.domain.call import Participant
from signaling.protocol.words import Channel, Decision, Purpose, WhyNotRecorded


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events."""


@dataclass(frozen=True, slots=True)
class Clicked:
    """Which words of which build a person had before them, and the control they clicked; for the ledger."""

    wording_id: str = "recording"
    wording_version: int = 1
    build: str = ""
    control: str = ""


NOTHING_CLICKED = Clicked()


@dataclass(frozen=True, slots=True)
class ParticipantArrived(Event):
    """Their page has taken its place; the same `page_id` again is the same page after a lost socket."""

    participant_id: str
    page_id: str


@dataclass(frozen=True, slots=True)
class ParticipantLeft(Event):
    """That page is gone: closed, or its socket lost. Another page of theirs is not concerned."""

    participant_id: str
    page_id: str


@dataclass(frozen=True, slots=True)
class ParticipantReady(Event):
    """Their own click: they may be heard and seen."""

    participant_id: str
    audio: bool
    video: bool
    screen: bool = False


@dataclass(frozen=True, slots=True)
class MediaChanged(Event):
    """Microphone or camera switched by hand, or a screen shown instead."""

    participant_id: str
    audio: bool
    video: bool
    screen: bool = False


@dataclass(frozen=True, slots=True)
class LanguageChanged(Event):
    """The reading language chosen by hand, BCP 47."""

    participant_id: str
    language: str


@dataclass(frozen=True, slots=True)
class AgentJoined(Event):
    """An agent takes an invited call that has none yet."""

    agent: Participant


@dataclass(frozen=True, slots=True)
class Offered(Event):
    """The waiting call rings at one agent."""

    offer_id: str
    user_id: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class OfferAccepted(Event):
    """The agent for whom it rang takes it."""

    offer_id: str
    agent: Participant


@dataclass(frozen=True, slots=True)
class OfferClosed(Event):
    """It rings no longer; the customer keeps the place."""

    offer_id: str
    outcome: Literal["declined", "expired", "withdrawn"]


@dataclass(frozen=True, slots=True)
class AgentReplaced(Event):
    """A supervisor gives the call to another agent."""

    agent: Participant
    by_user_id: str


@dataclass(frozen=True, slots=True)
class CallBackWished(Event):
    """The customer would rather be called back between two moments; `wish_id` is the commitment's. `staffed`: by the
    opening hours somebody is there in that time.
    """

    participant_id: str
    wish_id: str
    channel: Channel
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    contact: str = ""
    note: str = ""
    staffed: bool = True


@dataclass(frozen=True, slots=True)
class LinkRenewed(Event):
    """The customer's link is another one from now on. `by` is who made it: `user:{id}` or `key:{name}`."""

    expires_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class DeviceChanged(Event):
    """Another device of the customer's has come in by the way that their own page had made for it."""


@dataclass(frozen=True, slots=True)
class TalkConnected(Event):
    """A browser sees the peer connection as connected."""

    participant_id: str


@dataclass(frozen=True, slots=True)
class HungUp(Event):
    """Somebody ended the call for both."""

    participant_id: str


@dataclass(frozen=True, slots=True)
class DeadlinePassed(Event):
    """A clock found `deadline_at` in the past. Told too early or twice, it changes nothing."""


@dataclass(frozen=True, slots=True)
class ConsentRequested(Event):
    """An agent asked to record; `by_policy`: the call asked for itself, with its agent."""

    participant_id: str
    request_id: str
    purposes: tuple[Purpose, ...]
    retention_days: int
    by_policy: bool = False


@dataclass(frozen=True, slots=True)
class ConsentAnswered(Event):
    """One person decided on every purpose, having seen exactly these words."""

    participant_id: str
    request_id: str
    decisions: tuple[tuple[Purpose, Decision], ...]
    locale: str
    wording: str
    wording_sha256: str
    recording_id: str = field(kw_only=True)
    """The id that the recording gets if this answer opens it; the rules draw no random numbers."""
    clicked: Clicked = NOTHING_CLICKED


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn(Event):
    """Somebody takes consent back; with `discard`, what was written is to be removed; with `only_picture`, the sound
    goes on.
    """

    participant_id: str
    discard: bool
    locale: str
    wording: str
    wording_sha256: str
    clicked: Clicked = NOTHING_CLICKED
    only_picture: bool = False


@dataclass(frozen=True, slots=True)
class RecordingPaused(Event):
    """Somebody wishes that nothing is written for now."""

    participant_id: str


@dataclass(frozen=True, slots=True)
class RecordingResumed(Event):
    """Who paused it wishes to go on."""

    participant_id: str


@dataclass(frozen=True, slots=True)
class ResumeSeen(Event):
    """This person's page shows that the recording goes on."""

    participant_id: str


@dataclass(frozen=True, slots=True)
class LegLost(Event):
    """A page lost its connection to the recorder and asks for another."""

    participant_id: str
    recording_id: str


@dataclass(frozen=True, slots=True)
class RecordingFailed(Event):
    """The recorder does not record what it should: it refuses, or nobody hears of it."""

    recording_id: str
    because: WhyNotRecorded


@dataclass(frozen=True, slots=True)
class SummaryApproved(Event):
    """The agent (or a supervisor) approved the summary."""

    user_id: str

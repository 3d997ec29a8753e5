"""What is to be done about an event. Imperative; carried out in the transaction that saves the call, or after it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from signaling.domain.call import Call, Pause
from signaling.domain.events import NOTHING_CLICKED, Clicked
from signaling.protocol.words import AgentState, Channel, Decision, ErrorCode, Purpose

RecordingEnd = Literal["stopped", "discarded"]
ConsentEffect = Literal[
    "waits_for_others", "nothing_recorded", "recording_opened", "recording_goes_on", "recording_stopped",
    "recording_discarded", "recording_ended", "recorder_failed", "question_fell", "picture_ended",
]  # fmt: skip
"""What came of a decision, in the word of the ledger."""


@dataclass(frozen=True, slots=True)
class Effect:
    """Base of all effects."""


@dataclass(frozen=True, slots=True)
class AddEntry(Effect):
    """Write a line of the call's timeline."""

    kind: str
    participant_id: str | None = None
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SetAgent(Effect):
    """Change what an agent is doing, as the queue sees it; with `only_from`, only if they are doing that now; with
    `unless_later`, not while a call of theirs that ended after this one is not written up.

    To let it ring at an agent who is not available is refused with `agent_busy` by whoever carries this out.
    Who becomes available stands last among the idle, unless the agent `keeps_turn`: what rang was taken away again.
    """

    user_id: str
    state: AgentState
    only_from: AgentState | None = None
    keeps_turn: bool = False
    unless_later: bool = False


@dataclass(frozen=True, slots=True)
class OpenOffer(Effect):
    """Let the call ring at an agent until `expires_at`."""

    offer_id: str
    user_id: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class CloseOffer(Effect):
    """Stop the ringing, and say why."""

    offer_id: str
    user_id: str
    outcome: Literal["accepted", "declined", "expired", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Dismiss(Effect):
    """This person is not in the call any more: their page hears nothing of it from now on."""

    participant_id: str


@dataclass(frozen=True, slots=True)
class ShowOut(Effect):
    """This page of this person is closed, and told why; the person stays in the call."""

    participant_id: str
    page_id: str
    because: ErrorCode


@dataclass(frozen=True, slots=True)
class PromiseCallBack(Effect):
    """Write the commitment to call the customer back onto the case; due at `ends_at`."""

    wish_id: str
    channel: Channel
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    contact: str
    note: str


@dataclass(frozen=True, slots=True)
class AppendConsent(Effect):
    """Append one decision to the ledger, with the exact words."""

    request_id: str
    participant_id: str
    purpose: Purpose
    decision: Decision
    locale: str
    wording: str
    wording_sha256: str
    clicked: Clicked = NOTHING_CLICKED
    effect: ConsentEffect = "waits_for_others"
    page_id: str | None = None
    """The page on which it was given."""


@dataclass(frozen=True, slots=True)
class ExpireConsents(Effect):
    """Append to the ledger that what was given under this question, to these purposes, has ended by itself."""

    request_id: str
    purposes: frozenset[Purpose]
    effect: ConsentEffect


@dataclass(frozen=True, slots=True)
class OpenRecording(Effect):
    """From this commit on, legs of this recording may be written. `picture`: their pictures too."""

    recording_id: str
    request_id: str
    picture: bool = False


@dataclass(frozen=True, slots=True)
class EndRecording(Effect):
    """From this commit on, nothing of this recording is written. `discarded` removes what was, and what was recorded
    under an earlier question of the call: whoever says "delete it" is told that nothing is left.
    """

    recording_id: str
    state: RecordingEnd
    because: str


@dataclass(frozen=True, slots=True)
class EndPicture(Effect):
    """From this commit on no picture of this recording is written; its sound is."""

    recording_id: str


@dataclass(frozen=True, slots=True)
class AskAgain(Effect):
    """From this commit on nothing of this recording is written while anybody is among `who`, and no leg is opened."""

    recording_id: str
    who: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetPause(Effect):
    """From this commit on nothing of this recording is written while there is a pause; None ends it."""

    recording_id: str
    pause: Pause | None


@dataclass(frozen=True, slots=True)
class IssueTicket(Effect):
    """Give this person's page the right to open one leg, once."""

    recording_id: str
    participant_id: str


@dataclass(frozen=True, slots=True)
class Publish(Effect):
    """Put an event into the outbox."""

    type: str


@dataclass(frozen=True, slots=True)
class StartJob(Effect):
    """Have work done after the commit, once for this call."""

    kind: Literal["finalise_recording", "draft_summary"]


Outcome = tuple[Call, tuple[Effect, ...]]
"""What an event made of a call, and what is to be done about it."""

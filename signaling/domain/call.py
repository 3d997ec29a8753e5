"""A call as the rules see it: plain values, compared and replaced, never changed in place."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from signaling.domain.errors import Refused
from signaling.domain.recording_policy import USUAL, RecordingPolicy
from signaling.protocol.words import (
    CallMode,
    CallState,
    Decision,
    EndReason,
    ErrorCode,
    Purpose,
    Role,
    WhyNotRecorded,
)

PictureState = Literal["none", "taken", "ended"]
"""`taken`: pictures are recorded too, or were until the end. `ended`: before the end of the recording, by a no."""
AskingState = Literal["asked", "declined", "open", "stopped", "failed", "discarded"]

BEFORE_TALK = frozenset({CallState.CREATED, CallState.WAITING, CallState.OFFERED})
TALKING = frozenset({CallState.CONNECTING, CallState.ACTIVE, CallState.INTERRUPTED})
LIVE = BEFORE_TALK | TALKING


@dataclass(frozen=True, slots=True)
class Limits:
    """How long each state may last by itself; the values are settings."""

    return_grace: timedelta
    queue_timeout: timedelta
    connect_timeout: timedelta
    consent_timeout: timedelta = timedelta(minutes=2)
    """To answer the question that a call requires."""


@dataclass(frozen=True, slots=True)
class Participant:
    """One person in the call. `page_id` is None while their page is away; `ready` is their own click."""

    id: str
    role: Role
    name: str
    language: str
    user_id: str | None = None
    page_id: str | None = None
    ready: bool = False
    audio: bool = False
    video: bool = False
    away_since: datetime | None = None
    screen: bool = False
    """The picture is their screen, not their camera."""
    ready_on: str | None = None
    """The page on which they clicked last."""

    @property
    def returning(self) -> bool:
        """Has clicked, and not yet on the page by which they have come back: nothing of them is seen or heard."""
        return self.ready and self.page_id is not None and self.page_id != self.ready_on


@dataclass(frozen=True, slots=True)
class Answer:
    """The latest decision of one person on one purpose, and on which page of theirs it was made."""

    participant_id: str
    purpose: Purpose
    decision: Decision
    page_id: str | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing is written while it stands. `seen_by`: whose pages show that it goes on; None until that is wished."""

    by: str
    since: datetime
    seen_by: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """The latest question for consent, its answers, and the recording that came of it.

    `before` is the last earlier question whose recording is still kept.
    `asked_again`: who came back by another page since, and has to say yes again before anything more is written.
    `required`: without everybody's yes the call ends. `why`: of one that failed.
    """

    request_id: str
    state: AskingState
    purposes: tuple[Purpose, ...]
    retention_days: int
    answers: tuple[Answer, ...] = ()
    recording_id: str | None = None
    pause: Pause | None = None
    before: "Asking | None" = None
    required: bool = False
    asked_again: tuple[str, ...] = ()
    why: WhyNotRecorded | None = None
    picture: PictureState = "none"


@dataclass(frozen=True, slots=True)
class Call:
    """The truth about one call. `version` is the writer's business: the rules do not touch it.

    `participants` are those who belong to it now; an agent who was lost or replaced is in the records only.
    """

    id: str
    case_id: str
    mode: CallMode
    state: CallState
    version: int
    language: str
    priority: int
    participants: tuple[Participant, ...]
    created_at: datetime
    link_expires_at: datetime
    reason: EndReason | None = None
    waiting_since: datetime | None = None
    requeued_at: datetime | None = None
    """When the agent was lost for good and the customer went to the head of the queue."""
    skills: frozenset[str] = frozenset()
    deadline_at: datetime | None = None
    active_since: datetime | None = None
    ended_at: datetime | None = None
    offer_id: str | None = None
    offered_to: str | None = None
    asking: Asking | None = None
    policy: RecordingPolicy = USUAL

    def participant(self, participant_id: str) -> Participant:
        """The person with this id; Refused (`forbidden`) when they are not in this call, or not any more."""
        for person in self.participants:
            if person.id == participant_id:
                return person
        raise Refused(ErrorCode.FORBIDDEN, "You are not in this call any more.")

    @property
    def customer(self) -> Participant:
        """The customer; every call has one from its first row."""
        return next(person for person in self.participants if person.role is Role.CUSTOMER)

    @property
    def agent(self) -> Participant | None:
        """The agent, once there is one."""
        return next((person for person in self.participants if person.role is Role.AGENT), None)

    @property
    def queued_since(self) -> datetime | None:
        """Since when the customer has been waiting this time."""
        return self.requeued_at or self.waiting_since

    @property
    def talked(self) -> bool:
        """Whether they ever heard each other."""
        return self.active_since is not None

    @property
    def anybody_away(self) -> bool:
        """Whether the page of somebody who belongs here is gone."""
        return any(person.page_id is None for person in self.participants)

    def with_participant(self, changed: Participant) -> "Call":
        """The same call with this person as they are now."""
        people = tuple(changed if person.id == changed.id else person for person in self.participants)
        return replace(self, participants=people)

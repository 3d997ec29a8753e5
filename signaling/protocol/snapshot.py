"""A call as both sides see it: small, whole, and sent again at every change."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from signaling.protocol.words import (
    CallMode,
    CallState,
    Channel,
    Decision,
    EndReason,
    OnRecorderFailure,
    Purpose,
    RecordingWhen,
    Role,
    WhyNotRecorded,
)


class Part(BaseModel):
    """Base of the pieces of a snapshot."""

    model_config = ConfigDict(frozen=True)


class CaseGlimpse(Part):
    """As much of the case as a customer may see of their own."""

    reference: str
    title: str = Field(description="what the parcel holds, in the shop's words")
    carrier: str | None = None
    tracking_tail: str | None = Field(default=None, description="last four characters of the tracking number")


class ParticipantView(Part):
    """One person in the call. `page_id` is null while their page is away."""

    id: str
    role: Role
    name: str
    language: str
    page_id: str | None = None
    ready: bool = Field(description="their own click has happened")
    audio: bool
    video: bool
    screen: bool = Field(default=False, description="the picture is their screen: to be shown whole")
    away_since: datetime | None = None
    returning: bool = Field(
        default=False, description="came back by another page and has not clicked on it: nothing is seen or heard"
    )


class ConsentAnswer(Part):
    """The latest decision of one person on one purpose."""

    participant_id: str
    purpose: Purpose
    decision: Decision


class PauseView(Part):
    """Nothing is written. Once `seen_by` is there it is to go on, and each page shows so and says `resume_seen`."""

    by: str = Field(description="the participant who paused, and who says when it goes on")
    since: datetime
    seen_by: tuple[str, ...] | None = Field(default=None, description="whose pages show that it goes on")


class RecordingView(Part):
    """`asked` until all have answered; `open` while legs may send; `writing` is what the writer reports; `failed`: the
    recorder could not, and `why`.
    """

    id: str | None = None
    request_id: str
    state: Literal["asked", "declined", "open", "stopped", "failed", "discarded"]
    purposes: tuple[Purpose, ...]
    retention_days: int
    answers: tuple[ConsentAnswer, ...] = ()
    pause: PauseView | None = None
    kept: bool = Field(default=False, description="what was recorded under an earlier question is there still")
    asked_again: tuple[str, ...] = Field(
        default=(), description="who came back by another page: nothing is written until they have said yes again"
    )
    why: WhyNotRecorded | None = None
    writing: bool = Field(default=False, description="bytes of every participant's leg are reaching the disk")
    picture: Literal["none", "taken", "ended"] = Field(
        default="none", description="`taken`: everybody's, too. `ended`: only until somebody took that back"
    )


class RecordingRule(Part):
    """When calls like this one are recorded, and what becomes of them if the recorder fails."""

    when: RecordingWhen = RecordingWhen.ON_REQUEST
    on_failure: OnRecorderFailure = OnRecorderFailure.GO_ON


class Staffing(Part):
    """Whether anybody is there for this language at all."""

    agents_on_duty: int = Field(ge=0, description="who can serve the call: its language, and all it asks for beside")
    open: bool = Field(description="within the opening hours; true where none are set")
    opens_at: datetime | None = Field(default=None, description="when closed: the next opening, if one is known")


class QueueView(Staffing):
    """The honest message of a waiting customer; of one in the lobby, the place they would get now."""

    position: int = Field(ge=1, description="among those who wait for the same language")
    waiting_since: datetime | None = None
    estimate_s: int | None = Field(
        default=None,
        ge=0,
        description="seconds still to wait, by what others waited in the last hour; null: too few did",
    )
    trouble: bool = Field(default=False, description="part of the service is away: nobody new is connected just now")


class CallBackView(Part):
    """When and how the customer is to be called back; by `ends_at` it is promised."""

    channel: Channel
    starts_at: datetime
    ends_at: datetime
    time_zone: str


class CallSnapshot(Part):
    """The whole of a call. `version` grows at each change: an older one is never shown over a newer."""

    id: str
    version: int
    mode: CallMode
    state: CallState
    reason: EndReason | None = None
    case: CaseGlimpse
    participants: tuple[ParticipantView, ...]
    recording_rule: RecordingRule = RecordingRule()
    recording: RecordingView | None = None
    queue: QueueView | None = None
    call_back: CallBackView | None = None
    created_at: datetime
    deadline_at: datetime | None = Field(default=None, description="when the present state ends by itself")
    active_since: datetime | None = None
    ended_at: datetime | None = None
    server_time: datetime

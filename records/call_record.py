"""One call and the log of calls as supervisors, agents and integrators read them: models of the REST interface."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from records.tables import FilePlace, FileState
from signaling.protocol.incoming import ConnectionSteps
from signaling.protocol.words import CallMode, CallState, Decision, EndReason, PartState, Purpose, Role


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class CallLine(_Read):
    """One row of the log."""

    id: str
    case_reference: str
    customer_name: str
    agent_name: str | None
    mode: CallMode
    state: CallState
    reason: EndReason | None
    created_at: datetime
    active_since: datetime | None
    ended_at: datetime | None
    talk_seconds: float | None = Field(description="from the first moment both were connected to the end")
    outcome: str | None = Field(description="the agent's word at wrap-up")
    recorded: bool = Field(description="there is a recording that has not been discarded")


class CallList(_Read):
    """One page of the log, newest first, and how many rows there are in all."""

    calls: tuple[CallLine, ...]
    total: int
    limit: int
    offset: int


class PersonRecord(_Read):
    """Somebody who was in the call, or was expected."""

    id: str
    role: Role
    name: str
    language: str
    joined_at: datetime | None = Field(description="when their page first took its place; null: they never came")


class EntryRecord(_Read):
    """One line of the timeline."""

    at: datetime
    kind: str
    participant_id: str | None
    data: dict[str, Any]


class MessageRecord(_Read):
    """One line of text beside the call."""

    id: str
    participant_id: str
    text: str
    at: datetime


class ConsentRecord(_Read):
    """One decision with the exact words that were shown."""

    participant_id: str
    purpose: Purpose
    decision: Decision
    locale: str
    wording: str
    wording_sha256: str
    at: datetime
    effect: str | None = Field(description="what came of it")
    control: str | None = Field(description="what was clicked; empty: it ended by itself")
    build: str | None = Field(description="of the product whose pages showed the words")
    ledger_sequence: int | None = Field(
        description="its number in the ledger of all calls; null: from before there was one"
    )
    sha256: str = Field(description="of the row; it covers the rows before it")


class GapRecord(_Read):
    """Seconds of a part in which there is nothing, and why."""

    from_s: float
    to_s: float
    why: Literal["lost", "not_sent", "paused", "no_picture"]


class SizeRecord(_Read):
    """How large the picture is from here on."""

    from_s: float
    width: int
    height: int


class PartRecord(_Read):
    """One file of one leg, as the writer reported it."""

    id: str
    recording_id: str
    participant_id: str
    number: int
    state: PartState
    reason: str | None
    epoch: datetime | None
    seconds: float
    bytes_written: int
    gaps: tuple[GapRecord, ...] | None = Field(
        description="what is missing in it; a pause without length: it ended in one; null: from before this was told"
    )
    media_type: str | None = Field(description="of what is played; null: it has not ended, or is `audio/webm`")
    sizes: tuple[SizeRecord, ...] | None = Field(description="of the picture, from when on; null: there is none")


class SideGapRecord(_Read):
    """Seconds of a whole recording in which nobody of one side was recorded, and why."""

    side: Literal["left", "right"] = Field(description="left: staff; right: the customer")
    from_s: float
    to_s: float
    why: Literal["lost", "not_sent", "paused", "away"] = Field(description="away: had no line to the recorder")


class RecordingRecord(_Read):
    """The one file of a recording: staff on the left, the customer on the right, on one clock."""

    recording_id: str
    state: FileState
    reasons: tuple[str, ...] = Field(description="why something is missing, or why there is no file")
    epoch: datetime | None = Field(description="when second 0 of it was")
    seconds: float
    bytes_written: int
    sha256: str | None = Field(description="of the file that is played")
    gaps: tuple[SideGapRecord, ...] | None
    place: FilePlace
    storage_error: str | None = Field(description="why it has not come to the storage yet")


class PathRecord(_Read):
    """Which way the talk took from this moment on; never the addresses."""

    at: datetime
    kind: Literal["direct", "relayed"]
    protocol: Literal["udp", "tcp", "tls"] = Field(description="to the relay, where there is one")
    family: Literal["ipv4", "ipv6"] | None


class StepsRecord(_Read):
    """How one page came into the talk: milliseconds after its link was opened, by its own clock; null: never."""

    participant_id: str
    told_at: datetime
    permission: int | None
    socket: int | None
    ice: int | None = Field(description="the two browsers found a way to each other")
    keys: int | None = Field(description="and it is encrypted")
    click: int | None = Field(description="this person's own")
    first_sound: int | None = Field(description="of the other person")
    first_picture: int | None = Field(description="of the other person, and not black")
    paths: tuple[PathRecord, ...]


class QualitySample(_Read):
    """Two seconds of the line as one page measured them; null: its browser does not tell, or there was nothing."""

    at: datetime
    mos: float | None = Field(default=None, description="1 to 5, by the E-model of ITU-T G.107, simplified")
    loss_in: float | None = Field(default=None, description="share of the other's voice packets that did not arrive")
    loss_out: float | None = Field(default=None, description="the same of this person's, as the other browser reports")
    concealed: float | None = Field(default=None, description="share of the sound played that was made up")
    round_trip_ms: int | None = None
    jitter_ms: int | None = None
    kbit_in: int = 0
    kbit_out: int = 0
    width: int | None = Field(default=None, description="of the other's picture, as it was shown")
    height: int | None = None
    fps: int | None = None
    freezes: int = 0
    freeze_ms: int = 0
    sent: Literal["full", "smaller", "smallest", "paused"] = Field(description="how much of the own picture was sent")
    relayed: bool = False


class Span(_Read):
    """Of one quantity over the whole call."""

    lowest: float
    median: float
    highest: float


class QualityRecord(_Read):
    """How the line was for one person, from their pages, in order."""

    participant_id: str
    samples: tuple[QualitySample, ...]
    mos: Span | None
    round_trip_ms: Span | None
    jitter_ms: Span | None
    loss_in: Span | None
    loss_out: Span | None
    concealed: Span | None


class ConnectionTestRecord(_Read):
    """How one person's connection was found before the talk, as their page told it; no addresses."""

    participant_id: str
    at: datetime
    asked: bool = Field(description="the person wanted it; else the page did it of its own accord")
    steps: ConnectionSteps
    round_trip_ms: int | None = Field(description="to our relay and back")
    kbit_s: int | None = Field(description="through our relay; at least so much")


class EditRecord(_Read):
    """One change of the summary."""

    version: int
    user_id: str
    at: datetime
    before: dict[str, Any]
    after: dict[str, Any]


class SummaryOnRecord(_Read):
    """The account of the call as it stands, the draft it began as, and every change between."""

    state: str
    version: int
    body: dict[str, Any]
    draft: dict[str, Any]
    drafted_at: datetime
    approved_at: datetime | None
    approved_by: str | None
    rejected_because: str | None
    edits: tuple[EditRecord, ...] = ()


class CallRecord(CallLine):
    """Everything that is remembered of one call."""

    notes: str | None
    wait_seconds: float | None = Field(description="from the customer's click to the talk")
    participants: tuple[PersonRecord, ...]
    timeline: tuple[EntryRecord, ...]
    messages: tuple[MessageRecord, ...]
    consents: tuple[ConsentRecord, ...]
    consents_whole: bool = Field(description="the chain of hashes over all consents holds: none was edited or removed")
    parts: tuple[PartRecord, ...]
    recordings: tuple[RecordingRecord, ...] = Field(description="the file of each recording that has ended")
    steps: tuple[StepsRecord, ...] = Field(description="one for each page that came into the talk")
    quality: tuple[QualityRecord, ...] = Field(description="one for each person whose page has measured the line")
    connection_tests: tuple[ConnectionTestRecord, ...] = Field(description="before the talk, oldest first")
    summary: SummaryOnRecord | None

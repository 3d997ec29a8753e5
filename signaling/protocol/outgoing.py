"""What the server says over `/ws`: one discriminated union."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from signaling.protocol.evidence import EvidenceFile, EvidenceRequest
from signaling.protocol.incoming import ConnectionSteps, IceCandidate, Origin, SessionDescription
from signaling.protocol.snapshot import CallSnapshot, CaseGlimpse, QueueView
from signaling.protocol.words import AgentState, ErrorCode, Purpose, Role


class Outgoing(BaseModel):
    """Base of everything the server sends."""

    model_config = ConfigDict(frozen=True)


class IceServer(Outgoing):
    """RTCIceServer of the W3C."""

    urls: tuple[str, ...]
    username: str | None = None
    credential: str | None = None


class Self(Outgoing):
    """Who the server takes this page for: a user, or a participant of one call."""

    id: str
    role: Role
    name: str
    language: str


class Welcome(Outgoing):
    """The answer to `hello`. `call_id` is a live call this person already belongs to."""

    type: Literal["welcome"] = "welcome"
    self: Self
    call_id: str | None = None
    resumed: bool = Field(default=False, description="the page has its place again, and what it missed follows")
    ice_servers: tuple[IceServer, ...] = ()
    ice_transport_policy: Literal["all", "relay"] = "all"
    warm: bool = Field(
        default=True,
        description="connect as soon as both pages are there, black and silent; else with the second click",
    )
    server_time: datetime


class IceServers(Outgoing):
    """Fresh servers and credentials in a call: several times before those it has run out, or a server has died."""

    type: Literal["ice_servers"] = "ice_servers"
    ice_servers: tuple[IceServer, ...]
    ice_transport_policy: Literal["all", "relay"]


class Session(Outgoing):
    """The messages of this page's call count in this session, after the number for each origin in `heard`; null while
    nothing is counted. What is said in a call carries its `origin` and its `seq` there.
    """

    type: Literal["session"] = "session"
    session: str | None
    heard: dict[Origin, int]


class Pong(Outgoing):
    """The answer to `ping`."""

    type: Literal["pong"] = "pong"


class CallChanged(Outgoing):
    """The call, whole."""

    type: Literal["call"] = "call"
    call: CallSnapshot


class QueueMoved(Outgoing):
    """A waiting customer's place, whenever it has changed; the call itself has not."""

    type: Literal["queue"] = "queue"
    call_id: str
    queue: QueueView


class Description(Outgoing):
    """A session description from the other page."""

    type: Literal["description"] = "description"
    from_page: str
    to_page: str
    description: SessionDescription


class Candidate(Outgoing):
    """An ICE candidate from the other page."""

    type: Literal["candidate"] = "candidate"
    from_page: str
    to_page: str
    candidate: IceCandidate


class ChatLine(Outgoing):
    """One stored line of text beside the call."""

    id: str
    client_id: str
    participant_id: str
    text: str
    at: datetime


class Chat(Outgoing):
    """New lines, or (on entering) all lines so far, oldest first."""

    type: Literal["chat"] = "chat"
    lines: tuple[ChatLine, ...]


class ConnectionTested(Outgoing):
    """How the page of another person in the call found its connection; told to the agent. The newest of each person
    counts, and comes again on entering.
    """

    type: Literal["connection_tested"] = "connection_tested"
    participant_id: str
    at: datetime
    asked: bool
    steps: ConnectionSteps
    round_trip_ms: int | None
    kbit_s: int | None


class Typing(Outgoing):
    """What somebody is writing, as it stands; empty once it is sent or taken back."""

    type: Literal["typing"] = "typing"
    participant_id: str
    text: str


class Evidence(Outgoing):
    """Everything that came from this call so far, oldest first, and what was asked for last."""

    type: Literal["evidence"] = "evidence"
    request: EvidenceRequest | None
    files: tuple[EvidenceFile, ...]
    statement: str | None = Field(default=None, description="id of the statement the customer is asked to confirm")


class PurposeWords(Outgoing):
    """The question for one purpose, as it is to be shown."""

    purpose: Purpose
    text: str


class ConsentAsked(Outgoing):
    """The exact words in this person's language; the answer quotes `wording_sha256`."""

    type: Literal["consent_asked"] = "consent_asked"
    request_id: str
    locale: str
    title: str
    introduction: str
    questions: tuple[PurposeWords, ...]
    reassurance: str = Field(description="that saying no costs nothing, and how to withdraw")
    retention_days: int
    wording_sha256: str


class Record(Outgoing):
    """A ticket for this page's own leg: POST the offer to `whip_url` (RFC 9725)."""

    type: Literal["record"] = "record"
    recording_id: str
    part_number: int
    whip_url: str
    picture: bool = Field(default=False, description="the leg may offer the camera's picture beside the voice")


class Offer(Outgoing):
    """A waiting call rings at this agent."""

    type: Literal["offer"] = "offer"
    offer_id: str
    call_id: str
    case: CaseGlimpse
    customer_name: str
    language: str
    reason: str | None = None
    interrupted: bool = Field(default=False, description="they were talking to an agent who was lost")
    waiting_since: datetime
    expires_at: datetime
    server_time: datetime


class OfferClosed(Outgoing):
    """It rings no longer, and why."""

    type: Literal["offer_closed"] = "offer_closed"
    offer_id: str
    outcome: Literal["accepted", "declined", "expired", "withdrawn"]
    call_id: str
    case_reference: str


class OfferTaken(Outgoing):
    """This very page's `accept` was the one. All pages of the agent hear `offer_closed`; only this one goes on."""

    type: Literal["offer_taken"] = "offer_taken"
    offer_id: str
    call_id: str
    case_reference: str


class AgentChanged(Outgoing):
    """This agent as the queue sees them, and how many customers wait."""

    type: Literal["agent"] = "agent"
    state: AgentState
    call_id: str | None = None
    waiting: int = Field(ge=0)


class Error(Outgoing):
    """Refused, nothing changed. `reply_to` is the `id` of the message it answers."""

    type: Literal["error"] = "error"
    code: ErrorCode
    message: str
    reply_to: int | None = None


class Bye(Outgoing):
    """The last message before the server closes the socket."""

    type: Literal["bye"] = "bye"
    code: ErrorCode
    retry: bool = Field(description="whether connecting again makes sense")


FromServer = Annotated[
    Welcome
    | IceServers
    | Session
    | Pong
    | CallChanged
    | QueueMoved
    | Description
    | Candidate
    | Chat
    | ConnectionTested
    | Typing
    | Evidence
    | ConsentAsked
    | Record
    | Offer
    | OfferClosed
    | OfferTaken
    | AgentChanged
    | Error
    | Bye,
    Field(discriminator="type"),
]

"""What a browser may say over `/ws`: one discriminated union, and the limits of each field.

Every message may carry an `id`; an error that answers it carries the same number as `reply_to`.
"""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from signaling.protocol.line import SAMPLES, LineSample
from signaling.protocol.words import Channel, Decision, Purpose, WhyNotRecorded

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Locale = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)]
Moment = Annotated[AwareDatetime, Field(strict=False)]
"""RFC 3339 with its offset."""
TimeZone = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$")]
"""A name of the IANA time zone database, as `Europe/Madrid`."""
Sdp = Annotated[str, StringConstraints(min_length=1, max_length=48 * 1024)]


class Incoming(BaseModel):
    """Base of everything a browser sends; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    id: int | None = Field(default=None, ge=0, le=2**31 - 1)


Origin = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{1,32}\.[0-9a-f]{1,16}$")]
ORIGINS = 32
"""Nodes, and lives of nodes, that have spoken in one call; a page that has heard more is shown everything anew."""


class Resume(BaseModel):
    """How far a page has heard its call: the session it was told, and the last `seq` of each origin that reached it."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    session: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}\.[0-9a-f]{1,64}$")]
    heard: dict[Origin, Annotated[int, Field(ge=0, le=2**53 - 1)]] = Field(max_length=ORIGINS)


class Hello(Incoming):
    """The first message. `page_id` is new with each page load: the same page keeps its talk.

    `call_version`, with `resume`, is the newest `version` of its call that the page has been shown.
    """

    type: Literal["hello"]
    token: Annotated[str, StringConstraints(min_length=16, max_length=256)]
    page_id: Id
    resume: Resume | None = None
    call_version: int | None = Field(default=None, ge=0, le=2**53 - 1)


class Ping(Incoming):
    """A page that has heard nothing for a while asks whether anybody is there, or measures how long that takes."""

    type: Literal["ping"]


class SetPresence(Incoming):
    """An agent says whether the queue may offer calls."""

    type: Literal["presence"]
    state: Literal["available", "break"]


class Enter(Incoming):
    """An agent's page takes its place in a call; a customer's page is placed by its token."""

    type: Literal["enter"]
    call_id: Id


class Leave(Incoming):
    """The page is going away, on purpose and for now; the call waits for the way back."""

    type: Literal["leave"]


class Ready(Incoming):
    """This person's own click: from here on they may be heard and seen."""

    type: Literal["ready"]
    audio: bool
    video: bool
    screen: bool = Field(default=False, description="the picture is this person's screen, not their camera")


class Media(Incoming):
    """Microphone and camera as this person has set them, or their screen; shown to the other side."""

    type: Literal["media"]
    audio: bool
    video: bool
    screen: bool = Field(default=False, description="the picture is this person's screen, not their camera")


class SetLanguage(Incoming):
    """The language in which this person reads, chosen by hand."""

    type: Literal["language"]
    locale: Locale


class SessionDescription(BaseModel):
    """RTCSessionDescriptionInit of the W3C, offer or answer."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    type: Literal["offer", "answer"]
    sdp: Sdp


class IceCandidate(BaseModel):
    """RTCIceCandidateInit of the W3C; an empty `candidate` is the end of candidates."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    candidate: Annotated[str, StringConstraints(max_length=1024)]
    sdpMid: Annotated[str, StringConstraints(max_length=64)] | None = None  # noqa: N815 (W3C's spelling)
    sdpMLineIndex: int | None = Field(default=None, ge=0, le=64)  # noqa: N815 (W3C's spelling)
    usernameFragment: Annotated[str, StringConstraints(max_length=256)] | None = None  # noqa: N815 (W3C's spelling)


class SendDescription(Incoming):
    """A session description for the page `to_page`; for a page that is gone it is dropped."""

    type: Literal["description"]
    to_page: Id
    description: SessionDescription


class SendCandidate(Incoming):
    """An ICE candidate for the page `to_page`; for a page that is gone it is dropped."""

    type: Literal["candidate"]
    to_page: Id
    candidate: IceCandidate


class TalkConnected(Incoming):
    """This browser sees the peer connection as connected."""

    type: Literal["talk_connected"]


Milliseconds = Annotated[int, Field(ge=0, le=7 * 86_400_000)]


class Steps(BaseModel):
    """When a page came to each step of its way into the talk: after its link was opened, by its own monotonic clock.

    A step that is missing has not come. `ice`: the two found a way to each other. `keys`: it is encrypted. Sound and
    picture are the first of the other person that were not silent and not black.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    permission: Milliseconds | None = None
    socket: Milliseconds | None = None
    ice: Milliseconds | None = None
    keys: Milliseconds | None = None
    click: Milliseconds | None = None
    first_sound: Milliseconds | None = None
    first_picture: Milliseconds | None = None


class TalkPath(BaseModel):
    """Which way the talk takes, and no address of anybody. `protocol` is the one to the relay where there is one."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    kind: Literal["direct", "relayed"]
    protocol: Literal["udp", "tcp", "tls"]
    family: Literal["ipv4", "ipv6"] | None = None


class TellSteps(Incoming):
    """How this page came into the talk: once it is there, and again when the talk takes another path."""

    type: Literal["steps"]
    steps: Steps
    path: TalkPath | None = None


class TellQuality(Incoming):
    """How the line of the talk was since this was last told: every ten seconds, and once more at the end."""

    type: Literal["quality"]
    samples: Annotated[tuple[LineSample, ...], Field(strict=False, min_length=1, max_length=SAMPLES)]


class Tested(BaseModel):
    """What one step of the connection test came to. `late`: no answer in time; `skipped`: it was not tried."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    outcome: Literal["passed", "failed", "late", "skipped"]
    ms: Annotated[int, Field(ge=0, le=60_000)] | None = None


class ConnectionSteps(BaseModel):
    """A step that is missing had nothing to try: no such server, or nobody there to connect to.

    `talk`: the line to the other page, while both are still dark. `stun`: out by UDP. `turn_...`: an allocation, by
    each way to our relays. `relay`: through one of them and back.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    devices: Tested | None = None
    socket: Tested | None = None
    talk: Tested | None = None
    stun: Tested | None = None
    turn_udp: Tested | None = None
    turn_tcp: Tested | None = None
    turn_tls: Tested | None = None
    relay: Tested | None = None


class TellConnectionTest(Incoming):
    """How this page's connection was found, before its person's click. `asked`: by the person; else of its own accord.

    Round trip and throughput are those over the relay. No addresses.
    """

    type: Literal["connection_test"]
    asked: bool
    steps: ConnectionSteps
    round_trip_ms: int | None = Field(default=None, ge=0, le=60_000)
    kbit_s: int | None = Field(default=None, ge=0, le=10_000_000)


class SendChat(Incoming):
    """Text beside the call. Sent again with the same `client_id`, it is stored once."""

    type: Literal["chat"]
    client_id: Id
    text: Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]


class SendTyping(Incoming):
    """What stands in this person's field, while there is no channel from page to page: shown, and stored nowhere."""

    type: Literal["typing"]
    text: Annotated[str, StringConstraints(max_length=2000)]


class RequestEvidence(Incoming):
    """The agent asks the customer to show something; what was asked before is asked for no longer."""

    type: Literal["evidence_request"]
    what: Literal["label"]


class CancelEvidence(Incoming):
    """The agent does not ask for it any more."""

    type: Literal["evidence_cancel"]


class AnswerEvidence(Incoming):
    """The customer's word on it. `accepted`: it is on its way. `failed`: it could not be sent."""

    type: Literal["evidence_answer"]
    request_id: Id
    answer: Literal["accepted", "declined", "failed"]


class AcceptOffer(Incoming):
    """The agent takes the call that rings."""

    type: Literal["accept"]
    offer_id: Id


class DeclineOffer(Incoming):
    """The agent does not take the call that rings; it goes to the next one."""

    type: Literal["decline"]
    offer_id: Id


class WishCallBack(Incoming):
    """The customer would rather be called back than wait, or than go on where no voice gets through: between which two
    moments, and how. It ends the waiting, or the talk.
    """

    type: Literal["call_back"]
    channel: Annotated[Channel, Field(strict=False)]
    starts_at: Moment = Field(description="the window's beginning; a wish for the past is refused")
    ends_at: Moment = Field(description="the window's end: by then it is promised")
    time_zone: TimeZone = Field(description="the customer's own, in which the window is shown again")
    contact: Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)] = ""
    note: Annotated[str, StringConstraints(max_length=500, strip_whitespace=True)] = ""


class HangUp(Incoming):
    """This person ends the call for both."""

    type: Literal["hangup"]


Control = Annotated[str, StringConstraints(pattern=r"^[a-z_.]{0,40}$")]
"""What was clicked, in the page's own word; for the ledger."""


class RequestConsent(Incoming):
    """The agent asks to record; everybody is then shown the words."""

    type: Literal["consent_request"]


class AnswerConsent(Incoming):
    """One person's answer, for each purpose, to exactly the words whose hash they saw."""

    type: Literal["consent_answer"]
    request_id: Id
    wording_sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    decisions: dict[Annotated[Purpose, Field(strict=False)], Annotated[Decision, Field(strict=False)]]
    control: Control = ""


class WithdrawConsent(Incoming):
    """Recording stops now; with `discard`, what was written so far is removed too; with `only_picture`, the recording
    goes on without one.
    """

    type: Literal["consent_withdraw"]
    discard: bool = False
    only_picture: bool = False
    control: Control = ""


class PauseRecording(Incoming):
    """Nothing is recorded from now on until this person says so: for a card number, for instance."""

    type: Literal["recording_pause"]


class ResumeRecording(Incoming):
    """Who paused wishes to go on. It does once everybody's page has answered `resume_seen`."""

    type: Literal["recording_resume"]


class ResumeSeen(Incoming):
    """This page shows that the recording goes on."""

    type: Literal["resume_seen"]


class LegLost(Incoming):
    """The connection to the recorder broke; the page asks for a new ticket. With `because` there is none to be had: the
    recorder has refused, and said why.
    """

    type: Literal["leg_lost"]
    recording_id: Id
    because: Annotated[WhyNotRecorded | None, Field(strict=False)] = None


FromBrowser = Annotated[
    Hello
    | Ping
    | SetPresence
    | Enter
    | Leave
    | Ready
    | Media
    | SetLanguage
    | SendDescription
    | SendCandidate
    | TalkConnected
    | TellSteps
    | TellQuality
    | TellConnectionTest
    | SendChat
    | SendTyping
    | RequestEvidence
    | CancelEvidence
    | AnswerEvidence
    | AcceptOffer
    | DeclineOffer
    | WishCallBack
    | HangUp
    | RequestConsent
    | AnswerConsent
    | WithdrawConsent
    | PauseRecording
    | ResumeRecording
    | ResumeSeen
    | LegLost,
    Field(discriminator="type"),
]

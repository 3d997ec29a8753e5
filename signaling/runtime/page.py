"""A signed-in page: who it is, and its place in a call. One owner (its socket's reader), no locks."""

import json
import re
from dataclasses import dataclass

from records.credentials import Credential
from signaling.cluster.call_log import EVERYBODY, to_page, to_participant
from signaling.protocol.codec import encode
from signaling.protocol.errors import SignalError
from signaling.protocol.incoming import Resume
from signaling.protocol.outgoing import AgentChanged, CallChanged, Self
from signaling.protocol.snapshot import QueueView
from signaling.protocol.words import CallState, ErrorCode, Role
from signaling.runtime.hearing import Hearing
from signaling.runtime.peer import Peer
from signaling.runtime.seating import Occupant

_SNAPSHOT = re.compile(
    r'\{(?:"origin":"[^"]*","seq":\d+,)?"type":"call",'
    r'"call":\{"id":"[^"]*","version":(\d+),"mode":"[a-z_]+","state":"([a-z_]+)"'
)
_OVER = frozenset({CallState.WRAP_UP, CallState.CLOSED})


@dataclass(slots=True, eq=False)
class Page:
    """`participant_id`, `call_id` and `hearing` are set while the page has its place in a call."""

    peer: Peer
    page_id: str
    credential: Credential
    person: Self
    resume: Resume | None = None
    """How far it had heard its call when its last socket was lost."""
    seen_version: int | None = None
    """The newest snapshot of its call it had been shown by then."""
    call_id: str | None = None
    participant_id: str | None = None
    told: QueueView | AgentChanged | None = None
    """What this page was told of the queue last: the same again is no news."""
    hearing: Hearing | None = None
    arrived: bool = False
    """The call has been told that it is here."""
    shown_version: int = 0
    """Of its call: the newest snapshot it was sent."""
    shown_duty: int = 0
    """Of its agent: the version of the state it was told last."""
    rings: str | None = None
    """The offer that it was told of and not yet that it has closed."""
    replaced: bool = False
    """Another page of the same person took the place; this one's end is no leaving."""

    @property
    def role(self) -> Role:
        """What this person may do."""
        return self.credential.role

    @property
    def user_id(self) -> str | None:
        """The signed-in user, None for a customer."""
        return self.credential.user_id

    def occupant(self) -> tuple[Occupant, str]:
        """As whom it acts, and in which call. Raises SignalError with `not_in_this_state` when it has no place."""
        if self.call_id is None or self.participant_id is None:
            raise SignalError(ErrorCode.NOT_IN_THIS_STATE, "This page has no place in a call.")
        return Occupant(self.participant_id, self.page_id, self.credential.sha256), self.call_id

    def take_place(self, call_id: str, participant_id: str) -> Hearing:
        """From now on it hears what is said to everybody in the call, to this person, and to this page."""
        self.call_id, self.participant_id, self.shown_version, self.arrived = call_id, participant_id, 0, False
        people = frozenset({EVERYBODY, to_participant(participant_id)})
        self.hearing = Hearing(to_page(self.page_id), people, self.say)
        return self.hearing

    def give_up_place(self) -> None:
        """It hears the call no longer."""
        self.call_id = self.participant_id = self.hearing = None

    def show(self, message: CallChanged) -> None:
        """Send it the call as it stands."""
        self.say(encode(message))

    def say(self, text: str) -> None:
        """Send a message of its call that is encoded already."""
        if snapshot := _SNAPSHOT.match(text):
            self.shown_version = max(self.shown_version, int(snapshot[1]))
            self.peer.watch(closely=self.user_id is not None or _anybody_waits(snapshot[2], text))
        self.peer.send_text(text)


def _anybody_waits(state: str, snapshot: str) -> bool:
    """For the customer: not once the talk is over, nor in the lobby while no agent is there."""
    if state != CallState.CREATED:
        return state not in _OVER
    people = json.loads(snapshot)["call"]["participants"]
    return any(person["role"] == Role.AGENT and person["page_id"] is not None for person in people)

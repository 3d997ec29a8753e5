"""A signed-in page: who it is, and its place in a call. One owner (its socket's reader), no locks."""

from dataclasses import dataclass

from records.credentials import Credential
from signaling.protocol.outgoing import AgentChanged, Self
from signaling.protocol.snapshot import QueueView
from signaling.protocol.words import Role
from signaling.runtime.announce import call_topic, participant_topic, takeover_topic
from signaling.runtime.peer import Peer


@dataclass(slots=True, eq=False)
class Page:
    """`participant_id` and `call_id` are set while the page has its place in a call."""

    peer: Peer
    page_id: str
    credential: Credential
    person: Self
    call_id: str | None = None
    participant_id: str | None = None
    told: QueueView | AgentChanged | None = None
    """What this page was told of the queue last: the same again is no news."""
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

    def call_topics(self) -> tuple[str, ...]:
        """What this page hears because of its place."""
        if self.call_id is None or self.participant_id is None:
            return ()
        return (
            call_topic(self.call_id),
            participant_topic(self.participant_id),
            takeover_topic(self.participant_id),
            page_topic(self.call_id, self.page_id),
        )


def page_topic(call_id: str, page_id: str) -> str:
    """Where descriptions and candidates for one page go: within its call, so no stranger's can reach it."""
    return f"page:{call_id}:{page_id}"

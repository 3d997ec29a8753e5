"""What the runtime needs from outside; handed in by the composition root."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from signaling.protocol.outgoing import PurposeWords
from signaling.protocol.words import RecordingWhen


class Clock(Protocol):
    """Gives the time of day in UTC; durations within a process are measured by the event loop's own clock."""

    def __call__(self) -> datetime:
        """Now, aware."""


class Bus(Protocol):
    """Delivery to whichever node holds the page. A hint: what must not be lost is in SQL and is read again."""

    def publish(self, topic: str, text: str) -> None:
        """Give `text` to everybody who subscribed to `topic`, on every node. Never raises for a Redis that is away."""

    def say(self, call_id: str, to: str, text: str) -> None:
        """Give `text` to the page or pages of this call at the address `to`, in order and once, also when they come
        back to another node meanwhile. Never raises for a Redis that is away.
        """


@dataclass(frozen=True, slots=True)
class Words:
    """The exact words of the question for consent in one language. `text` is all of them, `sha256` its hash; `id` and
    `version` say which words they are, `build` which build of the product has them.
    """

    locale: str
    title: str
    introduction: str
    questions: tuple[PurposeWords, ...]
    reassurance: str
    text: str
    sha256: str
    id: str = "recording"
    version: int = 1
    build: str = ""


class Wordings(Protocol):
    """Where the words of consent come from."""

    def words(
        self, locale: str, *, retention_days: int, when: RecordingWhen = RecordingWhen.ON_REQUEST, picture: bool = False
    ) -> Words | None:  # fmt: skip
        """The words for a reader of `locale` (BCP 47), or None when there is no complete translation for them. What a
        no leads to depends on the policy. `picture`: it is asked for beside the sound.
        """

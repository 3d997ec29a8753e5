"""Text as it is typed, for pages that have no channel to each other. It is in no log and in no row: what was not
sent is nobody's.
"""

from collections.abc import Iterable

from signaling.protocol.codec import encode
from signaling.protocol.outgoing import Typing
from signaling.runtime.page import Page

TYPED = "~ "
"""Begins what is said of it on a call's topic."""


def typed(participant_id: str, text: str) -> str:
    """What stands in this person's field, for every node that has a page of the call."""
    return f"{TYPED}{participant_id} {encode(Typing(participant_id=participant_id, text=text))}"


def show_typed(pages: Iterable[Page], text: str) -> None:
    """Show it to everybody in the call but the one who types."""
    participant_id, message = text.removeprefix(TYPED).split(" ", maxsplit=1)
    for page in pages:
        if page.participant_id not in (None, participant_id):
            page.peer.send_text(message)

"""Sends a round of letters to one endpoint: a few of them in flight, and none begun for whose answer the lease may be
too short.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog

from outgoing.answer import Answer, Sender
from records.deliveries import Letter
from records.tables import EndpointRow

AT_ONCE = 8
"""In flight to one endpoint. More would be quicker here, and a flood for whoever is there."""
BEGUN_WITHIN_S = 1.0
"""From the beginning of the round; an endpoint that needs longer for its letters gets fewer in a round."""

log = structlog.get_logger()


async def send_round(
    sender: Sender, endpoint: EndpointRow, letters: Sequence[Letter], *, clock: Callable[[], datetime]
) -> list[Answer | None]:
    """What came of each; None: its turn did not come, and nothing of it was sent.

    Whoever says that they are gone is sent nothing more. The first `AT_ONCE` always have their turn.
    """
    loop = asyncio.get_running_loop()
    over_at = loop.time() + BEGUN_WITHIN_S
    answers: list[Answer | None] = [None] * len(letters)
    waiting = iter(enumerate(letters))
    gone = False

    async def go_on() -> None:
        nonlocal gone
        for place, letter in waiting:
            answer = answers[place] = await _sent(sender, endpoint, letter, now=clock())
            gone = gone or answer.gone
            if gone or loop.time() >= over_at:
                return

    async with asyncio.TaskGroup() as group:
        for _ in range(min(AT_ONCE, len(letters))):
            group.create_task(go_on())
    return answers


async def _sent(sender: Sender, endpoint: EndpointRow, letter: Letter, *, now: datetime) -> Answer:
    """The ladder of background tasks: a letter that breaks its sender is put off, and the others go out."""
    try:
        return await sender.send(letter.event, endpoint, now=now)
    except Exception as error:
        log.exception("outgoing.not_sent", webhook_id=letter.event.id, endpoint=endpoint.id)
        return Answer(None, f"it could not be sent: {type(error).__name__}")

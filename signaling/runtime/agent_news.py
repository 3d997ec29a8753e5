"""Tells an agent's pages what the agent is doing. Nothing older than what a page was told before.

Whoever changes an agent tells of it after the commit, on whichever node, and others read the rows and tell what they
found: in what order that arrives nobody can say. The version of the agent's row can.
"""

import re

from records.agents import Duty
from signaling.protocol.codec import encode
from signaling.protocol.outgoing import AgentChanged, Offer, OfferClosed
from signaling.runtime.page import Page

_DUTY = "@"
"""Begins what nodes tell each other of an agent; anything else on an agent's topic is passed on as it is."""
_RINGING = re.compile(r'\{"type":"(offer|offer_closed)","offer_id":"([^"]*)"')


def agent_news(duty: Duty, *, waiting: int) -> AgentChanged:
    """What a page is told, while so many customers wait."""
    return AgentChanged(state=duty.state, call_id=duty.call_id, waiting=waiting)


def published(duty: Duty, *, waiting: int) -> str:
    """The same for an agent's topic, so that whoever holds a page can tell which is the later one."""
    return f"{_DUTY}{duty.version} {encode(agent_news(duty, waiting=waiting))}"


def tell_agent(page: Page, duty: Duty, *, waiting: int) -> AgentChanged | None:
    """Tell the page, and give back what it was told; None when it knows better already."""
    if not _is_news(page, duty.version):
        return None
    news = agent_news(duty, waiting=waiting)
    page.peer.send(news)
    return news


def pass_on(page: Page, text: str) -> None:
    """Something from the agent's topic."""
    if not text.startswith(_DUTY):
        _tell_ringing(page, text)
        return
    version, message = text.removeprefix(_DUTY).split(" ", maxsplit=1)
    if _is_news(page, int(version)):
        page.peer.send_text(message)


def tell_offer(page: Page, message: Offer | OfferClosed) -> None:
    """Tell the page what rings, or that it does no longer, as the rows say."""
    _tell_ringing(page, encode(message))


def _tell_ringing(page: Page, text: str) -> None:
    if ringing := _RINGING.match(text):
        what, offer_id = ringing.groups()
        if what == "offer":
            page.rings = offer_id
        elif page.rings == offer_id:
            page.rings = None
    page.peer.send_text(text)


def _is_news(page: Page, version: int) -> bool:
    """The same version again is: what it says of the queue may be another thing."""
    if version < page.shown_duty:
        return False
    page.shown_duty = version
    return True

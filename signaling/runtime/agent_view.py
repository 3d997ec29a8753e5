"""Shows an agent's page how the queue sees its agent: what they do, what rings, and what does no longer."""

from datetime import timedelta

from sqlalchemy import select

from records.database import Database
from records.tables import OfferRow
from signaling.runtime.agent_news import tell_agent, tell_offer
from signaling.runtime.announce import Announcer, closed_view, offer_view
from signaling.runtime.page import Page
from signaling.runtime.ports import Clock

_LATELY = timedelta(minutes=2)
"""How long an offer that has closed is told of again: a page that missed it would ring on."""


async def show_agent(database: Database, announcer: Announcer, page: Page, user_id: str, *, clock: Clock) -> None:
    """What has closed lately is told first, and then what rings."""
    duty, waiting = await announcer.agent_seen(user_id)
    tell_agent(page, duty, waiting=waiting)
    async with database.reading() as session:
        ringing = select(OfferRow).where(OfferRow.user_id == user_id, OfferRow.outcome.is_(None))
        lately = select(OfferRow).where(OfferRow.user_id == user_id, OfferRow.closed_at > clock() - _LATELY)
        for offer in await session.scalars(lately.order_by(OfferRow.closed_at)):
            tell_offer(page, await closed_view(session, offer))
        for offer in await session.scalars(ringing):
            tell_offer(page, await offer_view(session, offer, clock))

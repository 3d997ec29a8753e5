"""Makes the case that nobody has stated, when a feed tells of a parcel that is in trouble."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from cases.alerting.rules import RuleBook
from cases.feeds.message import Feed, ParcelNews
from cases.intake import Opening
from cases.opening import is_alarming, references_for, stated_by
from cases.upsert import put_case
from records.cases import find_case


def opening_under(rules: RuleBook) -> Opening:
    """A parcel that is alarming under these rules becomes a case, unless every name it could have is taken."""

    async def open_case(session: AsyncSession, feed: Feed, news: ParcelNews, now: datetime) -> None:
        if not is_alarming(news, rules, now=now):
            return
        for reference in references_for(news):
            if await find_case(session, reference) is None:
                await put_case(session, reference, stated_by(news), actor=f"feed:{feed}", now=now)
                return

    return open_case

"""What a feed says of a whole parcel, as a line of its journey where no line says so. Pure.

Feeds give a parcel a state beside its lines, and some only there: that it is lost, that they have given up waiting. The
rules read lines, so the state becomes one, once for each time that it begins.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from cases.feeds.message import ParcelNews
from cases.journeys.customs import stay_in_customs
from cases.journeys.journey import happened, in_order
from cases.journeys.standing import OVERTAKEN_BY, stands
from cases.journeys.tracking_event import Progress, TrackingEvent

_A_SECOND: Final = timedelta(seconds=1)
"""A state is what the newest line of its body has left the parcel in, and so comes after it."""


def line_of_state(
    news: ParcelNews, told: Sequence[TrackingEvent], *, source: str, now: datetime
) -> TrackingEvent | None:
    """The line that is missing beside those of `news` and those `told` before; None where the state is no matter of
    the rules, or was said already when the feed looked: by the lines of this feed, whatever others say, or by all lines
    together. What was told of a later moment counts for nothing: a push may come after a newer one.
    """
    known = [*told, *news.events]
    if news.state not in OVERTAKEN_BY or (news.state is Progress.EXPIRED and not known):
        return None
    seen = happened(news.events if news.as_of else known, now=now)
    at = max([min(news.as_of or now, now), *(event.at + _A_SECOND for event in seen)])
    then = [event for event in known if event.at <= at]
    own = [event for event in then if event.source == source]
    if any(_says_so(news.state, in_order(lines)) for lines in (own, then)):
        return None
    return TrackingEvent(
        at=at, description=news.state_words or _words(news.state), progress=news.state, language="en", source=source
    )  # fmt: skip


def _says_so(state: Progress, lines: Sequence[TrackingEvent]) -> bool:
    """Whether these lines leave the parcel in this state; in customs as its rule reads them."""
    if state not in (Progress.CUSTOMS, Progress.CUSTOMS_INQUIRY):
        return stands(state, lines)
    stay = stay_in_customs(lines)
    return stay is not None and (stay.asked or state is Progress.CUSTOMS)


def _words(state: Progress) -> str:
    return state.replace("_", " ").capitalize()

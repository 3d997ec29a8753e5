"""Two questions after the call over REST: answered by the customer, read by those who work for them."""

from datetime import timedelta

from pydantic import BaseModel, Field

from cases.contacts.follow_up import Feeling, Solved
from cases.contacts.ratings import RatingView, feeling, rating_view, solved
from records.ratings import count_ratings, has_open_promise, put_rating, rated_call, ratings_of_call
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode
from web.callers import limit_tries_of
from web.operation import Ask


class GivenRating(BaseModel, extra="forbid"):
    """Either question may be skipped; both null takes back what was said."""

    solved: Solved | None = None
    feeling: Feeling | None = None


class RatingList(BaseModel):
    """Of one call."""

    ratings: tuple[RatingView, ...]


class RatingSearch(BaseModel, extra="forbid"):
    """Of calls that ended in the last so many days."""

    days: int = Field(default=90, ge=1, le=730)


class Share(BaseModel):
    """How often one answer was given."""

    answer: str
    count: int


class RatingTable(BaseModel):
    """How the answers are spread: no averages, and how many calls with a talk there were in all."""

    days: int
    talks: int
    answered: int
    solved: tuple[Share, ...]
    feeling: tuple[Share, ...]


async def rate_call(ask: Ask[GivenRating, None]) -> GivenRating:
    """For the customer of this call once they have talked; said again, the newer word holds."""
    parts, caller, said = ask.parts, ask.caller, ask.body
    await limit_tries_of(ask.http, "rating", caller.participant_id, limit=30, per_s=60)
    async with parts.database.transaction() as session:
        call = await rated_call(session, ask.path("call_id"), caller.participant_id)
        if call is None:
            raise SignalError(ErrorCode.CALL_NOT_FOUND, "There is no such call.")
        if call.active_since is None or call.ended_at is None:
            raise SignalError(ErrorCode.NOT_IN_THIS_STATE, "There was no talk yet, or it goes on.")
        row = await put_rating(
            session, call.id, caller.participant_id, solved=said.solved, feeling=said.feeling, now=parts.clock()
        )
        return GivenRating(solved=solved(row), feeling=feeling(row))


async def read_ratings(ask: Ask[None, None]) -> RatingList:
    """What was said of one call; nobody has to have said anything."""
    call_id = ask.path("call_id")
    async with ask.parts.database.reading() as session:
        rows = await ratings_of_call(session, call_id)
        promised = await has_open_promise(session, call_id)
    views = (rating_view(row, name, promised=promised) for row, name in rows)
    return RatingList(ratings=tuple(view for view in views if view))


async def count_answers(ask: Ask[None, RatingSearch]) -> RatingTable:
    """How the answers of the last days are spread."""
    days = ask.query.days
    async with ask.parts.database.reading() as session:
        pairs, talks = await count_ratings(session, since=ask.parts.clock() - timedelta(days=days))
    answered = sum(number for *said, number in pairs if any(said))
    return RatingTable(
        days=days, talks=talks, answered=answered,
        solved=tuple(Share(answer=each, count=sum(n for found, _, n in pairs if found == each)) for each in Solved),
        feeling=tuple(Share(answer=each, count=sum(n for _, felt, n in pairs if felt == each)) for each in Feeling),
    )  # fmt: skip

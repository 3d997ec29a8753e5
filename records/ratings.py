"""The memory of what customers said of calls: once for each call and person. Commits nothing by itself."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from records.tables import CallRow, CommitmentRow, ParticipantRow, RatingRow


async def rated_call(session: AsyncSession, call_id: str, participant_id: str) -> CallRow | None:
    """The call, if this person is or was in it."""
    query = select(CallRow).join(ParticipantRow, ParticipantRow.call_id == CallRow.id)
    found: CallRow | None = await session.scalar(
        query.where(CallRow.id == call_id, ParticipantRow.id == participant_id)
    )
    return found


async def put_rating(
    session: AsyncSession, call_id: str, participant_id: str, *, solved: str | None, feeling: str | None, now: datetime
) -> RatingRow:
    """What this person says of this call from now on."""
    row = RatingRow
    query = select(row).where(row.call_id == call_id, row.participant_id == participant_id).with_for_update()
    known: RatingRow | None = await session.scalar(query)
    if known is None:
        made = RatingRow(call_id=call_id, participant_id=participant_id, solved=solved, feeling=feeling, at=now)
        try:
            async with session.begin_nested():
                session.add(made)
        except IntegrityError:  # a second click was faster
            known = (await session.scalars(query)).one()
        else:
            return made
    if (known.solved, known.feeling) != (solved, feeling):
        known.solved, known.feeling, known.changed_at = solved, feeling, now
    return known


async def ratings_of_call(session: AsyncSession, call_id: str) -> Sequence[Row[RatingRow, str]]:
    """Each with the name of who said it."""
    row = RatingRow
    query = select(row, ParticipantRow.name).join(ParticipantRow, ParticipantRow.id == row.participant_id)
    return (await session.execute(query.where(row.call_id == call_id).order_by(row.at, row.id))).all()


async def ratings_of_case(session: AsyncSession, case_id: str, *, limit: int) -> Sequence[Row[RatingRow, str]]:
    """The newest of all calls on a case, each with the name of who said it."""
    row = RatingRow
    query = (
        select(row, ParticipantRow.name)
        .join(ParticipantRow, ParticipantRow.id == row.participant_id)
        .join(CallRow, CallRow.id == row.call_id)
        .where(CallRow.case_id == case_id)
    )
    return (await session.execute(query.order_by(row.at.desc(), row.id).limit(limit))).all()


async def has_open_promise(session: AsyncSession, call_id: str) -> bool:
    """Whether something promised in this call is still to be kept."""
    row = CommitmentRow
    found = await session.scalar(select(func.count()).where(row.call_id == call_id, row.state == "open"))
    return bool(found)


async def count_ratings(
    session: AsyncSession, *, since: datetime
) -> tuple[Sequence[Row[str | None, str | None, int]], int]:
    """How often each pair of answers was given for calls that ended since then, and how many such calls had a talk."""
    row, call = RatingRow, CallRow
    pairs = await session.execute(
        select(row.solved, row.feeling, func.count())
        .join(call, call.id == row.call_id)
        .where(call.ended_at >= since)
        .group_by(row.solved, row.feeling)
    )
    talked = await session.scalar(
        select(func.count()).select_from(call).where(call.ended_at >= since, call.active_since.is_not(None))
    )
    return pairs.all(), talked or 0

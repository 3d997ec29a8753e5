"""What a customer said of a call, as those who work for them read it."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from cases.contacts.follow_up import Feeling, FollowUp, Solved, follow_up
from records.tables import RatingRow


class RatingView(BaseModel):
    """What one person said, and the kind thing to do about it."""

    model_config = ConfigDict(frozen=True)
    call_id: str
    name: str
    solved: Solved | None
    feeling: Feeling | None
    at: datetime
    changed_at: datetime | None
    follow_up: FollowUp | None


def rating_view(row: RatingRow, name: str, *, promised: bool) -> RatingView | None:
    """None: what was said was taken back. `promised`: something is still open that they were promised."""
    felt, found = feeling(row), solved(row)
    if felt is None and found is None:
        return None
    return RatingView(
        call_id=row.call_id, name=name, solved=found, feeling=felt, at=row.at, changed_at=row.changed_at,
        follow_up=follow_up(found, felt, promised=promised),
    )  # fmt: skip


def solved(row: RatingRow) -> Solved | None:
    """A word of a newer release than ours is none that we know."""
    return Solved(row.solved) if row.solved in set(Solved) else None


def feeling(row: RatingRow) -> Feeling | None:
    """The same."""
    return Feeling(row.feeling) if row.feeling in set(Feeling) else None

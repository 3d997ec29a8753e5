"""What pages and programs send and read about contacts with a customer: the shapes of the REST interface."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from cases.alerting.urgency import Because, Mood
from cases.contacts.moments import Moment
from cases.contacts.plan import Reason
from cases.contacts.ratings import RatingView

Way = Literal["mail", "helpdesk", "by_hand"]
_Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]


class _Shown(BaseModel):
    model_config = ConfigDict(frozen=True)


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class WantedLetter(_Said):
    """Which message is to be drafted. `detail` are words of one's own that go into it."""

    moment: Moment
    language: Annotated[str, StringConstraints(max_length=35)] | None = None
    detail: Annotated[str, StringConstraints(strip_whitespace=True, max_length=4_000)] = ""
    promise: bool = Field(default=True, description="whether it says by when they hear from us again")


class NewContact(_Said):
    """What the customer is told. `by_hand`: somebody has told them, and it is only written down."""

    moment: Moment
    language: Annotated[str, StringConstraints(min_length=2, max_length=35)]
    subject: _Line = ""
    text: _Text
    by_hand: bool = False
    although_night: bool = Field(default=False, description="they have asked for it now")
    next_update_at: AwareDatetime | None = None


class Preview(_Shown):
    """The message as it would go. `way` null: nobody brings it, a person has to."""

    moment: Moment
    language: str
    subject: str
    text: str
    to: str | None
    way: Literal["mail", "helpdesk"] | None
    next_update_at: datetime | None


class ContactView(_Shown):
    """One thing they were told."""

    moment: Moment | None
    way: Way
    language: str
    to: str
    subject: str
    text: str
    at: datetime
    by_name: str
    next_update_at: datetime | None


class PlanView(_Shown):
    """By when they hear from us next. `promised`: they were told so; else it is what we have set ourselves."""

    due_at: datetime
    promised: bool
    reasons: tuple[Reason, ...]
    moment: Moment


class LocalTime(_Shown):
    """The customer's clock: one moment, or the earliest and the latest of a wide country. `zones` empty: unknown."""

    zones: tuple[str, ...]
    told: bool
    is_night: bool
    night_until: datetime | None


class ContactDesk(_Shown):
    """Everything about keeping a customer informed."""

    plan: PlanView
    local_time: LocalTime
    mood: Mood
    because: tuple[Because, ...]
    answer_due: date | None
    languages: tuple[str, ...]
    contacts: tuple[ContactView, ...]
    ratings: tuple[RatingView, ...]

"""What pages and programs send and read about enquiries: the shapes of the REST interface."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from cases.enquiries.answers import Outcome, Proposal
from cases.enquiries.carriers import Channel
from cases.parcel import Believable

_MOST_FILES = 20

_Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
_Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000)]
_Files = Annotated[tuple[Annotated[str, StringConstraints(max_length=64)], ...], Field(max_length=_MOST_FILES)]


class _Shown(BaseModel):
    model_config = ConfigDict(frozen=True)


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NewEnquiry(_Said):
    """What was asked just now. `days` other than the channel's own: as the carrier has said."""

    channel: Channel
    address: _Line = ""
    subject: _Line = ""
    text: _Text
    days: Annotated[int, Field(ge=1, le=120)] | None = None
    evidence_ids: _Files = ()


class NewLetter(_Said):
    """Something that went to the carrier, or came from it. `outcome` belongs to an answer: what it says."""

    direction: Literal["out", "in"]
    channel: Channel
    at: Annotated[AwareDatetime, Believable] | None = Field(default=None, description="when; left out: just now")
    subject: _Line = ""
    text: _Text = ""
    evidence_ids: _Files = ()
    outcome: Outcome | None = None


class LetterView(_Shown):
    """As it was filed; `at` is when it went or came."""

    direction: Literal["out", "in"]
    channel: Channel
    at: datetime
    subject: str
    text: str
    evidence_ids: tuple[str, ...]
    outcome: Outcome | None
    by_name: str


class EnquiryView(_Shown):
    """One question with all that was written about it. `countries` are those whose holidays were kept to."""

    id: str
    carrier: str
    channel: Channel
    address: str
    asked_at: datetime
    asked_by: str
    days: int
    due_on: date
    countries: tuple[str, ...]
    state: Literal["open", "closed"]
    overdue: bool
    outcome: Outcome | None
    letters: tuple[LetterView, ...]


class WayView(_Shown):
    """A channel, and until when an answer would be due if asked now. `source` null: the house's own patience."""

    channel: Channel
    days: int
    address: str | None
    source: str | None
    seen_on: date | None
    due_on: date


class EnquiryDesk(_Shown):
    """Everything about asking the carrier of a case. Of `unknown` countries no holidays are known, only weekends."""

    carrier: str | None
    language: str
    languages: tuple[str, ...]
    ways: tuple[WayView, ...]
    countries: tuple[str, ...]
    unknown: tuple[str, ...]
    enquiries: tuple[EnquiryView, ...]
    proposals: tuple[Proposal, ...]

"""The pieces a summary is made of. Every statement says where in the call it comes from."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from signaling.protocol.words import Role

MAX_TEXT = 4_000
MAX_SOURCES = 20
MAX_WORDS = 200

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_TEXT)]
SourceKind = Literal["case", "tracking_event", "timeline", "note", "chat", "transcript", "evidence", "agent"]
Doubt = Literal["figures", "day", "kind"]
"""`figures`: a number in the words stands in no source. `day`: no source names this day. `kind`: none speaks of such a
solution.
"""
AgreedKind = Literal["reship", "refund", "compensation", "other"]


class Piece(BaseModel):
    """Base of all pieces: frozen, and unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(Piece):
    """Where a statement comes from. `agent` is a person's own addition at wrap-up, and needs no `ref`."""

    kind: SourceKind
    ref: str = Field(
        default="",
        max_length=80,
        description="id of the tracking event, timeline entry, chat line, utterance or file; name of the case field",
    )
    at: datetime | None = None


class Statement(Piece):
    """One thing, in the words it was said or stored in."""

    text: Text
    sources: tuple[Source, ...] = Field(min_length=1, max_length=MAX_SOURCES)
    doubt: Doubt | None = Field(default=None, description="what `summary.check` could not find in the sources")


class Said(Statement):
    """A statement of somebody in the call; `speaker` is null for a note."""

    speaker: Role | None = None


class Fact(Statement):
    """Something about the parcel that was named in the call, beside what the case says."""

    about: Literal["tracking_number", "address"]
    heard: str = Field(min_length=1, max_length=MAX_WORDS)
    on_case: str | None = Field(default=None, max_length=MAX_WORDS)
    standing: Literal["same", "other", "unknown"] = Field(description="beside the case; unknown: it says nothing")
    check_digit: Literal["right", "wrong"] | None = Field(
        default=None, description="of a number of the postal form (UPU S10)"
    )


class Agreed(Piece):
    """What both sides settled on. `amount` is null when none was named."""

    kind: AgreedKind = "other"
    amount: Decimal | None = Field(default=None, ge=0, max_digits=12, decimal_places=2)
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None


class Agreement(Statement, Agreed):
    """An agreement with its words."""

    @property
    def terms(self) -> Agreed:
        """What was agreed, without the words: for whoever decides by it."""
        return Agreed(kind=self.kind, amount=self.amount, currency=self.currency)


class Commitment(Statement):
    """A promise. `due_on` is null when the words name no day that can be told without guessing."""

    who: Role | None = Field(default=None, description="who promised; null when the words do not say")
    due_on: date | None = Field(default=None, description="the last day of it, in `time_zone`")
    due_words: str | None = Field(default=None, max_length=MAX_WORDS, description="the words that name the time")
    time_zone: str | None = Field(default=None, max_length=64, description="where that day is meant; an IANA name")


class Evidence(Statement):
    """A file or thing that supports a claim: talked about, or given in the call."""

    standing: Literal["mentioned", "taken"]


MoodWord = Literal["angry", "worried", "calm", "thankful"]


class Mood(Statement):
    """How the customer spoke of it, by their own words."""

    moment: Literal["start", "end"]
    mood: MoodWord


class NextStage(Statement):
    """Where the case goes from here, as far as the words say it."""

    stage: Literal["facts_checked", "carrier_asked", "customer_told", "solution", "claim"]

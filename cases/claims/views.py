"""The desk of claims as pages read it, and what they send: the shapes of web/static/js/protocol/desk.d.ts."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from cases.amounts import Amount
from cases.claims.progress import MAY_HAVE_A_SUM, NEEDS_A_SUM, Step
from cases.claims.words import CountedFrom, Loss, PackNews, Supplier, Voucher, Whom
from cases.journeys.tracking_event import TrackingEvent
from cases.parcel import Money

_Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
_Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1_000)]
_Id = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class NewStep(BaseModel):
    """What happened to a claim, on which day. `amount` is what was claimed, granted or paid."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    whom: Whom
    step: Step
    happened_on: date
    amount: Money | None = None
    number: _Line = Field(default="", description="theirs for the claim")
    answer_by: date | None = Field(default=None, description="until when they wait for us")
    note: _Note = ""

    @model_validator(mode="after")
    def _has_its_sum(self) -> "NewStep":
        if self.step in NEEDS_A_SUM and self.amount is None:
            raise ValueError(f"{self.step} needs a sum")
        if self.step not in MAY_HAVE_A_SUM and self.amount is not None:
            raise ValueError(f"{self.step} has no sum")
        return self


class NewVoucher(BaseModel):
    """Which voucher a file is; `counts` false: it is none any more."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    item: Voucher
    evidence_id: _Id
    counts: bool = True


class _Shown(BaseModel):
    model_config = ConfigDict(frozen=True)


class DeadlineView(_Shown):
    """One published deadline for this parcel. `last_day` null: the day it is counted from is not known."""

    whom: Whom
    name: str
    service: str | None
    counted_from: CountedFrom
    days: int | None
    months: int | None
    first_day: date | None
    last_day: date | None
    source: str
    url: str
    dated: date | None
    read_on: date
    quoted: bool = Field(description="read where somebody else quotes it; to be checked before use")


class VoucherView(_Shown):
    """One voucher: whether it is there, which files it is, and who can supply it."""

    voucher: Voucher
    there: bool
    files: tuple[str, ...]
    supplier: Supplier
    asked: bool


class StepView(_Shown):
    """One step, as it was written down."""

    whom: Whom
    step: Step
    happened_on: date
    amount: Amount | None
    number: str
    answer_by: date | None
    note: str
    by_name: str
    at: datetime


class ClaimView(_Shown):
    """The claim against one of them: how it stands and what may follow. `published` null: nothing is known of them."""

    whom: Whom
    name: str | None
    published: str | None
    standing: Step | None
    next: tuple[Step, ...]
    submit_by: date | None
    answer_by: date | None
    claimed: Amount | None = Field(description="of them, in the submission that stands")
    outstanding: Amount | None = Field(description="of that, once they pay or have said that they will")
    proposed: Amount | None = Field(description="for a pack or a submission: what was said last, else what it is worth")
    language: str | None = Field(description="in which they are written to, where it is known where they sit")


class LossView(_Shown):
    """Where somebody had it in hands last, and for how many whole days nobody had since."""

    seen: TrackingEvent
    silent_days: int


class StatementView(_Shown):
    """What the customer has confirmed. `whole`: its hashes hold. `replaces_at`: when they confirmed the one before."""

    id: str
    at: datetime
    way: str
    locale: str
    text: str
    text_sha256: str
    own_words: str
    signed_name: str
    whole: bool
    replaces_at: datetime | None
    other_now: bool = Field(description="asked today, they would be shown other words")


class StatementAskedView(_Shown):
    """What was asked of the customer last."""

    state: str
    asked_at: datetime
    expires_at: datetime
    in_call: bool


class PackView(_Shown):
    """One claim pack. `files` counts what lies in it; `older_than`: what has changed since it was asked for."""

    id: str
    whom: Whom
    language: str
    state: str
    asked_at: datetime
    by_name: str
    files: int
    pdf_sha256: str | None
    zip_sha256: str | None
    zip_size: int | None
    claimed: Amount | None
    older_than: tuple[PackNews, ...]


class ClaimDesk(_Shown):
    """Everything about stage six of a case."""

    loss: Loss
    point: LossView | None
    claims: tuple[ClaimView, ...]
    deadlines: tuple[DeadlineView, ...]
    vouchers: tuple[VoucherView, ...]
    asked: StatementAskedView | None
    statements: tuple[StatementView, ...]
    steps: tuple[StepView, ...]
    recovered: tuple[Amount, ...]
    packs: tuple[PackView, ...]
    pack_languages: tuple[str, ...]
    claimant: str | None = Field(description="in whose name packs claim; null: nobody has said, and they name none")


class Reminder(_Shown):
    """A day on a claim that comes near or has passed."""

    case_reference: str
    title: str
    customer_name: str
    whom: Whom
    name: str
    what: str = Field(description="`submit` the claim, or `answer` what was asked")
    last_day: date


class ReminderList(_Shown):
    """The earliest first."""

    reminders: tuple[Reminder, ...]

"""The desk of solutions as pages read it, and what they send: the shapes of web/static/js/protocol/desk.d.ts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import Row

from cases.alerting.rules import RuleBook
from cases.amounts import Amount
from cases.journeys.anomalies import Anomaly
from cases.parcel import Money
from cases.solutions.deciding import Deed, Done, MayNot, Standing, open_decision, settle, standing_of
from cases.solutions.proposing import Because, Missing, Proposal
from cases.solutions.second_look import Second, second_look
from cases.solutions.situation import Bearer, CustomerValue, Situation, SolutionKind
from cases.solutions.table import Decider, SolutionBook
from cases.solutions.terms import Terms
from records.tables import SolutionDeedRow

_Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1_000)]


class Decision(BaseModel):
    """What somebody decides to give. `note` says why, where the proposal's own reasons do not."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: SolutionKind
    amount: Money
    note: _Note = ""
    call_id: Annotated[str, StringConstraints(max_length=64)] | None = Field(
        default=None, description="the call in which it was settled"
    )


class Word(BaseModel):
    """What is said of a decision: by a second person, or to take it back."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    deed: Deed
    note: _Note = ""


class _Shown(BaseModel):
    model_config = ConfigDict(frozen=True)


class SituationView(_Shown):
    """What it is proposed from; null: not known."""

    cause: Anomaly | None
    goods: Amount | None
    freight: Amount | None
    freight_by: Bearer | None
    insured: bool | None
    customer: CustomerValue | None


class ProposalView(_Shown):
    """`alone`: whoever asks may decide it without a second pair of eyes; `second` is why not."""

    kind: SolutionKind
    amount: Amount
    cost: Amount
    because: tuple[Because, ...]
    alone: bool
    second: tuple[Second, ...]
    not_counted: Amount | None = Field(description="the freight that is in neither, as it is in another currency")


class AgreedView(_Shown):
    """What the approved summary of a call says was agreed on."""

    call_id: str
    words: str
    kind: SolutionKind | None
    amount: Amount | None


class DeedView(_Shown):
    """One deed, as it was written down."""

    decision_id: str
    deed: Deed
    kind: SolutionKind
    amount: Amount
    cost: Amount
    because: tuple[str, ...]
    note: str
    by_name: str
    by_role: str
    at: datetime
    call_id: str | None
    own: bool = Field(description="whoever asks did it")


class DecisionView(_Shown):
    """The decision that waits for a second person, or is in force."""

    id: str
    standing: Standing
    kind: SolutionKind
    amount: Amount
    cost: Amount
    second: tuple[Second, ...] = Field(description="why a second person has to look, or had to")
    may: tuple[Deed, ...] = Field(description="what whoever asks may do about it")


class SolutionDesk(_Shown):
    """Everything about stage five of a case. `limit`: what whoever asks may decide alone, in the parcel's currency."""

    situation: SituationView
    terms: Terms
    missing: tuple[Missing, ...]
    proposals: tuple[ProposalView, ...]
    agreed: AgreedView | None
    limit: Amount | None
    decision: DecisionView | None
    deeds: tuple[DeedView, ...]


@dataclass(frozen=True, slots=True)
class Asker:
    """Who looks at the desk, and by which tables."""

    user_id: str
    role: Decider
    book: SolutionBook
    rules: RuleBook


def proposal_view(each: Proposal, about: Situation, asker: Asker) -> ProposalView:
    """A proposal beside what whoever asks may decide alone, by the same rules as the decision."""
    limit = asker.book.limit_of(asker.role, each.cost.currency)
    second = second_look(about, each.kind, each.amount, cost=each.cost, limit=limit)
    return ProposalView(
        kind=each.kind, amount=each.amount, cost=each.cost, because=each.because, alone=not second, second=second,
        not_counted=each.not_counted,
    )  # fmt: skip


def decision_view(rows: Sequence[Row[SolutionDeedRow, str]], asker: Asker) -> DecisionView | None:
    """The decision that is open, if one is."""
    deeds = done_in(rows)
    decision_id = open_decision(deeds)
    row = next((row for row, _ in rows if row.decision_id == decision_id), None)
    standing = standing_of(deeds, decision_id) if decision_id else None
    if decision_id is None or row is None or standing is None:
        return None
    return DecisionView(
        id=decision_id, standing=standing, kind=SolutionKind(row.kind), amount=_amount(row.amount_minor, row),
        cost=_amount(row.cost_minor, row), may=_may(deeds, decision_id, asker),
        second=tuple(Second(each) for each in row.second_look if each in set(Second)),
    )  # fmt: skip


def _may(deeds: Sequence[Done], decision_id: str, asker: Asker) -> tuple[Deed, ...]:
    """The rules are asked, not written down a second time."""
    allowed = []
    for deed in (Deed.CONFIRMED, Deed.DECLINED, Deed.WITHDRAWN):
        try:
            settle(deeds, decision_id, deed, user_id=asker.user_id, role=asker.role)
        except MayNot:
            continue
        allowed.append(deed)
    return tuple(allowed)


def deed_view(row: SolutionDeedRow, name: str, asker: Asker) -> DeedView:
    """One deed with the name of who did it."""
    return DeedView(
        decision_id=row.decision_id, deed=Deed(row.deed), kind=SolutionKind(row.kind),
        amount=_amount(row.amount_minor, row), cost=_amount(row.cost_minor, row), because=tuple(row.because),
        note=row.note, by_name=name, by_role=row.role, at=row.at, call_id=row.call_id,
        own=row.user_id == asker.user_id,
    )  # fmt: skip


def _amount(minor: int, row: SolutionDeedRow) -> Amount:
    return Amount(minor=minor, currency=row.currency)


def done_in(rows: Sequence[Row[SolutionDeedRow, str]]) -> list[Done]:
    """The deeds as the rules read them."""
    return [Done(row.decision_id, Deed(row.deed), row.user_id, alone=row.alone) for row, _ in rows]

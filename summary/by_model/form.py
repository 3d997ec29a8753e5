"""The form a language model fills in, and how a filled one becomes a summary. Pure.

It names its sources by the labels it was given; what names none we know is nothing. The summary that comes out is held
against the sources by `summary.check` afterwards.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from signaling.protocol.words import Role
from summary.by_model.port import ModelFailed
from summary.draft import situation
from summary.material import Material
from summary.model import MAX_STATEMENTS, Summary
from summary.reading.parcel_numbers import check_digit
from summary.rules.account import beside_case, evidence
from summary.rules.told import cut
from summary.statements import (
    MAX_SOURCES,
    Agreement,
    Commitment,
    Evidence,
    Fact,
    Mood,
    NextStage,
    Said,
    Source,
    Statement,
)

Labels = Mapping[str, Source]
Kind = TypeVar("Kind", bound=Statement)
_FENCE: Final = re.compile(r"\A\s*```(?:json)?\s*(.*?)\s*```\s*\Z", re.DOTALL)


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid")
    text: str = Field(
        description="one short sentence; keep names, numbers, amounts and dates exactly as they were said"
    )
    sources: list[str] = Field(description="labels of the lines that say it, such as L3")


class _Fact(_Told):
    about: Literal["tracking_number", "address"]
    heard: str = Field(description="the number, or the part of the address, as it was said")


class _Agreed(_Told):
    kind: Literal["reship", "refund", "compensation", "other"]
    amount: str | None = Field(description="digits with a point, such as 20.00; null if none was named")
    currency: str | None = Field(description="ISO 4217, such as EUR")


class _Refused(_Told):
    speaker: Literal["agent", "customer"]


class _Promise(_Told):
    who: Literal["agent", "customer"] | None
    due_on: str | None = Field(description="YYYY-MM-DD, only if the words name that day; otherwise null")


class _Mood(_Told):
    moment: Literal["start", "end"]
    mood: Literal["angry", "worried", "calm", "thankful"]


class _Stage(_Told):
    stage: Literal["facts_checked", "carrier_asked", "customer_told", "solution", "claim"]


class Form(BaseModel):
    """Every list may be empty; nothing may be guessed."""

    model_config = ConfigDict(extra="forbid")
    account: list[_Told] = Field(description="what the customer says has happened; only the customer's lines")
    facts: list[_Fact]
    agreed: list[_Agreed] = Field(description="only what both sides have said yes to")
    refused: list[_Refused]
    commitments: list[_Promise] = Field(description="promises, with the line of whoever promised")
    evidence: list[_Told] = Field(description="photos, invoices and the like that were spoken of")
    moods: list[_Mood] = Field(description="how the customer spoke at the start and at the end")
    open_questions: list[_Told] = Field(description="what the customer asked and nobody answered")
    next_stage: list[_Stage] = Field(description="at most one")


def schema() -> Mapping[str, Any]:
    """The form as strict JSON Schema."""
    return Form.model_json_schema()


def read_form(text: str) -> Form:
    """Raises ModelFailed with `nonsense`. A fence around the JSON is no fault."""
    fenced = _FENCE.match(text)
    try:
        return Form.model_validate_json(fenced[1] if fenced else text)
    except ValidationError as error:
        raise ModelFailed("nonsense") from error


def to_summary(form: Form, labels: Labels, material: Material) -> Summary:
    """Every statement that says where it comes from, and the facts from where they are known."""
    return Summary(
        language=material.language,
        situation=tuple(situation(material))[:MAX_STATEMENTS],
        account=_all(Said, form.account, labels, speaker=Role.CUSTOMER),
        facts=tuple(_facts(form.facts, labels, material))[:MAX_STATEMENTS],
        agreed=tuple(_agreed(form.agreed, labels))[:MAX_STATEMENTS],
        refused=_each(Said, form.refused, labels, lambda each: {"speaker": each.speaker}),
        commitments=_each(Commitment, form.commitments, labels, lambda each: _promised(each, material)),
        evidence=(
            *evidence((), material),
            *_all(Evidence, form.evidence, labels, standing="mentioned"),
        )[:MAX_STATEMENTS],
        moods=_moods(form.moods, labels),
        open_questions=_all(Statement, form.open_questions, labels),
        next_stage=_each(NextStage, form.next_stage, labels, lambda each: {"stage": each.stage})[:1],
        outcome=material.outcome,
        consents=material.consents,
        recordings=material.recordings,
    )  # fmt: skip


def _facts(told: list[_Fact], labels: Labels, material: Material) -> Iterator[Fact]:
    for each in told:
        heard = each.heard.strip()
        beside = beside_case(each.about, heard, material)
        digit = check_digit(beside.heard) if each.about == "tracking_number" else None
        yield from _one(
            Fact, each, labels, about=each.about, heard=beside.heard, on_case=beside.on_case, standing=beside.standing,
            check_digit=digit,
        )  # fmt: skip


def _agreed(told: list[_Agreed], labels: Labels) -> Iterator[Agreement]:
    for each in told:
        amount = _decimal(each.amount)
        currency = each.currency if amount is not None else None
        yield from _one(Agreement, each, labels, kind=each.kind, amount=amount, currency=currency)


def _promised(each: _Promise, material: Material) -> dict[str, Any]:
    due_on = _day(each.due_on)
    return {"who": each.who, "due_on": due_on, "time_zone": material.time_zone if due_on else None}


def _moods(told: list[_Mood], labels: Labels) -> tuple[Mood, ...]:
    found = _each(Mood, told, labels, lambda each: {"moment": each.moment, "mood": each.mood})
    return tuple({mood.moment: mood for mood in found}.values())


def _all(kind: type[Kind], told: list[_Told], labels: Labels, **fields: object) -> tuple[Kind, ...]:
    return tuple(made for each in told for made in _one(kind, each, labels, **fields))[:MAX_STATEMENTS]


def _each(kind: type[Kind], told: list[Any], labels: Labels, fields: Any) -> tuple[Kind, ...]:  # noqa: ANN401 (of the form)
    return tuple(made for each in told for made in _one(kind, each, labels, **fields(each)))[:MAX_STATEMENTS]


def _one(made_as: type[Kind], told: _Told, labels: Labels, **fields: object) -> Iterator[Kind]:
    """The statement, or none where it says nothing or comes from nowhere."""
    sources = tuple(dict.fromkeys(labels[label] for label in told.sources if label in labels))[:MAX_SOURCES]
    try:
        yield made_as.model_validate({"text": cut(told.text), "sources": sources, **fields})
    except ValidationError:
        return


def _decimal(text: str | None) -> Decimal | None:
    try:
        return Decimal(text).quantize(Decimal("0.01")) if text is not None else None
    except InvalidOperation:
        return None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text is not None else None
    except ValueError:
        return None

"""What a case body may hold, and what it may not."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from cases.parcel import MAX_EVENTS, MAX_FACTS, CaseBody

LEAST: dict[str, Any] = {"title": "a lamp", "customer": {"name": "Lucía", "language": "es"}}
EVENT = {"at": "2026-10-01T08:00:00Z", "description": "Held"}


def read(**changes: object) -> CaseBody:
    return CaseBody.model_validate_json(json.dumps(LEAST | changes))


def test_a_title_and_a_customer_are_enough() -> None:
    body = read()
    assert (body.tracking_number, body.stage, body.facts, body.events) == (None, None, {}, ())


def test_a_sum_keeps_its_digits_whether_it_came_as_text_or_as_a_number() -> None:
    for amount in ("48.90", 48.9):
        value = read(value={"amount": amount, "currency": "EUR"}).value
        assert value is not None
        assert value.model_dump(mode="json")["amount"] in ("48.90", "48.9")


@pytest.mark.parametrize(
    "changes",
    [
        {"titel": "x"},
        {"title": "  "},
        {"title": "x" * 201},
        {"title": "a\u0000b"},
        {"customer": {"name": "L", "language": "Spanish please"}},
        {"customer": {"name": "L", "language": "es", "age": 7}},
        {"value": {"amount": "-1", "currency": "EUR"}},
        {"value": {"amount": "1.005", "currency": "EUR"}},
        {"value": {"amount": "NaN", "currency": "EUR"}},
        {"value": {"amount": "1"}},
        {"origin": {"country": "Spain"}},
        {"shipped_on": "last week"},
        {"stage": "lost"},
        {"facts": {"n": 1}},
        {"facts": {str(number): "x" for number in range(MAX_FACTS + 1)}},
        {"facts": {"x": "y" * 1_001}},
        {"events": [EVENT] * (MAX_EVENTS + 1)},
        {"events": [EVENT | {"at": "2026-10-01T08:00:00"}]},
        {"events": [EVENT | {"progress": "teleported"}]},
    ],
)
def test_a_body_that_says_more_less_or_otherwise_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        read(**changes)


@pytest.mark.parametrize(
    ("amount", "currency", "good"),
    [("86.50", "EUR", True), ("1200.00", "JPY", True), ("0.5", "JPY", False), ("1.234", "KWD", False)],
)
def test_goods_are_worth_what_their_currency_and_a_case_can_hold(amount: str, currency: str, good: bool) -> None:
    value = {"amount": amount, "currency": currency}
    if good:
        assert read(value=value).value is not None
        return
    with pytest.raises(ValidationError):
        read(value=value)


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2100-01-01"])
def test_no_deadline_is_counted_from_a_day_outside_all_parcels(day: str) -> None:
    with pytest.raises(ValidationError):
        read(shipped_on=day)

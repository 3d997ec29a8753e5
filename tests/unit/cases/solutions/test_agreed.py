"""What a summary says was agreed on, however much of it can be read."""

from typing import Any

import pytest

from cases.amounts import Amount
from cases.solutions.agreed import agreed_in
from cases.solutions.situation import SolutionKind

GOODS = Amount(minor=10_000, currency="EUR")


def body(*items: Any) -> dict[str, Any]:
    return {"agreed": list(items)}


def test_words_alone_are_words_alone() -> None:
    found = agreed_in(body({"text": "we send it again", "source": {"kind": "chat"}}), GOODS)
    assert found is not None
    assert (found.words, found.kind, found.amount) == ("we send it again", None, None)


def test_what_is_named_is_read_exactly() -> None:
    found = agreed_in(body({"text": "t", "kind": "refund", "amount": "86.50", "currency": "EUR"}), GOODS)
    assert found is not None
    assert (found.kind, found.amount) == (SolutionKind.REFUND, Amount(minor=8_650, currency="EUR"))


@pytest.mark.parametrize(
    ("amount", "kind"),
    [
        ("30.00", SolutionKind.PARTIAL_COMPENSATION),
        ("100.00", SolutionKind.FULL_COMPENSATION),
        (None, SolutionKind.FULL_COMPENSATION),
    ],
)
def test_a_compensation_is_full_or_partial_by_its_sum(amount: str | None, kind: SolutionKind) -> None:
    found = agreed_in(body({"text": "t", "kind": "compensation", "amount": amount, "currency": "EUR"}), GOODS)
    assert found is not None
    assert found.kind is kind
    assert found.amount is not None


def test_the_last_word_that_names_something_counts() -> None:
    found = agreed_in(body({"text": "a", "kind": "refund"}, {"text": "b", "kind": "reship"}, {"text": "c"}), GOODS)
    assert found is not None
    assert found.words == "b"


@pytest.mark.parametrize("odd", [{}, {"agreed": None}, {"agreed": [1, {"text": 3}]}, {"agreed": "all"}])
def test_what_cannot_be_read_is_nothing(odd: dict[str, Any]) -> None:
    assert agreed_in(odd, GOODS) is None


@pytest.mark.parametrize("amount", ["x", "NaN", "-1", "1.234", True, 1e9, "Infinity"])
def test_an_odd_sum_is_no_sum(amount: Any) -> None:
    found = agreed_in(body({"text": "t", "kind": "refund", "amount": amount, "currency": "EUR"}), GOODS)
    assert found is not None
    assert found.amount is None

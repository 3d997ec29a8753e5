"""Sums in minor units: nothing is lost, and nothing is added that cannot be."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from cases.amounts import Amount, amount_of
from cases.currencies import minor_digits
from cases.parcel import Money

CURRENCIES = st.sampled_from(["EUR", "CNY", "JPY", "KWD"])


def money(amount: str, currency: str) -> Money:
    return Money(amount=Decimal(amount), currency=currency)


@pytest.mark.parametrize(
    ("amount", "currency", "minor", "text"),
    [
        ("86.5", "GBP", 8650, "86.50"),
        ("1200", "JPY", 1200, "1200"),
        ("3.25", "KWD", 3250, "3.250"),
        ("0", "EUR", 0, "0.00"),
    ],
)
def test_a_sum_is_told_in_the_smallest_unit_of_its_currency(amount: str, currency: str, minor: int, text: str) -> None:
    made = amount_of(money(amount, currency))
    assert (made.minor, made.text) == (minor, text)


def test_half_a_yen_is_no_sum() -> None:
    with pytest.raises(ValueError, match="no such fraction"):
        amount_of(money("0.5", "JPY"))


def test_a_float_is_no_sum() -> None:
    with pytest.raises(ValidationError):
        Amount.model_validate({"minor": 10.0, "currency": "EUR"})


@given(minor=st.integers(0, 10**12), currency=CURRENCIES)
def test_what_is_shown_reads_back_as_the_same_sum(minor: int, currency: str) -> None:
    shown = Amount(minor=minor, currency=currency).text
    assert int(Decimal(shown).scaleb(minor_digits(currency))) == minor


@given(minor=st.integers(0, 10**12), percent=st.integers(0, 200))
def test_a_share_is_right_to_half_a_unit(minor: int, percent: int) -> None:
    share = Amount(minor=minor, currency="EUR").share(percent).minor
    assert abs(share * 100 - minor * percent) <= 50


def test_two_currencies_are_not_added() -> None:
    with pytest.raises(ValueError, match="is not"):
        Amount(minor=1, currency="EUR").plus(Amount(minor=1, currency="GBP"))

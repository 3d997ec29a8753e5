"""When a second person has to look: in every currency, above the worth of the parcel, and where a cost is not whole."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.amounts import Amount
from cases.solutions.proposing import cost_of
from cases.solutions.second_look import Second, second_look, worth_of
from cases.solutions.situation import Situation, SolutionKind
from cases.solutions.table import SolutionBook, read_table

BOOK = read_table(
    """
    [limits]
    agent = { EUR = 10_000, CNY = 80_000 }
    [cost_percent]
    reship = 60
    gift = 0
    """
)


def of(minor: int, currency: str = "EUR") -> Amount:
    return Amount(minor=minor, currency=currency)


SOLD = Situation(goods=of(9_000), freight=of(1_250))


def look(
    amount: Amount, kind: SolutionKind = SolutionKind.REFUND, about: Situation = SOLD, book: SolutionBook = BOOK
) -> tuple[Second, ...]:
    limit = book.limit_of("agent", amount.currency)
    return second_look(about, kind, amount, cost=cost_of(book, about, kind, amount), limit=limit)


def test_within_limit_and_worth_nobody_else_has_to_look() -> None:
    assert look(of(10_000)) == ()


@pytest.mark.parametrize(
    ("amount", "reasons"),
    [
        (of(10_001), (Second.ABOVE_LIMIT,)),
        (of(10_251), (Second.ABOVE_LIMIT, Second.ABOVE_WORTH)),
        (of(70_000, "CNY"), (Second.OTHER_CURRENCY,)),
        (of(1, "CHF"), (Second.ABOVE_LIMIT, Second.OTHER_CURRENCY)),
    ],
)
def test_a_sum_says_why_somebody_else_has_to_look(amount: Amount, reasons: tuple[Second, ...]) -> None:
    assert look(amount) == reasons


def test_what_costs_nothing_is_still_not_free_of_limits() -> None:
    assert look(of(10_251), SolutionKind.GIFT) == (Second.ABOVE_WORTH,)
    assert Second.ABOVE_LIMIT in look(of(1, "CHF"), SolutionKind.GIFT, Situation())


def test_a_cost_without_its_freight_is_nobodys_to_decide_alone() -> None:
    abroad = replace(SOLD, freight=of(50_000, "USD"))
    assert look(of(5_000), SolutionKind.RESHIP, abroad) == (Second.FREIGHT_NOT_COUNTED,)
    assert look(of(5_000), SolutionKind.REFUND, abroad) == ()
    assert worth_of(abroad) == SOLD.goods


def test_of_a_parcel_without_a_value_the_limits_hold() -> None:
    assert look(of(10_000), about=Situation()) == ()
    assert look(of(10_001), about=Situation()) == (Second.ABOVE_LIMIT,)


amounts = st.builds(of, st.integers(0, 10**12), st.sampled_from(["EUR", "CNY", "CHF", "JPY"]))


@given(amount=amounts, kind=st.sampled_from(SolutionKind), goods=st.none() | amounts, freight=st.none() | amounts)
def test_nothing_is_decided_alone_that_a_limit_or_the_worth_does_not_allow(
    amount: Amount, kind: SolutionKind, goods: Amount | None, freight: Amount | None
) -> None:
    about = Situation(goods=goods, freight=freight)
    if look(amount, kind, about):
        return
    limit = BOOK.limits.agent[amount.currency]
    assert cost_of(BOOK, about, kind, amount).minor <= limit
    worth = worth_of(about)
    assert worth is None or (worth.currency == amount.currency and amount.minor <= worth.minor)

"""What is proposed: the rows that hold, why, and what each costs."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.amounts import Amount
from cases.journeys.anomalies import Anomaly
from cases.solutions.delivered_table import AS_DELIVERED
from cases.solutions.proposing import Because, Missing, Proposal, cost_of, missing, propose
from cases.solutions.situation import Bearer, CustomerValue, Situation, SolutionKind
from cases.solutions.table import SolutionBook, read_table


def eur(minor: int) -> Amount:
    return Amount(minor=minor, currency="EUR")


LOST = Situation(
    cause=Anomaly.LOST_BY_CARRIER, goods=eur(10_000), freight=eur(1_250), freight_by=Bearer.BUYER, insured=True,
    customer=CustomerValue.VALUED,
)  # fmt: skip


def proposed(about: Situation, book: SolutionBook = AS_DELIVERED) -> dict[SolutionKind, Proposal]:
    return {each.kind: each for each in propose(about, book)}


def test_a_lost_parcel_may_be_sent_again_or_paid_for() -> None:
    found = proposed(LOST)
    assert list(found) == [
        SolutionKind.RESHIP, SolutionKind.REFUND, SolutionKind.FULL_COMPENSATION, SolutionKind.GIFT
    ]  # fmt: skip
    assert (found[SolutionKind.RESHIP].amount, found[SolutionKind.RESHIP].cost) == (eur(10_000), eur(6_000 + 1_250))
    assert found[SolutionKind.REFUND].amount == eur(11_250)
    assert found[SolutionKind.REFUND].because == (Because.CAUSE, Because.FREIGHT_BY_BUYER)
    assert Because.INSURED in found[SolutionKind.FULL_COMPENSATION].because
    assert found[SolutionKind.GIFT].because == (Because.CUSTOMER_VALUE,)


def test_who_has_not_paid_the_freight_does_not_get_it_back() -> None:
    found = proposed(replace(LOST, freight_by=Bearer.SELLER))
    assert found[SolutionKind.REFUND].amount == eur(10_000)


def test_what_is_not_known_is_said() -> None:
    found = proposed(replace(LOST, freight=None))
    assert Because.FREIGHT_NOT_KNOWN in found[SolutionKind.RESHIP].because
    assert Because.FREIGHT_NOT_KNOWN in found[SolutionKind.REFUND].because
    assert missing(Situation()) == tuple(Missing)
    assert missing(LOST) == ()


def test_a_freight_in_another_currency_is_named_where_it_is_not_counted() -> None:
    dollars = Amount(minor=4_000, currency="USD")
    found = proposed(replace(LOST, freight=dollars))
    for kind, sums in ((SolutionKind.RESHIP, (10_000, 6_000)), (SolutionKind.REFUND, (10_000, 10_000))):
        each = found[kind]
        assert (each.amount, each.cost, each.not_counted) == (*map(eur, sums), dollars)
        assert Because.FREIGHT_OTHER_CURRENCY in each.because
        assert Because.FREIGHT_NOT_KNOWN not in each.because
    assert found[SolutionKind.GIFT].not_counted is None
    assert all(each.not_counted is None for each in propose(LOST, AS_DELIVERED))


def test_nothing_is_not_proposed() -> None:
    assert propose(replace(LOST, goods=eur(0), freight=None, customer=None), AS_DELIVERED) == ()


def test_without_a_value_nothing_can_be_reckoned() -> None:
    assert propose(replace(LOST, goods=None), AS_DELIVERED) == ()


def test_a_small_delay_is_a_coupon_with_a_cap() -> None:
    late = replace(LOST, cause=Anomaly.CUSTOMS_HOLD, goods=eur(90_000), customer=None)
    (coupon,) = propose(late, AS_DELIVERED)
    assert (coupon.kind, coupon.amount, coupon.cost) == (SolutionKind.COUPON, eur(2_000), eur(1_400))
    assert Because.CAPPED in coupon.because


@pytest.mark.parametrize(("goods", "holds"), [(19_999, False), (20_000, True), (29_999, True), (30_000, False)])
def test_a_value_is_compared_in_its_own_currency(goods: int, holds: bool) -> None:
    book = read_table(
        '[[row]]\nkind = "gift"\nfixed = { EUR = 100, USD = 100 }\n'
        "goods_at_least = { EUR = 20_000 }\ngoods_below = { EUR = 30_000 }"
    )
    assert bool(propose(replace(LOST, goods=eur(goods)), book)) is holds
    assert propose(replace(LOST, goods=Amount(minor=25_000, currency="USD")), book) == ()


def test_of_one_kind_the_first_row_that_holds_counts() -> None:
    book = read_table('[[row]]\nkind = "gift"\nfixed = { EUR = 1 }\n[[row]]\nkind = "gift"\nfixed = { EUR = 2 }')
    assert [each.amount for each in propose(LOST, book)] == [eur(1)]


amounts = st.none() | st.builds(Amount, minor=st.integers(0, 10**9), currency=st.sampled_from(["EUR", "GBP"]))
situations = st.builds(
    Situation, cause=st.none() | st.sampled_from(Anomaly), goods=amounts, freight=amounts,
    freight_by=st.none() | st.sampled_from(Bearer), insured=st.none() | st.booleans(),
    customer=st.none() | st.sampled_from(CustomerValue),
)  # fmt: skip


@given(about=situations)
def test_every_proposal_states_its_cost_and_a_reason(about: Situation) -> None:
    for each in propose(about, AS_DELIVERED):
        assert each.because
        assert about.goods is not None
        assert each.cost.currency == each.amount.currency == about.goods.currency
        assert each.cost == cost_of(AS_DELIVERED, about, each.kind, each.amount)


@given(about=situations)
def test_each_kind_is_proposed_once(about: Situation) -> None:
    kinds = [each.kind for each in propose(about, AS_DELIVERED)]
    assert len(kinds) == len(set(kinds))

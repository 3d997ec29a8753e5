"""Proposes solutions: each row of the table that holds, with why it holds and what it costs. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from cases.amounts import Amount
from cases.solutions.situation import Situation, SolutionKind
from cases.solutions.table import Row, SolutionBook


class Because(StrEnum):
    """Why a row holds, or what its sum does not say. Words for people live with the pages."""

    ANY_CAUSE = "any_cause"
    CAUSE = "cause"
    INSURED = "insured"
    NOT_INSURED = "not_insured"
    FREIGHT_BY_SELLER = "freight_by_seller"
    FREIGHT_BY_BUYER = "freight_by_buyer"
    CUSTOMER_VALUE = "customer_value"
    GOODS_VALUE = "goods_value"
    CAPPED = "capped"
    FREIGHT_NOT_KNOWN = "freight_not_known"
    FREIGHT_OTHER_CURRENCY = "freight_other_currency"


class Missing(StrEnum):
    """What would have to be known for more to be proposed."""

    CAUSE = "cause"
    GOODS = "goods"
    FREIGHT = "freight"
    FREIGHT_BY = "freight_by"
    INSURED = "insured"
    CUSTOMER = "customer"


@dataclass(frozen=True, slots=True)
class Proposal:
    """`amount` is what the customer gets, `cost` what it costs the house; both always stand there.

    `not_counted` is the freight that belongs to them and is in neither, since it is in another currency.
    """

    kind: SolutionKind
    amount: Amount
    cost: Amount
    because: tuple[Because, ...]
    not_counted: Amount | None = None


def propose(situation: Situation, book: SolutionBook) -> tuple[Proposal, ...]:
    """In the table's order, one of each kind at most."""
    found: dict[SolutionKind, Proposal] = {}
    for row in book.row:
        if row.kind in found:
            continue
        because = _why(row, situation)
        amount = _amount(row, situation) if because is not None else None
        if because is not None and amount is not None and amount[0].minor > 0:
            sum_given, remarks = amount
            cost = cost_of(book, situation, row.kind, sum_given)
            left_out = None
            if row.with_freight or row.kind is SolutionKind.RESHIP:
                remarks += _of_freight(situation, sum_given)
                left_out = freight_not_counted(situation, sum_given)
            found[row.kind] = Proposal(row.kind, sum_given, cost, tuple(dict.fromkeys(because + remarks)), left_out)
    return tuple(found.values())


def cost_of(book: SolutionBook, situation: Situation, kind: SolutionKind, amount: Amount) -> Amount:
    """What giving this costs the house. Sending again costs the freight once more, where it can be added."""
    cost = amount.share(book.cost_percent.get(kind, 100))
    freight = situation.freight
    sent_again = kind is SolutionKind.RESHIP and freight is not None and freight.currency == amount.currency
    return cost.plus(freight) if sent_again else cost


def freight_not_counted(situation: Situation, beside: Amount) -> Amount | None:
    """The freight, where it is known and cannot be added to this sum."""
    freight = situation.freight
    return freight if freight is not None and freight.currency != beside.currency else None


def _of_freight(situation: Situation, beside: Amount) -> tuple[Because, ...]:
    """What has to be said of a freight that is not in the sum."""
    if situation.freight is None:
        return (Because.FREIGHT_NOT_KNOWN,)
    return (Because.FREIGHT_OTHER_CURRENCY,) if freight_not_counted(situation, beside) else ()


def missing(situation: Situation) -> tuple[Missing, ...]:
    """In the order in which one would ask."""
    unknown = {
        Missing.CAUSE: situation.cause, Missing.GOODS: situation.goods, Missing.FREIGHT: situation.freight,
        Missing.FREIGHT_BY: situation.freight_by, Missing.INSURED: situation.insured,
        Missing.CUSTOMER: situation.customer,
    }  # fmt: skip
    return tuple(name for name, value in unknown.items() if value is None)


def _why(row: Row, about: Situation) -> tuple[Because, ...] | None:
    """Every reason, or None when something that is named does not hold."""
    reasons: list[Because] = []
    conditions = (
        (bool(row.causes), about.cause in row.causes, Because.CAUSE),
        (row.insured is not None, about.insured == row.insured, _insured(row)),
        (row.freight_by is not None, about.freight_by == row.freight_by, _freight(row)),
        (bool(row.customers), about.customer in row.customers, Because.CUSTOMER_VALUE),
        (bool(row.goods_at_least or row.goods_below), _value_fits(row, about), Because.GOODS_VALUE),
    )
    for named, holds, reason in conditions:
        if named and not holds:
            return None
        if named:
            reasons.append(reason)
    return tuple(reasons) or (Because.ANY_CAUSE,)


def _insured(row: Row) -> Because:
    return Because.INSURED if row.insured else Because.NOT_INSURED


def _freight(row: Row) -> Because:
    return Because(f"freight_by_{row.freight_by}") if row.freight_by else Because.FREIGHT_NOT_KNOWN


def _value_fits(row: Row, about: Situation) -> bool:
    goods = about.goods
    if goods is None:
        return False
    least, below = row.goods_at_least.get(goods.currency), row.goods_below.get(goods.currency)
    if (row.goods_at_least and least is None) or (row.goods_below and below is None):
        return False  # nobody has said what counts in this currency
    return (least is None or goods.minor >= least) and (below is None or goods.minor < below)


def _amount(row: Row, about: Situation) -> tuple[Amount, tuple[Because, ...]] | None:
    """The sum with what must be said about it; None where it cannot be told."""
    goods = about.goods
    if goods is None:
        return None
    if row.fixed:
        minor = row.fixed.get(goods.currency)
        return None if minor is None else (Amount(minor=minor, currency=goods.currency), ())
    whole = goods.share(row.share_percent)
    if row.with_freight:
        whole = whole.plus(about.freight_in_currency)
    capped = whole.at_most(row.at_most.get(goods.currency))
    return capped, () if capped == whole else (Because.CAPPED,)

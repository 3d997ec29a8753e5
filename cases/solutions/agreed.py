"""What was agreed on in a call, as the approved summary has it. Pure; offered to whoever decides, never decided upon.

A summary may say it in words only, and may be of an older or newer form than ours: what cannot be read is left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from cases.amounts import Amount, amount_of
from cases.parcel import Money
from cases.solutions.situation import SolutionKind

_KINDS = {
    "reship": SolutionKind.RESHIP, "refund": SolutionKind.REFUND, "coupon": SolutionKind.COUPON,
    "gift": SolutionKind.GIFT,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Agreed:
    """`kind` and `amount` are None where the words do not say."""

    words: str
    kind: SolutionKind | None
    amount: Amount | None


def agreed_in(body: Mapping[str, Any], goods: Amount | None) -> Agreed | None:
    """The last agreement of a summary's body, rather one that names what it is; None when nothing was agreed."""
    found = [each for each in _items(body) if each is not None]
    named = [each for each in found if each.kind is not None]
    chosen = (named or found)[-1:]
    return _completed(chosen[0], goods) if chosen else None


def _items(body: Mapping[str, Any]) -> list[Agreed | None]:
    items = body.get("agreed")
    return [_item(each) for each in items] if isinstance(items, list) else []


def _item(item: object) -> Agreed | None:
    if not isinstance(item, Mapping) or not isinstance(item.get("text"), str):
        return None
    kind = item.get("kind")
    known = _KINDS.get(kind) if isinstance(kind, str) else None
    if kind == "compensation":
        known = SolutionKind.PARTIAL_COMPENSATION
    return Agreed(item["text"], known, _amount(item.get("amount"), item.get("currency")))


def _amount(amount: object, currency: object) -> Amount | None:
    if not isinstance(amount, str | int) or isinstance(amount, bool) or not isinstance(currency, str):
        return None
    try:
        return amount_of(Money(amount=Decimal(amount), currency=currency))
    except (ValueError, InvalidOperation):
        return None


def _completed(agreed: Agreed, goods: Amount | None) -> Agreed:
    """A compensation without a sum, or of all the goods are worth, is a full one."""
    if agreed.kind is not SolutionKind.PARTIAL_COMPENSATION or goods is None:
        return agreed
    amount = agreed.amount or goods
    whole = amount.currency == goods.currency and amount.minor >= goods.minor
    return Agreed(agreed.words, SolutionKind.FULL_COMPENSATION if whole else agreed.kind, amount)

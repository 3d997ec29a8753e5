"""What was offered, and taken or refused: it needs both sides, or somebody who says that it is agreed. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from summary.reading.amounts import find_amounts
from summary.reading.phrases import is_agreement, is_refusal, is_yes
from summary.reading.tongues import tongue
from summary.reading.topics import kind_of
from summary.rules.told import Told, quoted
from summary.statements import Agreed, Agreement, Said

_LINES_LATER = 4
"""An answer to what was offered longer ago is an answer to something else."""


@dataclass(frozen=True, slots=True)
class _Offer:
    told: Told
    terms: Agreed


def agreements(told: Sequence[Told], *, usual: str | None) -> Iterator[Agreement]:
    """Each once, where it was reached. `usual` is the currency of the case."""
    offer: _Offer | None = None
    for each in told:
        if is_refusal(each.text):
            offer = None
            continue
        terms = _terms(each, usual)
        open_offer = offer if offer is not None and _answers(each, offer) else None
        if is_agreement(each.text, each.language) or (open_offer and is_yes(each.text, each.language)):
            yield _agreement(each, terms, open_offer)
            offer = None
        elif terms is not None and not tongue(each.language).denied.search(each.text):
            offer = _Offer(each, terms)


def refusals(told: Sequence[Told]) -> Iterator[Said]:
    """Who said no to what."""
    for each in told:
        if is_refusal(each.text):
            yield Said(text=quoted(each), sources=(each.source,), speaker=each.speaker)


def _answers(told: Told, offer: _Offer) -> bool:
    """From the other side, and soon."""
    return told.speaker is not offer.told.speaker and told.line - offer.told.line <= _LINES_LATER


def _agreement(told: Told, own: Agreed | None, offer: _Offer | None) -> Agreement:
    """In the words that say most: whoever only says yes has agreed to the words of the other."""
    if offer is None:
        return _stated(told, own or Agreed(), (told,))
    if own is None:
        return _stated(offer.told, offer.terms, (offer.told, told))
    kind = own.kind if own.kind != "other" else offer.terms.kind
    money = own if own.amount is not None else offer.terms
    return _stated(told, Agreed(kind=kind, amount=money.amount, currency=money.currency), (told, offer.told))


def _stated(words: Told, terms: Agreed, sources: tuple[Told, ...]) -> Agreement:
    return Agreement(
        text=quoted(words), sources=tuple(dict.fromkeys(each.source for each in sources)), kind=terms.kind,
        amount=terms.amount, currency=terms.currency,
    )  # fmt: skip


def _terms(told: Told, usual: str | None) -> Agreed | None:
    """What the sentence offers; None: nothing. Of two amounts nobody can tell which one is meant."""
    kind = kind_of(told.text)
    amounts = {(one.value, one.currency) for one in find_amounts(told.text, told.language, usual=usual)}
    if kind == "other" and not amounts:
        return None
    value, currency = amounts.pop() if len(amounts) == 1 else (None, None)
    return Agreed(kind=kind, amount=value, currency=currency)

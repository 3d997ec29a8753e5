"""What makes an agreement and what does not: wrongly silent is better than wrongly sure."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from signaling.protocol.words import Role
from summary.draft import draft_summary
from summary.material import Line, Material
from summary.statements import Agreement

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
A, C = Role.AGENT, Role.CUSTOMER
REFUND = (A, "We can refund you 20 euros.")


def _agreed(*said: tuple[Role, str], notes: str = "") -> tuple[Agreement, ...]:
    lines = tuple(
        Line("chat", f"m{number}", NOW + timedelta(seconds=number), who, "en", text)
        for number, (who, text) in enumerate(said)
    )
    return draft_summary(Material(language="en", noted_at=NOW, lines=lines, notes=notes)).agreed


@pytest.mark.parametrize(
    "said",
    [
        (REFUND, (C, "No, I won't accept that."), (A, "I see."), (C, "Okay.")),
        (REFUND, (A, "Okay.")),
        (REFUND, (C, "Yes, but I want my money for the shipping, too.")),
        (REFUND, (C, "Okay?")),
        (REFUND, (C, "Thank you.")),
        (REFUND, *(((A, "Let me see."), (C, "Hm.")) * 3), (C, "Okay.")),
        ((A, "We cannot refund you 20 euros."), (C, "Okay.")),
        ((C, "Yes."),),
    ],
    ids=["refused", "own yes", "yes but", "asks", "thanks", "too late", "denied", "to nothing"],
)
def test_no_yes_to_an_offer_is_no_agreement(said: tuple[tuple[Role, str], ...]) -> None:
    assert _agreed(*said) == ()


def test_a_yes_to_a_question_and_an_agents_yes_to_a_wish_are_agreements() -> None:
    (asked,) = _agreed((A, "Would a refund of 20 euros be all right?"), (C, "Yes, please."))
    assert (asked.kind, asked.amount, asked.currency) == ("refund", Decimal("20.00"), "EUR")
    (wished,) = _agreed((C, "I want a replacement."), (A, "All right."))
    assert (wished.kind, wished.amount) == ("reship", None)


def test_whoever_names_the_amount_last_has_named_it() -> None:
    (agreed,) = _agreed(REFUND, (C, "I agree to a refund of 30 euros."))
    assert (agreed.kind, agreed.amount) == ("refund", Decimal("30.00"))


def test_of_two_amounts_in_one_sentence_none_is_taken() -> None:
    (agreed,) = _agreed((A, "Instead of 50 euros we refund 20 euros."), (C, "I agree."))
    assert (agreed.kind, agreed.amount, agreed.currency) == ("refund", None, None)


def test_a_note_says_by_itself_what_was_agreed() -> None:
    (agreed,) = _agreed(notes="We agreed on a compensation of 15 euros.")
    assert (agreed.kind, agreed.amount, agreed.sources[0].kind) == ("compensation", Decimal("15.00"), "note")
    assert agreed.terms.model_dump() == {"kind": "compensation", "amount": Decimal("15.00"), "currency": "EUR"}

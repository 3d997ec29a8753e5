"""Inventions are dropped or flagged, whoever wrote them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from signaling.protocol.words import Role
from summary.check import check
from summary.material import Line, Material
from summary.model import Summary
from summary.statements import Agreement, Commitment, Fact, Mood, Said, Source, Statement

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
A, C = Role.AGENT, Role.CUSTOMER
TALK = Material(
    language="en", noted_at=NOW, notes="She is calm now.",
    lines=tuple(
        Line("transcript", f"u{number}", NOW + timedelta(seconds=number), who, language, text)
        for number, (who, language, text) in enumerate(
            [
                (C, "es", "Mi paquete RR473124829CN no ha llegado y estoy preocupada."),
                (A, "en", "We refund twenty euros by Friday."),
                (C, "es", "De acuerdo, gracias."),
            ]
        )
    ),
)  # fmt: skip


def _from(*refs: str) -> tuple[Source, ...]:
    return tuple(Source(kind="transcript", ref=ref) for ref in refs)


def _checked(**groups: object) -> Summary:
    return check(Summary.model_validate({"language": "en", **groups}), TALK)


def test_a_source_that_is_not_in_the_call_is_taken_away_and_a_statement_without_any_dropped() -> None:
    kept = _checked(
        account=[Said(text="It has not come.", sources=_from("u0", "u9"), speaker=C)],
        open_questions=[Statement(text="Where is it?", sources=_from("u9"))],
    )
    assert [each.sources for each in kept.account] == [_from("u0")]
    assert kept.open_questions == ()


def test_the_agents_words_are_not_put_into_the_customers_mouth_nor_the_other_way_round() -> None:
    kept = _checked(
        account=[Said(text="We refund twenty euros.", sources=_from("u1"), speaker=C)],
        commitments=[Commitment(text="She agrees.", sources=_from("u2"), who=A)],
        moods=[Mood(text="We refund.", sources=_from("u1"), moment="start", mood="angry")],
        refused=[Said(text="The note says so.", sources=(Source(kind="note"),), speaker=C)],
    )
    assert (kept.account, kept.commitments, kept.moods, kept.refused) == ((), (), (), ())


def test_an_amount_nobody_named_is_taken_out_and_told_of() -> None:
    true, false = (
        Agreement(text="A refund.", sources=_from("u1", "u2"), kind="refund", amount=amount, currency=currency)
        for amount, currency in ((Decimal("20.00"), "EUR"), (Decimal("200.00"), "EUR"))
    )
    kept = _checked(agreed=[true, false, true.model_copy(update={"currency": "USD"})])
    assert [(each.amount, each.doubt) for each in kept.agreed] == [
        (Decimal("20.00"), None), (None, "figures"), (None, "figures"),
    ]  # fmt: skip
    assert kept.agreed[1].terms.model_dump() == {"kind": "refund", "amount": None, "currency": None}


def test_a_solution_nobody_spoke_of_is_taken_out_and_told_of() -> None:
    kinds = [
        Agreement(text="They are sent a new one.", sources=_from("u1", "u2"), kind="reship"),
        Agreement(text="A refund.", sources=_from("u2"), kind="refund"),
        Agreement(text="A refund.", sources=_from("u1", "u2"), kind="refund"),
        Agreement(text="We agree.", sources=_from("u2"), kind="other"),
    ]
    assert [(each.kind, each.doubt) for each in _checked(agreed=kinds).agreed] == [
        ("other", "kind"), ("other", "kind"), ("refund", None), ("other", None),
    ]  # fmt: skip


def test_a_day_nobody_named_is_taken_out_and_told_of() -> None:
    true, false = (
        Commitment(text="We refund.", sources=_from("u1"), who=A, due_on=day, time_zone="UTC")
        for day in (date(2026, 11, 27), date(2026, 11, 26))
    )
    kept = _checked(commitments=[true, false])
    assert [(each.due_on, each.time_zone, each.doubt) for each in kept.commitments] == [
        (date(2026, 11, 27), "UTC", None), (None, None, "day"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("They get 20 euros back.", None),
        ("They get 20 euros back by 27 November 2026.", None),
        ("They get 30 euros back.", "figures"),
        ("They get fifty euros back.", "figures"),
        ("They get their money back.", None),
    ],
)
def test_a_figure_in_the_words_stands_in_a_source_in_digits_or_in_words(text: str, doubt: str | None) -> None:
    kept = _checked(open_questions=[Statement(text=text, sources=_from("u1"))])
    assert [each.doubt for each in kept.open_questions] == [doubt]


def test_a_number_that_was_not_heard_is_told_of() -> None:
    heard, invented = (
        Fact(text="The number.", sources=_from("u0"), about="tracking_number", heard=number, standing="unknown")
        for number in ("RR473124829CN", "RR473124830CN")
    )
    assert [each.doubt for each in _checked(facts=[heard, invented]).facts] == [None, "figures"]


def test_what_was_taken_back_is_no_source_any_more() -> None:
    said = Said(text="Mi paquete no ha llegado.", sources=_from("u0"), speaker=C)
    without = Material(language="en", noted_at=NOW, lines=TALK.lines[1:])
    assert check(Summary(language="en", account=(said,)), without).account == ()

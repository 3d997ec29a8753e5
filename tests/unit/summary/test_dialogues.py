"""One call in eight languages: what was said in it is in the draft, by whom and from where, and nothing else is."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from signaling.protocol.words import Role
from summary.draft import draft_summary
from summary.statements import Statement
from tests.unit.summary.dialogues import DIALOGUES, Dialogue, material

A, C = Role.AGENT, Role.CUSTOMER
each_language = pytest.mark.parametrize("said", DIALOGUES, ids=[each.language for each in DIALOGUES])


def _refs(statement: Statement) -> set[str]:
    return {source.ref for source in statement.sources}


@each_language
def test_what_was_agreed_has_kind_amount_currency_and_both_sides_as_its_sources(said: Dialogue) -> None:
    (agreed,) = draft_summary(material(said)).agreed
    assert (agreed.kind, agreed.amount, agreed.currency) == ("refund", Decimal("45.00"), said.currency)
    assert _refs(agreed) == {"u4", "u5"}
    assert agreed.doubt is None


@each_language
def test_the_offer_that_was_refused_is_not_agreed_to(said: Dialogue) -> None:
    (refused,) = draft_summary(material(said)).refused
    assert (refused.speaker, _refs(refused)) == (C, {"u3"})


@each_language
def test_a_promise_between_words_of_comfort_has_its_person_and_its_day(said: Dialogue) -> None:
    promised = [each for each in draft_summary(material(said)).commitments if each.due_on]
    assert [(each.who, each.due_on, each.time_zone, _refs(each)) for each in promised] == [
        (A, date(2026, 11, 27), "Europe/Madrid", {"u7"})
    ]


@each_language
def test_the_account_is_the_customers_alone(said: Dialogue) -> None:
    draft = draft_summary(material(said))
    assert "u0" in set().union(*map(_refs, draft.account))
    assert set().union(*map(_refs, draft.account)) <= {"u0", "u1", "u6", "u9"}
    assert {each.speaker for each in draft.account} == {C}


@each_language
def test_the_number_is_heard_and_is_the_one_on_the_case(said: Dialogue) -> None:
    (number,) = [each for each in draft_summary(material(said)).facts if each.about == "tracking_number"]
    assert (number.heard, number.standing, number.check_digit) == ("RR473124829CN", "same", "right")
    assert _refs(number) == {"u1"}


@each_language
def test_a_feeling_is_what_the_customer_says_of_it_at_the_start_and_at_the_end(said: Dialogue) -> None:
    moods = draft_summary(material(said)).moods
    assert [(each.moment, each.mood, _refs(each)) for each in moods] == [
        ("start", "worried", {"u0"}), ("end", "thankful", {"u9"}),
    ]  # fmt: skip


@each_language
def test_evidence_open_question_and_next_stage(said: Dialogue) -> None:
    draft = draft_summary(material(said))
    assert {"u6"} in [_refs(each) for each in draft.evidence]
    assert [_refs(each) for each in draft.open_questions] == [{"u8"}]
    assert [each.stage for each in draft.next_stage] == ["solution"]


def test_tomorrow_is_tomorrow_where_the_customer_is() -> None:
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # already Tuesday in Madrid, still Monday in New York
    for zone, day in (("Europe/Madrid", 25), ("America/New_York", 24), ("Asia/Shanghai", 25)):
        lines = (*DIALOGUES[0].lines[:7], "I'll call you back tomorrow.", *DIALOGUES[0].lines[8:])
        said = Dialogue("en", "EUR", lines)
        (promise,) = [each for each in draft_summary(material(said, zone=zone, now=late)).commitments if each.due_on]
        assert (promise.due_on, promise.time_zone) == (date(2026, 11, day), zone)

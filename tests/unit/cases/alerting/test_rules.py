"""The rule book: what is written is what holds, and what cannot be meant is named."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.alerting.rules import AS_DELIVERED, Limits, read_rules
from cases.book import BookNotValid
from cases.journeys.anomalies import Anomaly, Patience

EXAMPLE = (Path(__file__).parents[4] / "deploy" / "rules.example.toml").read_text("utf-8")

SOME = """
name = "ours"
[limits]
overdue_days = 12
[[exception]]
carrier = "China Post"
overdue_days = 20
customs_days = 15
[[exception]]
from = "CN"
to = "ES"
overdue_days = 25
off = ["force_majeure"]
"""


def limits(carrier: str | None = None, origin: str | None = None, destination: str | None = None) -> Limits:
    return read_rules(SOME).limits_for(carrier=carrier, origin=origin, destination=destination)


def test_the_example_says_what_holds_without_it_and_names_every_anomaly() -> None:
    assert read_rules(EXAMPLE).limits == AS_DELIVERED.limits
    assert AS_DELIVERED.limits.patience() == Patience()
    assert set(Anomaly) <= set(re.findall(r"[a-z_]+", EXAMPLE))
    assert set(Limits.model_fields) <= set(re.findall(r"[a-z_]+", EXAMPLE))


def test_a_parcel_takes_what_its_carrier_and_route_say_and_the_later_word_wins() -> None:
    assert limits().overdue_days == 12
    china_post = limits(carrier=" china  POST ")
    assert (china_post.overdue_days, china_post.customs_days) == (20, 15)
    both = limits(carrier="China Post", origin="CN", destination="ES")
    assert (both.overdue_days, both.customs_days, both.off) == (25, 15, frozenset({Anomaly.FORCE_MAJEURE}))
    assert limits(origin="CN", destination="FR").overdue_days == 12
    assert limits(carrier="Correos", origin="CN", destination="ES").customs_days == 7


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("overdue_days = 3", "overdue_days"),
        ("[limits]\noverdue_days = 0", "limits, overdue_days"),
        ("[limits]\noverdue = 9", "limits, overdue"),
        ('[limits]\noff = ["siilent"]', "limits, off"),
        ("[[exception]]\noverdue_days = 9", "exception 1: Value error, names neither carrier, nor from, nor to"),
        ('[[exception]]\nfrom = "CN"', "exception 1: Value error, changes nothing"),
        (
            '[[exception]]\nfrom = "CN"\noverdue_days = 9\n[[exception]]\nfrom = "China"\noverdue_days = 9',
            "exception 2, from",
        ),
        ("name = [", "no TOML"),
        ("x" * 300_000, "more than"),
    ],
)
def test_what_cannot_be_meant_is_named_with_its_place(text: str, where: str) -> None:
    with pytest.raises(BookNotValid) as refused:
        read_rules(text)
    assert refused.value.problems[0].startswith(where)


def test_a_fingerprint_is_of_what_holds_and_of_nothing_else() -> None:
    named = read_rules('name = "another name"\n[limits]\noff = ["silent", "damaged"]')
    turned = read_rules('[limits]\noff = ["damaged", "silent"]\noverdue_days = 10')
    assert named.fingerprint == turned.fingerprint != AS_DELIVERED.fingerprint


@given(st.text(max_size=200))
def test_any_text_is_rules_or_refused(text: str) -> None:
    try:
        read_rules(text)
    except BookNotValid as refused:
        assert refused.problems

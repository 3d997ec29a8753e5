"""The table of solutions: what is written is what holds, and what cannot be meant is named."""

import re
from pathlib import Path

import pytest

from cases.book import BookNotValid
from cases.journeys.anomalies import Anomaly
from cases.solutions.delivered_table import AS_DELIVERED
from cases.solutions.situation import Bearer, CustomerValue, SolutionKind
from cases.solutions.table import Row, read_table

EXAMPLE = (Path(__file__).parents[4] / "deploy" / "solutions.example.toml").read_text("utf-8")


def test_the_example_can_be_read_and_names_every_word_there_is() -> None:
    assert read_table(EXAMPLE).limits == AS_DELIVERED.limits
    words = set(re.findall(r"[a-z_]+", EXAMPLE))
    for named in (Anomaly, SolutionKind, CustomerValue, Bearer, Row.model_fields):
        assert {str(each) for each in named} <= words


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("rows = 1", "rows"),
        ('[[row]]\nkind = "gift"', "row 1: Value error, gives either"),
        ('[[row]]\nkind = "gift"\nshare_percent = 10\nfixed = { EUR = 1 }', "row 1: Value error, gives either"),
        ('[[row]]\nkind = "gift"\nfixed = { EUR = 10.5 }', "row 1, fixed, EUR"),
        ('[[row]]\nkind = "gift"\nfixed = { euro = 10 }', "row 1, fixed, euro"),
        ('[[row]]\nkind = "gift"\nfixed = { EUR = 10 }\nwith_freight = true', "no freight on top"),
        ('[[row]]\nkind = "cake"\nfixed = { EUR = 10 }', "row 1, kind"),
        ("[limits]\nagent = { EUR = -1 }", "limits, agent, EUR"),
        ("[limits]\nboss = { EUR = 1 }", "limits, boss"),
        ("[cost_percent]\nreship = 300", "cost_percent, reship"),
        ("kind =", "no TOML"),
    ],
)
def test_what_cannot_be_meant_is_named(text: str, where: str) -> None:
    with pytest.raises(BookNotValid) as refused:
        read_table(text)
    assert where in str(refused.value)


def test_equal_tables_have_one_fingerprint_whatever_they_are_called() -> None:
    assert read_table(EXAMPLE).fingerprint == read_table(EXAMPLE.replace('"example"', '"ours"')).fingerprint
    assert read_table(EXAMPLE).fingerprint != AS_DELIVERED.fingerprint


def test_a_currency_nobody_named_may_be_decided_by_nobody_alone() -> None:
    assert AS_DELIVERED.limit_of("supervisor", "CHF").minor == 0

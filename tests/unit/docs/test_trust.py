"""What docs/trust.md claims is proven is proven by tests that are there, each promise named once."""

import re

import pytest

from tests.unit.docs.named_tests import missing, named_in
from tools.reference import ROOT

ROW = re.compile(r"^\| (\d+) \| [^|]+ \| ([^|]+) \|$", re.MULTILINE)
CLAIMS = ROW.findall((ROOT / "docs" / "trust.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("number", "claim"), CLAIMS, ids=[number for number, _ in CLAIMS])
def test_every_claim_names_tests_that_are_there(number: str, claim: str) -> None:
    assert named_in(claim)
    assert missing(named_in(claim)) == []


def test_each_promise_is_claimed_once() -> None:
    numbers = [int(number) for number, _ in CLAIMS]
    assert numbers == sorted(set(numbers))
    assert len(numbers) >= 12

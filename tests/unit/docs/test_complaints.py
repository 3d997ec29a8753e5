"""Each complaint of docs/complaints.md has an answer, and its tests are there."""

import re

import pytest

from tests.unit.docs.named_tests import missing, named_in
from tools.reference import ROOT

ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
HEAD = 2
"""The names of the columns, and the line below them."""
COMPLAINTS = ROW.findall((ROOT / "docs" / "complaints.md").read_text(encoding="utf-8"))[HEAD:]


def test_none_is_left_out() -> None:
    assert len(COMPLAINTS) == 12


@pytest.mark.parametrize(("complaint", "answer", "tests"), COMPLAINTS, ids=[row[0][:30] for row in COMPLAINTS])
def test_each_has_an_answer_and_tests_that_are_there(complaint: str, answer: str, tests: str) -> None:
    assert answer.strip(), complaint
    assert named_in(tests)
    assert missing(named_in(tests)) == []

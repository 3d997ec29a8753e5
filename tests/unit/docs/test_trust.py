"""What docs/trust.md claims is proven is proven by tests that are there, each promise named once."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
ROW = re.compile(r"^\| (\d+) \| [^|]+ \| ([^|]+) \|$", re.MULTILINE)
CLAIMS = ROW.findall((ROOT / "docs" / "trust.md").read_text(encoding="utf-8"))


def _tests(claim: str) -> list[str]:
    return re.findall(r"`([^`]+)`", claim)


@pytest.mark.parametrize(("number", "claim"), CLAIMS, ids=[number for number, _ in CLAIMS])
def test_every_claim_names_tests_that_are_there(number: str, claim: str) -> None:
    assert _tests(claim)
    for node_id in _tests(claim):
        file, _, name = node_id.partition("::")
        found = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        assert name in {node.name for node in found.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_each_promise_is_claimed_once() -> None:
    numbers = [int(number) for number, _ in CLAIMS]
    assert numbers == sorted(set(numbers))
    assert len(numbers) >= 12

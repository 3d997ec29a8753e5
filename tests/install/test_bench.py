"""`make bench` runs through and yields its table. What the numbers are is nobody's business here."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.__main__ import BY_WIRE, PARTS
from bench.figures import Figure, Row, percentile
from bench.wire.wire import missing
from tests.install.program import ROOT, environment


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
def test_every_part_of_the_bench_runs_through_and_yields_its_rows(part: str, tmp_path: Path) -> None:
    if part in BY_WIRE and (reason := missing()):
        pytest.skip(reason)
    out = tmp_path / "bench.json"
    done = subprocess.run(
        (sys.executable, "-m", "bench", "--size", "tiny", "--parts", part, "--out", str(out)), cwd=ROOT,
        env=environment(tmp_path), capture_output=True, timeout=280, check=False, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    rows = json.loads(out.read_text())["rows"]
    assert rows
    assert all(row["what"] in done.stdout for row in rows)


def test_a_row_tells_whether_its_bounds_hold() -> None:
    ours, theirs = Figure.of([3.0, 1.0, 2.0]), Figure.of([1.0])
    assert (ours.median, ours.low, ours.high) == (2.0, 1.0, 3.0)
    assert Row("x", "us", ours, "y", theirs, at_most_times=2.0).met is True
    assert Row("x", "us", ours, "y", theirs, at_most_times=1.9).met is False
    assert Row("x", "us", ours, at_most=1.0).met is False
    assert Row("x", "us", ours, at_least=2.0).met is True
    assert Row("x", "us", ours).met is None


def test_a_percentile_is_a_value_that_was_there() -> None:
    assert percentile(list(range(100)), 0.99) == 99
    assert percentile([5.0], 0.5) == 5.0

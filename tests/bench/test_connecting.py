"""What the table says of runs, and what is refused: no browser is needed for that."""

import os
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bench.__main__ import main
from bench.connecting.cells import CELLS, LOSSLESS, LOSSY, NEAREST, RELAYED, Cell
from bench.connecting.contenders import COLD, JANUS, LOOP, PEERJS, WARM, called_in
from bench.connecting.measure import measure
from bench.connecting.table import rows
from bench.connecting.watching import Run, Side
from bench.effort import TINY
from bench.figures import Row

_QUICK = {LOOP: 60.0, WARM: 100.0, COLD: 200.0, PEERJS: 300.0, JANUS: 400.0}


def test_a_warm_call_is_held_to_the_round_trip_and_the_pipeline_of_the_same_run() -> None:
    good, late = _table({}), _table({(NEAREST, WARM): [115.0]})
    assert _row(good, "50 ms: warm: picture, median of 1").met is True
    row = _row(late, "50 ms: warm: picture, median of 1")
    assert row.theirs is not None
    assert (row.theirs.median, row.met) == (110.0, False)


def test_the_later_side_counts() -> None:
    side = Side(picture=100, sound=50, connected=-3000, buffered=20)
    run = Run(side, replace(side, picture=90, sound=70), round_trip_ms=50, clock_error_ms=1)
    assert (run.picture, run.sound) == (100, 70)


def test_one_slow_call_in_ten_is_too_many_for_the_95th_of_a_hundred() -> None:
    table = _table({(NEAREST, WARM): [100.0] * 9 + [230.0]})
    assert _row(table, "50 ms: warm: picture, median of 10").met is True
    assert _row(table, "50 ms: warm: picture, p95").met is False


def test_a_call_over_a_relay_is_held_to_its_longer_way_and_to_its_own_limit() -> None:
    assert RELAYED.warm_floor_ms(60) == 160
    assert RELAYED.cold_floor_ms(60) == 360
    assert "<= 300" in _row(_table({}), "50 ms, relay only: warm: picture, p95").bound


def test_losses_are_compared_with_the_same_wire_without_them() -> None:
    table = _table({(LOSSY, WARM): [180.0], (LOSSLESS, WARM): [110.0]})
    row = _row(table, "100 ms, 5 % lost: warm: picture, p95", beside="median, 100 ms")
    assert row.ratio == pytest.approx(180 / 110)
    assert row.met is False


def test_nobody_may_be_quicker_in_any_cell() -> None:
    table = _table({(Cell(300), JANUS): [150.0]})
    assert _row(table, "300 ms: cold: picture, median", beside=JANUS).met is False
    assert _row(table, "150 ms: cold: picture, median", beside=JANUS).met is True


@pytest.mark.parametrize(("found_ms", "fits"), [(48, False), (49.5, True), (55, True), (60, True), (65, False)])
def test_a_round_trip_that_was_not_asked_for_does_not_count(found_ms: float, fits: bool) -> None:
    assert NEAREST.fits(found_ms) is fits


async def test_where_there_can_be_no_wire_the_bench_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit, match="bench: a wire needs"):
        await measure(TINY)


def test_part_that_cannot_be_measured_here_is_refused_when_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit) as refused:
        main(["--parts", "connecting"])
    assert refused.value.code == 2
    assert "connecting: a wire needs" in capsys.readouterr().err


def _table(special: dict[tuple[Cell, str], Sequence[float]]) -> list[Row]:
    """Everybody is quick, but for these."""
    runs: defaultdict[tuple[Cell, str], list[Run]] = defaultdict(list)
    for cell in CELLS:
        for who in called_in(cell):
            for value in special.get((cell, who), [_QUICK.get(who, 100.0)]):
                side = Side(picture=value, sound=value, connected=0, buffered=0)
                runs[cell, who].append(Run(side, side, cell.between_browsers_ms, 0.5))
    return list(rows(runs, failed=0))


def _row(table: list[Row], what: str, *, beside: str | None = None) -> Row:
    return next(row for row in table if row.what == what and beside in {None, row.beside})

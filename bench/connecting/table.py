"""What the runs have shown, beside what is asked for. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from bench.connecting.cells import LOSSLESS, LOSSY, NEAREST, RELAYED, Cell
from bench.connecting.contenders import ARRIVING, COLD, JANUS, LOOP, OURS, PEERJS, WARM
from bench.connecting.watching import Run
from bench.figures import Figure, Row, percentile

Runs = Mapping[tuple[Cell, str], Sequence[Run]]
_SENSES = ("picture", "sound")
_P95_MS = {NEAREST: 200.0, RELAYED: 300.0}
_LOSSY_TIMES = 1.5


@dataclass(frozen=True, slots=True)
class Aim:
    """As multiples of the floor and of PeerJS's; nobody may be quicker anywhere."""

    median: float
    p95: float | None
    peerjs: float


_WARM, _COLD = Aim(1.0, 1.35, 0.55), Aim(1.1, None, 1.0)


def rows(runs: Runs, *, failed: int) -> Iterator[Row]:
    """All of it, cell by cell, then what tells whether to believe it."""
    cells = list(dict.fromkeys(cell for cell, _ in runs))
    for sense in _SENSES:
        yield Row(f"{LOOP}: {sense}", "ms", Figure.of(_values(runs, NEAREST, LOOP, sense)))
    for cell in cells:
        for sense in _SENSES:
            for who in (PEERJS, JANUS):
                yield Row(f"{cell}: {who}: {sense}", "ms", Figure.of(_values(runs, cell, who, sense)))
            for who in (each for each in OURS if (cell, each) in runs and each != ARRIVING):
                yield from _ours(runs, cell, who, sense)
            if (cell, ARRIVING) in runs:
                yield Row(f"{cell}: {ARRIVING}: {sense}", "ms", Figure.of(_values(runs, cell, ARRIVING, sense)))
    yield from _sides(runs, NEAREST)
    if LOSSLESS in cells and LOSSY in cells:
        for sense in _SENSES:
            p95 = Figure.of([percentile(_values(runs, LOSSY, WARM, sense), 0.95)])
            without = Figure.of(_values(runs, LOSSLESS, WARM, sense))
            yield Row(
                f"{LOSSY}: {WARM}: {sense}, p95", "ms", p95, f"median, {LOSSLESS}", without,
                at_most_times=_LOSSY_TIMES,
            )  # fmt: skip
    for cell in cells:
        asked = [each for each in (*OURS, PEERJS, JANUS) if each != JANUS or not cell.relayed]  # Janus is its own relay
        found = [run.round_trip_ms for each in asked for run in runs.get((cell, each), ())]
        yield Row(f"{cell}: round trip, as the browsers find it", "ms", Figure.of(found))
    every = [run for (_, who), some in runs.items() if who != LOOP for run in some]
    yield Row("joining the clocks of two pages: at most wrong by", "ms", Figure.of(run.clock_error_ms for run in every))
    yield Row("the wire's own lateness, p99 of a call", "ms", Figure.of(run.wire_late_ms for run in every))
    yield Row("calls that did not count", "", Figure.of([failed]))


def _ours(runs: Runs, cell: Cell, who: str, sense: str) -> Iterator[Row]:
    values = _values(runs, cell, who, sense)
    pipeline = median(_values(runs, NEAREST, LOOP, sense))
    warm = who != COLD
    aim = _WARM if warm else _COLD
    floor = Figure.of([cell.warm_floor_ms(pipeline) if warm else cell.cold_floor_ms(pipeline)])
    beside = "F" if warm else "cold floor"
    title, ours, p95 = f"{cell}: {who}: {sense}", Figure.of(values), Figure.of([percentile(values, 0.95)])
    lossless = not cell.loss
    yield Row(
        f"{title}, median of {len(values)}", "ms", ours, beside, floor, at_most_times=aim.median if lossless else None
    )
    yield Row(
        f"{title}, p95", "ms", p95, beside, floor, at_most=_P95_MS.get(cell) if warm else None,
        at_most_times=aim.p95 if lossless else None,
    )  # fmt: skip
    for rival, times in ((PEERJS, aim.peerjs), (JANUS, 1.0)):
        theirs = Figure.of(_values(runs, cell, rival, sense))
        yield Row(f"{title}, median", "ms", ours, rival, theirs, at_most_times=times)


def _sides(runs: Runs, cell: Cell) -> Iterator[Row]:
    """Each side for itself: where the time goes."""
    for who in (*OURS, PEERJS, JANUS):
        for name in ("clicking", "other"):
            some = [getattr(run, name) for run in runs.get((cell, who), ())]
            for what in (*_SENSES, "connected", "buffered"):
                if some:
                    title = f"{cell}: {who}: {what}, {name} side"
                    yield Row(title, "ms", Figure.of(getattr(side, what) for side in some))


def _values(runs: Runs, cell: Cell, who: str, sense: str) -> list[float]:
    return [getattr(run, sense) for run in runs[cell, who]]

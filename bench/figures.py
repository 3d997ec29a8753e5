"""Numbers with their spread, and the table they end in. Knows nothing of what was measured."""

import json
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One quantity as the rounds found it: their median, and the lowest and the highest."""

    median: float
    low: float
    high: float
    rounds: int

    @classmethod
    def of(cls, values: Iterable[float]) -> "Figure":
        """Of at least one value."""
        found = sorted(values)
        return cls(statistics.median(found), found[0], found[-1], len(found))

    def __str__(self) -> str:
        """Three digits that mean something, and the spread when there was more than one round."""
        if self.rounds == 1:
            return _short(self.median)
        return f"{_short(self.median)} ({_short(self.low)}..{_short(self.high)})"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: ours, beside a rival, against a limit.

    `at_most` and `at_least` bound our median; `at_most_times` bounds its ratio to the rival's. None of them: told only.
    """

    what: str
    unit: str
    ours: Figure
    beside: str = ""
    theirs: Figure | None = None
    at_most: float | None = None
    at_least: float | None = None
    at_most_times: float | None = None

    @property
    def ratio(self) -> float | None:
        """Ours to theirs."""
        return self.ours.median / self.theirs.median if self.theirs and self.theirs.median else None

    @property
    def met(self) -> bool | None:
        """Whether every bound holds; None when there is none."""
        bounds = []
        if self.at_most is not None:
            bounds.append(self.ours.median <= self.at_most)
        if self.at_least is not None:
            bounds.append(self.ours.median >= self.at_least)
        if self.at_most_times is not None:
            bounds.append(self.ratio is not None and self.ratio <= self.at_most_times)
        return all(bounds) if bounds else None

    @property
    def bound(self) -> str:
        """The bounds in words."""
        said = []
        if self.at_most is not None:
            said.append(f"<= {_short(self.at_most)}")
        if self.at_least is not None:
            said.append(f">= {_short(self.at_least)}")
        if self.at_most_times is not None:
            said.append(f"<= {self.at_most_times:g} x")
        return ", ".join(said)


@dataclass(slots=True)
class Report:
    """Everything one run found."""

    machine: dict[str, Any]
    rows: list[Row] = field(default_factory=list)

    def table(self) -> str:
        """As people read it."""
        head = ("what", "ours", "unit", "beside", "theirs", "ratio", "bound", "met")
        lines = [head, *(_cells(row) for row in self.rows)]
        widths = [max(len(line[n]) for line in lines) for n in range(len(head))]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
        )

    def write(self, path: Path) -> None:
        """As programs read it."""
        rows = [asdict(row) | {"ratio": row.ratio, "met": row.met} for row in self.rows]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"machine": self.machine, "rows": rows}, indent=1) + "\n")


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of `values` that at least this share of them does not exceed; nan of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def _cells(row: Row) -> tuple[str, ...]:
    ratio = f"{row.ratio:.2f}" if row.ratio is not None else ""
    met = {True: "yes", False: "NO", None: ""}[row.met]
    return (row.what, str(row.ours), row.unit, row.beside, str(row.theirs or ""), ratio, row.bound, met)


def _short(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"

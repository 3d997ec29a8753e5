"""Which lines of a case are another parcel's, by the numbers they were told under. Pure.

A line that two numbers tell is this parcel's as long as one of them is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol


class Numbered(Protocol):
    """A line by its numbers; one without any was told under the number the case has now, an empty one is none."""

    @property
    def id(self) -> str: ...
    @property
    def told_under(self) -> frozenset[str]: ...
    @property
    def set_aside(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class OfNumber:
    """The lines that were told under a number the case has no more, by their ids."""

    number: str
    lines: tuple[str, ...]
    set_aside: bool


def of_another(lines: Sequence[Numbered], number: str, *, current: str | None) -> list[str]:
    """The lines to set aside when `number` is another parcel's. `current` is the number the case has now."""
    ours = {current or "", ""}.union(
        *(line.told_under for line in lines if not line.set_aside and number not in line.told_under)
    )
    return [
        line.id for line in lines if not line.set_aside and number in line.told_under and not line.told_under & ours
    ]


def to_take_back(lines: Iterable[Numbered], number: str) -> list[str]:
    """The lines that come back when `number` is this parcel's."""
    return [line.id for line in lines if line.set_aside and number in line.told_under]


def other_numbers(lines: Sequence[Numbered], *, current: str | None) -> list[OfNumber]:
    """Every number with lines that tell the journey by that number alone, or are set aside with it; by the number."""
    under: dict[str, list[Numbered]] = {}
    for line in lines:
        if not line.told_under & {current or "", ""}:
            for number in line.told_under:
                under.setdefault(number, []).append(line)
    found = []
    for number, told in sorted(under.items()):
        aside = tuple(line.id for line in told if line.set_aside)
        found.append(OfNumber(number, aside or tuple(line.id for line in told), bool(aside)))
    return found

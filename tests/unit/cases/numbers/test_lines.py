"""Whose a line is, by the numbers it was told under."""

from dataclasses import dataclass, replace

from hypothesis import given
from hypothesis import strategies as st

from cases.numbers.lines import of_another, other_numbers, to_take_back


@dataclass(frozen=True)
class Line:
    id: str
    told_under: frozenset[str]
    set_aside: bool = False


def told(*under: str, aside: bool = False) -> Line:
    return Line(f"line {'+'.join(under)}", frozenset(under), aside)


def test_only_lines_that_no_number_of_this_parcel_tells_are_set_aside() -> None:
    lines = [told("X"), told("X", "Y"), told("Y"), told(), told("", "X"), told("Z"), told("X", "Z")]
    assert of_another(lines, "X", current="Y") == ["line X"]


def test_a_number_the_case_has_no_more_is_told_of_once_with_its_lines() -> None:
    lines = [told("X", aside=True), told("X", "Y"), told("Z"), told(""), told()]
    found = [(each.number, each.lines, each.set_aside) for each in other_numbers(lines, current="Y")]
    assert found == [("X", ("line X",), True), ("Z", ("line Z",), False)]


@given(st.lists(st.frozensets(st.sampled_from(["", "X", "Y", "Z"]), max_size=3), max_size=12))
def test_what_is_set_aside_comes_back_and_nothing_else_does(numbers: list[frozenset[str]]) -> None:
    lines = [Line(str(place), under) for place, under in enumerate(numbers)]
    gone = of_another(lines, "X", current="Y")
    after = [replace(line, set_aside=line.id in gone) for line in lines]
    assert of_another(after, "X", current="Y") == []
    assert to_take_back(after, "X") == gone
    assert all("Y" not in line.told_under for line in after if line.set_aside)

"""CSV, JSON Lines and workbooks come to the same lines."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.imports.lines import Fault, Kind, Line, Unreadable, Why, kind_of, read_lines
from tests.unit.cases.imports.workbooks import workbook

HEADS = ("Reference", "Tracking number", "description")
CELLS = {"reference": "LP-1", "tracking_number": "RR473124829CN", "description": "Left, at last"}


def lines(data: bytes, kind: Kind = Kind.CSV) -> list[Line]:
    return list(read_lines(data, kind))


@pytest.mark.parametrize(
    "text",
    [
        'reference,tracking number,description\nLP-1,RR473124829CN,"Left, at last"\n',
        'Reference;TRACKING-NUMBER;Description\r\nLP-1;RR473124829CN;"Left, at last"\r\n\r\n',
        "reference\ttracking_number\tdescription\nLP-1\tRR473124829CN\tLeft, at last",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_csv_is_read_whatever_program_wrote_it(text: str, encoding: str) -> None:
    assert lines(text.encode(encoding)) == [Line(2, CELLS)]


def test_the_three_kinds_say_the_same() -> None:
    said = b'{"reference": "LP-1", "tracking number": "RR473124829CN", "description": "Left, at last", "at": null}\n'
    assert lines(said, Kind.JSON_LINES) == [Line(1, CELLS)]
    assert lines(workbook(HEADS, tuple(CELLS.values())), Kind.EXCEL) == [Line(2, CELLS)]


def test_a_line_has_the_number_an_editor_shows() -> None:
    text = b'reference,description\n\nLP-1,"two\nlines"\nLP-2,one\n'
    assert [(line.number, line.cells["reference"]) for line in lines(text)] == [(3, "LP-1"), (5, "LP-2")]


def test_numbers_and_dates_of_a_workbook_are_what_the_cell_shows() -> None:
    sheet = workbook(
        ("tracking_number", "at", "shipped_on", "value"),
        (7035114477138472, datetime(2026, 9, 1, 8), date(2026, 9, 1), 48.9),  # noqa: DTZ001 (Excel knows no zones)
    )
    (line,) = lines(sheet, Kind.EXCEL)
    assert line.cells["tracking_number"] == "7035114477138472"
    assert line.cells["at"] == "2026-09-01T08:00:00+00:00"
    assert line.cells["shipped_on"].startswith("2026-09-01")
    assert line.cells["value"] == "48.9"


def test_a_formula_is_a_fault_and_is_not_worked_out() -> None:
    (line,) = lines(workbook(("reference", "title"), ("LP-1", '=HYPERLINK("http://evil.example","x")')), Kind.EXCEL)
    assert line.faults == {"title": Fault.FORMULA}


def test_what_is_left_of_a_formula_is_no_text_and_a_long_number_has_lost_its_digits() -> None:
    sheet = workbook(("reference", "title", "tracking_number"), ("LP-1", "#N/A", 12345678901234567890))
    (line,) = lines(sheet, Kind.EXCEL)
    assert line.faults == {"title": Fault.FORMULA, "tracking_number": Fault.TOO_LONG}


def test_the_separator_excel_tells_in_a_line_of_its_own_is_believed() -> None:
    text = b"\xef\xbb\xbfsep=;\r\nreference;title\r\nLP-1;a, b, c, d\r\n"
    assert lines(text) == [Line(3, {"reference": "LP-1", "title": "a, b, c, d"})]


def test_what_is_wrong_with_a_line_costs_that_line() -> None:
    found = lines(b"reference,title\nLP-1,a,b\nLP-2," + b"x" * 6_000 + b"\nLP-3,c\n")
    assert [line.faults for line in found] == [{"": Fault.TOO_MANY_CELLS}, {"title": Fault.TOO_LONG}, {}]
    found = lines(b'{"reference": "LP-1"}\nno json\n[1]\n{"title": {"a": 1}}\n', Kind.JSON_LINES)
    assert [(line.number, line.faults) for line in found] == [
        (1, {}), (2, {"": Fault.NOT_JSON}), (3, {"": Fault.NOT_JSON}), (4, {"title": Fault.NOT_JSON}),
    ]  # fmt: skip
    found = lines(b'{"title": "cut \\ud800"}\n{"\\ud800": "x"}\n', Kind.JSON_LINES)
    assert [(line.cells, line.faults) for line in found] == [
        ({}, {"title": Fault.NOT_JSON}), ({}, {"": Fault.NOT_JSON}),
    ]  # fmt: skip


def test_quotes_that_do_not_add_up_swallow_no_line_in_silence() -> None:
    found = lines(b'reference,title\nLP-1,a\nLP-2,"b\nLP-3,c\nLP-4,d\n')
    assert [(line.number, line.faults) for line in found] == [(2, {}), (3, {"": Fault.NOT_CSV})]
    found = lines(b'reference,title\nLP-2,"b\nLP-3,c\nLP-4,"d\nLP-5,e\n')
    assert [(line.number, line.faults) for line in found] == [(2, {"": Fault.NOT_CSV}), (5, {})]
    found = lines(b'reference,title\nLP-1,"' + b"x" * 200_000 + b'"\nLP-2,b\n')
    assert [(line.number, line.faults) for line in found] == [(2, {"": Fault.NOT_CSV}), (3, {})]
    assert [line.faults for line in lines(b'reference,title\nLP-1,5" pipe\nLP-2,"a ""b"""\n')] == [{}, {}]


@pytest.mark.parametrize(
    ("data", "kind", "why"),
    [
        (b"", Kind.CSV, Why.NO_HEADER),
        (b"\n\n", Kind.CSV, Why.NO_HEADER),
        (b"reference,,Reference\n", Kind.CSV, Why.COLUMN_TWICE),
        (b"r\xe9f\xe9rence\n", Kind.CSV, Why.NOT_UTF8),
        (b'a,"b' + b"x" * 200_000, Kind.CSV, Why.BROKEN),
        (b"PK\x03\x04 no zip", Kind.EXCEL, Why.NO_WORKBOOK),
        (b"reference,title", Kind.EXCEL, Why.NO_WORKBOOK),
        (workbook(), Kind.EXCEL, Why.NO_HEADER),
    ],
)
def test_a_file_that_is_none_says_why(data: bytes, kind: Kind, why: Why) -> None:
    with pytest.raises(Unreadable) as refused:
        lines(data, kind)
    assert refused.value.why is why


@given(st.binary(max_size=300), st.sampled_from(Kind))
def test_any_bytes_are_lines_or_unreadable(data: bytes, kind: Kind) -> None:
    try:
        lines(data, kind)
    except Unreadable as refused:
        assert refused.why in set(Why)


def test_the_name_of_a_file_says_its_kind() -> None:
    assert [kind_of(name) for name in ("a.CSV", "b.tsv", "c.ndjson", "d.xlsx", "e.xls", "f")] == [
        Kind.CSV, Kind.CSV, Kind.JSON_LINES, Kind.EXCEL, None, None,
    ]  # fmt: skip

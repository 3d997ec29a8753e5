"""The lines of a file: CSV, JSON Lines, or an Excel workbook, each cell as text under the name of its column. Blocking.

Nothing of a file is carried out: a formula is a fault of its line, a workbook is measured before it is unpacked.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any, Final

MOST_LINES: Final = 250_000
MOST_COLUMNS: Final = 100
_MOST_UNPACKED = 256 * 1024 * 1024
_MOST_PARTS = 2_000
_LONGEST_CELL = 5_000
_DELIMITERS = ",;\t|"
_EXACT: Final = 2**53
"""A cell is a double: of a whole number beyond this the last digits are not those that were typed."""
_SEPARATOR_TOLD = re.compile(r"sep=(.)\r?\n")
"""Excel's own first line of a CSV."""


class Kind(StrEnum):
    """What a file is."""

    CSV = "csv"
    JSON_LINES = "jsonl"
    EXCEL = "xlsx"


class Why(StrEnum):
    """Why a whole file cannot be read."""

    NOT_UTF8 = "not_utf8"
    NO_HEADER = "no_header"
    COLUMN_TWICE = "column_twice"
    NO_WORKBOOK = "no_workbook"
    TOO_LARGE = "too_large"
    TOO_MANY_LINES = "too_many_lines"
    BROKEN = "broken"


class Unreadable(Exception):  # noqa: N818 (an outcome, which whoever sent it is told)
    """The file is none of its kind, or is too much."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


class Fault(StrEnum):
    """What is wrong with a line before anybody asks what it means."""

    NOT_CSV = "not_csv"
    NOT_JSON = "not_json"
    TOO_MANY_CELLS = "too_many_cells"
    TOO_LONG = "too_long"
    FORMULA = "formula"


@dataclass(frozen=True, slots=True)
class Line:
    """`number` as an editor or Excel counts. Empty cells are left out. `faults` are by column, '' for the line."""

    number: int
    cells: Mapping[str, str]
    faults: Mapping[str, Fault] = field(default_factory=dict)


def kind_of(name: str) -> Kind | None:
    """By the end of a file's name."""
    ending = name.rpartition(".")[2].lower()
    return {"csv": Kind.CSV, "tsv": Kind.CSV, "txt": Kind.CSV, "jsonl": Kind.JSON_LINES, "ndjson": Kind.JSON_LINES,
            "xlsx": Kind.EXCEL}.get(ending)  # fmt: skip


def read_lines(data: bytes, kind: Kind) -> Iterator[Line]:
    """Every line that says something. Raises Unreadable, at once or on the way."""
    readers = {Kind.CSV: _csv, Kind.JSON_LINES: _json_lines, Kind.EXCEL: _workbook}
    for count, line in enumerate(readers[kind](data)):
        if count >= MOST_LINES:
            raise Unreadable(Why.TOO_MANY_LINES)
        yield line


def column_name(text: str) -> str:
    """`Tracking number` and `tracking_number` are one column."""
    return "_".join(text.replace("-", " ").replace("_", " ").split()).casefold()


def _text(data: bytes) -> str:
    """Excel saves `Unicode text` as UTF-16, and puts a mark before UTF-8."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(Why.NOT_UTF8) from error


def _header(cells: Sequence[str]) -> list[str]:
    names = [column_name(cell) for cell in cells]
    while names and not names[-1]:
        names.pop()
    named = [name for name in names if name]
    if not named or len(names) > MOST_COLUMNS:
        raise Unreadable(Why.NO_HEADER)
    if len(set(named)) != len(named):
        raise Unreadable(Why.COLUMN_TWICE)
    return names


def _line(number: int, names: Sequence[str], cells: Sequence[str], faults: Mapping[str, Fault]) -> Line | None:
    """None for an empty one."""
    found = {name: cell for name, cell in zip(names, (cell.strip() for cell in cells), strict=False) if name and cell}
    wrong = {name: Fault.TOO_LONG for name, cell in found.items() if len(cell) > _LONGEST_CELL} | dict(faults)
    if any(cell.strip() for cell in cells[len(names) :]):
        wrong[""] = Fault.TOO_MANY_CELLS
    return Line(number, found, wrong) if found or wrong else None


def _csv(data: bytes) -> Iterator[Line]:
    text = _text(data)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    skipped = 0
    if told := _SEPARATOR_TOLD.match(text):
        delimiter, text, skipped = told[1], text[told.end() :], 1
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    names: list[str] = []
    begins = 1 + skipped
    while (cells := _row(rows)) is not _AT_THE_END:
        number, begins = begins, rows.line_num + 1 + skipped
        if not names:
            if cells is None:
                raise Unreadable(Why.BROKEN)
            names = _header(cells) if any(cell.strip() for cell in cells) else []
        elif cells is None:
            yield Line(number, {}, {"": Fault.NOT_CSV})
        elif line := _line(number, names, cells, {}):
            yield line
    if not names:
        raise Unreadable(Why.NO_HEADER)


_AT_THE_END: Final[list[str]] = []


def _row(rows: Iterator[list[str]]) -> list[str] | None:
    """The next one; None for one whose quotes do not add up, or that has no end. The reader goes on after it."""
    try:
        return next(rows, _AT_THE_END)
    except csv.Error:
        return None


def _json_lines(data: bytes) -> Iterator[Line]:
    for number, text in enumerate(_text(data).split("\n"), 1):
        if not text.strip():
            continue
        try:
            said = json.loads(text)
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict) or len(said) > MOST_COLUMNS or not all(map(_is_text, said)):
            yield Line(number, {}, {"": Fault.NOT_JSON})
            continue
        cells = {column_name(name): _scalar(value) for name, value in said.items()}
        faults = {name: Fault.NOT_JSON for name, cell in cells.items() if cell is None}
        found = _line(number, list(cells), [cell or "" for cell in cells.values()], faults)
        if found is not None:
            yield found


def _scalar(value: object) -> str | None:
    """As text; None for what is no single value."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return value if _is_text(value) else None
        case int() | float():
            return json.dumps(value)
        case _:
            return None


def _is_text(value: str) -> bool:
    """JSON may hold half a surrogate pair, which is what an emoji cut in two leaves: no text can be made of it."""
    return not any("\ud800" <= sign <= "\udfff" for sign in value)


def _workbook(data: bytes) -> Iterator[Line]:
    """The first sheet. openpyxl's read-only mode holds one row at a time."""
    import openpyxl  # noqa: PLC0415 (a fifth of a second of the start of every process, and few read a workbook)
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    _measure(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # a file may claim any size it likes
        names: list[str] = []
        for number, row in enumerate(sheet.iter_rows(), 1):
            if number > 2 * MOST_LINES:  # empty ones count as well: somebody has to walk them
                raise Unreadable(Why.TOO_MANY_LINES)
            shown = [_cell(cell.value) for cell in row]
            if not names:
                names = _header(shown) if any(shown) else []
                continue
            faults = {
                name: fault for name, cell in zip(names, row, strict=False) if name and (fault := _cell_fault(cell))
            }
            if line := _line(number, names, shown, faults):
                yield line
    except (InvalidFileException, zipfile.BadZipFile, KeyError, IndexError, ValueError, SyntaxError, OSError) as error:
        raise Unreadable(Why.NO_WORKBOOK) from error  # SyntaxError: what is no XML
    if not names:
        raise Unreadable(Why.NO_HEADER)


def _measure(data: bytes) -> None:
    """What it says it unpacks to, which Python's own zipfile holds it to."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            sizes = [part.file_size for part in parts.infolist()]
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Unreadable(Why.NO_WORKBOOK) from error
    if len(sizes) > _MOST_PARTS or sum(sizes) > _MOST_UNPACKED:
        raise Unreadable(Why.TOO_LARGE)


def _cell_fault(cell: Any) -> Fault | None:  # noqa: ANN401 (openpyxl has several kinds of cell)
    """`#N/A` is what is left of a formula."""
    if cell.data_type in ("f", "e"):
        return Fault.FORMULA
    number = cell.value
    lost = isinstance(number, int | float) and abs(number) > _EXACT
    return Fault.TOO_LONG if lost else None


def _cell(value: Any) -> str:  # noqa: ANN401 (whatever a sheet holds)
    match value:
        case None:
            return ""
        case datetime():
            return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
        case date() | time():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)

"""Workbooks made to hurt whoever opens them: each is refused or is harmless, and soon."""

import io
import time
import zipfile

import pytest

from cases.imports.lines import Kind, Unreadable, Why, read_lines
from tests.unit.cases.imports.workbooks import workbook

SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)


def changed(part: str, content: bytes) -> bytes:
    """A good workbook with one part that is not."""
    kept = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(("reference", "title"), ("LP-1", "a lamp")))) as good,
        zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for each in good.infolist():
            bad.writestr(each.filename, content if each.filename == part else good.read(each))
    return kept.getvalue()


def refusal(data: bytes) -> Why:
    begun = time.monotonic()
    with pytest.raises(Unreadable) as refused:
        list(read_lines(data, Kind.EXCEL))
    assert time.monotonic() - begun < 20
    return refused.value.why


def test_a_zip_bomb_is_measured_and_not_unpacked() -> None:
    bomb = changed(SHEET, b"<worksheet>" + b" " * (300 * 1024 * 1024) + b"</worksheet>")
    assert len(bomb) < 1024 * 1024
    assert refusal(bomb) is Why.TOO_LARGE


def test_a_part_that_lies_about_its_size_is_held_to_what_it_said() -> None:
    bomb = bytearray(changed(SHEET, b"<worksheet>" + b" " * (8 * 1024 * 1024) + b"</worksheet>"))
    with zipfile.ZipFile(io.BytesIO(bytes(bomb))) as parts:
        told = parts.getinfo(SHEET).file_size
    lie = bytes(bomb).replace(told.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert refusal(lie) is Why.NO_WORKBOOK


def test_entities_that_multiply_do_not() -> None:
    cell = '<c r="A1" t="inlineStr"><is><t>&j;</t></is></c>'
    sheet = f'{LAUGHS}<worksheet xmlns="{SPACE}"><sheetData><row r="1">{cell}</row></sheetData></worksheet>'
    assert refusal(changed(SHEET, sheet.encode())) is Why.NO_WORKBOOK


def test_thousands_of_parts_are_too_many() -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as parts:
        for number in range(2_500):
            parts.writestr(f"xl/{number}.xml", b"")
    assert refusal(kept.getvalue()) is Why.TOO_LARGE


def test_a_sheet_that_claims_a_million_columns_costs_what_it_holds() -> None:
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/>'
        '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>reference</t></is></c></row></sheetData></worksheet>'
    )
    assert list(read_lines(changed(SHEET, sheet.encode()), Kind.EXCEL)) == []

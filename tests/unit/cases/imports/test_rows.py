"""What a line says, and every cell that cannot be meant."""

import pytest

from cases.imports.lines import Fault, Line
from cases.imports.rows import COLUMNS, Problem, Row, Wrong, read_row
from cases.journeys.tracking_event import Progress

CASE = {
    "reference": "LP-1", "title": "Lamp", "customer_name": "Lucía", "customer_language": "es", "value": "48.90",
    "currency": "eur", "shipped_on": "2026-09-01", "destination_country": "es", "destination_city": "Sevilla",
    "tracking_number": "rr 473124829 cn",
}  # fmt: skip
EVENT = {
    "reference": "LP-1",
    "at": "2026-09-02T08:00:00+08:00",
    "description": "Picked up",
    "progress": "InTransit_PickedUp",
}


def read(cells: dict[str, str], **faults: Fault) -> Row | tuple[Problem, ...]:
    return read_row(Line(7, cells, faults))


def row(cells: dict[str, str]) -> Row:
    found = read(cells)
    assert isinstance(found, Row), found
    return found


def wrong(cells: dict[str, str]) -> set[tuple[str, Wrong | Fault]]:
    found = read(cells)
    assert isinstance(found, tuple)
    assert {problem.line for problem in found} == {7}
    return {(problem.column, problem.code) for problem in found}


def test_a_line_states_a_case_tells_an_event_or_both() -> None:
    case = row(CASE)
    assert case.event is None
    assert case.case is not None
    assert case.case.tracking_number == "RR473124829CN"
    assert case.case.value is not None
    assert (str(case.case.value.amount), case.case.value.currency) == ("48.90", "EUR")
    event = row(EVENT)
    assert event.case is None
    assert event.event is not None
    assert event.event.progress is Progress.PICKED_UP
    assert event.event.at.isoformat() == "2026-09-02T08:00:00+08:00"
    both = row(CASE | EVENT)
    assert (both.case, both.event) == (case.case, event.event)


@pytest.mark.parametrize(
    ("word", "progress"),
    [
        ("out_for_delivery", Progress.OUT_FOR_DELIVERY), ("Out for delivery", Progress.OUT_FOR_DELIVERY),
        ("OutForDelivery", Progress.OUT_FOR_DELIVERY), ("Exception_Lost", Progress.LOST),
        ("Exception_013", Progress.LOST), ("Beaming", Progress.UNKNOWN),
    ],
)  # fmt: skip
def test_progress_may_be_said_in_our_words_or_a_feeds_and_a_new_word_is_no_fault(word: str, progress: Progress) -> None:
    event = row(EVENT | {"progress": word}).event
    assert event is not None
    assert event.progress is progress


def test_an_event_may_name_its_parcel_by_the_number() -> None:
    by_number = {name: cell for name, cell in EVENT.items() if name != "reference"} | {
        "tracking_number": "rr473124829cn"
    }
    assert (row(by_number).reference, row(by_number).number) == (None, "RR473124829CN")


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"customer_language": "Spanish!"}, {("customer_language", Wrong.NO_LANGUAGE)}),
        ({"customer_language": ""}, {("customer_language", Wrong.MISSING)}),
        ({"reference": ""}, {("reference", Wrong.MISSING)}),
        ({"reference": "LP 1"}, {("reference", Wrong.NO_REFERENCE)}),
        ({"value": "much"}, {("value", Wrong.NO_AMOUNT)}),
        ({"value": "-1"}, {("value", Wrong.NO_AMOUNT)}),
        ({"currency": ""}, {("currency", Wrong.MISSING)}),
        ({"currency": "EURO"}, {("currency", Wrong.NO_CURRENCY)}),
        ({"destination_country": "Spain"}, {("destination_country", Wrong.NO_COUNTRY)}),
        ({"shipped_on": "last week"}, {("shipped_on", Wrong.NO_DATE)}),
        ({"stage": "nearly done"}, {("stage", Wrong.UNKNOWN_STAGE)}),
        (
            {"title": "", "customer_language": "??"},
            {("title", Wrong.MISSING), ("customer_language", Wrong.NO_LANGUAGE)},
        ),
        ({"title": "x" * 300}, {("title", Wrong.NOT_ALLOWED)}),
        ({"title": "a\x07b"}, {("title", Wrong.NOT_ALLOWED)}),
    ],
)
def test_every_bad_cell_of_a_case_is_named(changed: dict[str, str], found: set[tuple[str, Wrong]]) -> None:
    cells = {name: cell for name, cell in (CASE | changed).items() if cell}
    assert wrong(cells) == found


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"at": "yesterday"}, {("at", Wrong.NO_DATE)}),
        ({"at": "1026-09-02"}, {("at", Wrong.NO_DATE)}),
        ({"at": ""}, {("at", Wrong.MISSING)}),
        ({"description": ""}, {("description", Wrong.MISSING)}),
        ({"country": "Espana"}, {("country", Wrong.NO_COUNTRY)}),
        ({"reference": ""}, {("reference", Wrong.MISSING)}),
    ],
)
def test_every_bad_cell_of_an_event_is_named(changed: dict[str, str], found: set[tuple[str, Wrong]]) -> None:
    cells = {name: cell for name, cell in (EVENT | changed).items() if cell}
    assert wrong(cells) == found


def test_a_fault_of_the_line_stands_alone_and_one_in_a_column_nobody_reads_is_none() -> None:
    assert read(CASE, title=Fault.FORMULA) == (Problem(7, "title", Fault.FORMULA, "Lamp"),)
    assert isinstance(read(CASE | {"remarks": "=1+1"}, remarks=Fault.FORMULA), Row)
    assert wrong({"reference": "LP-1"}) == {("", Wrong.NOTHING_SAID)}


def test_a_zone_left_out_is_utc() -> None:
    event = row(EVENT | {"at": "2026-09-02 08:00"}).event
    assert event is not None
    assert event.at.isoformat() == "2026-09-02T08:00:00+00:00"


def test_the_columns_are_those_the_page_names() -> None:
    assert len(COLUMNS) == 24


def test_a_line_may_say_that_a_customer_bought_again_and_nothing_else() -> None:
    alone = row({"reference": "LP-1", "purchased_again_at": "2026-11-20"})
    assert (alone.case, alone.event) == (None, None)
    assert alone.purchase is not None
    assert alone.purchase.isoformat() == "2026-11-20T00:00:00+00:00"
    beside = row(CASE | {"purchased_again_at": "2026-11-20T09:30:00+01:00"})
    assert beside.case == row(CASE).case
    assert beside.purchase is not None
    assert wrong({"purchased_again_at": "2026-11-20"}) == {("reference", Wrong.MISSING)}
    for cell in ("soon", "1026-11-20"):
        assert wrong({"reference": "LP-1", "purchased_again_at": cell}) == {("purchased_again_at", Wrong.NO_DATE)}

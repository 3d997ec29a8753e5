"""What a line says: a case, a tracking event, a purchase, and every cell of it that cannot be meant. Pure.

Columns are named as the fields of `PUT /api/cases/{reference}`; a line names its case by `reference`, or by
`tracking_number` if it only tells an event.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from cases.feeds.words import progress_of_word
from cases.imports.lines import Fault, Line
from cases.journeys.tracking_event import TrackingEvent
from cases.numbers.tracking_number import normalise
from cases.parcel import CaseBody, EventBody, Reference, purchase_told

SOURCE: Final = "import"
"""The `source` of events that came in a file."""

_PLAIN = ("title", "order_reference", "tracking_number", "carrier", "shipped_on", "stage")
_GROUPS: Mapping[str, Mapping[str, str]] = {
    "value": {"value": "amount", "currency": "currency"},
    "origin": {"origin_country": "country", "origin_city": "city"},
    "destination": {"destination_country": "country", "destination_city": "city"},
    "customer": {
        "customer_name": "name", "customer_language": "language", "customer_country": "country",
        "customer_contact": "contact",
    },
}  # fmt: skip
_OF_EVENT = ("at", "description", "progress", "location", "country", "language")
_MAKES_A_CASE = ("title", "customer_name")
PURCHASE: Final = "purchased_again_at"
COLUMNS: Final = frozenset(
    {"reference", *_PLAIN, *(name for group in _GROUPS.values() for name in group), *_OF_EVENT, PURCHASE}
)
"""Every column that is read."""

_reference: TypeAdapter[str] = TypeAdapter(Reference)
_COLUMN_OF: Mapping[tuple[str, ...], str] = {
    **{(name,): name for name in _PLAIN},
    **{(group, field): column for group, columns in _GROUPS.items() for column, field in columns.items()},
}


class Wrong(StrEnum):
    """Why a cell cannot be loaded; beside what `Fault` says of the line itself."""

    MISSING = "missing"
    NO_DATE = "no_date"
    NO_COUNTRY = "no_country"
    NO_LANGUAGE = "no_language"
    NO_AMOUNT = "no_amount"
    NO_CURRENCY = "no_currency"
    NO_REFERENCE = "no_reference"
    UNKNOWN_STAGE = "unknown_stage"
    STAGE_REFUSED = "stage_refused"
    UNKNOWN_CASE = "unknown_case"
    OTHER_PARCEL = "other_parcel"
    NOT_ALLOWED = "not_allowed"
    NOTHING_SAID = "nothing_said"
    TWICE = "twice"
    TO_COME = "to_come"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with one line; `column` is '' for the line as a whole."""

    line: int
    column: str
    code: Wrong | Fault
    value: str = ""
    """The beginning of what stands there."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line that can be meant. At least one of `case`, `event` and `purchase` is there."""

    line: int
    reference: str | None
    number: str | None
    case: CaseBody | None
    event: TrackingEvent | None
    purchase: datetime | None = None
    """When the customer of this case bought again."""


def read_row(line: Line) -> Row | tuple[Problem, ...]:
    """What the line says, or everything that is wrong with it."""
    cells = {name: cell for name, cell in line.cells.items() if name in COLUMNS}
    faults = [
        Problem(line.number, column, fault, glance(line.cells.get(column, "")))
        for column, fault in line.faults.items()
        if column == "" or column in COLUMNS
    ]
    if faults:
        return tuple(faults)
    wrong = _Wrongs(line.number, cells)
    makes_case = any(name in cells for name in _MAKES_A_CASE)
    tells_event = "at" in cells or "description" in cells
    tells_purchase = PURCHASE in cells
    if not (makes_case or tells_event or tells_purchase):
        wrong.add("", Wrong.NOTHING_SAID)
    reference = wrong.reference(needed=makes_case or tells_purchase)
    number = normalise(cells["tracking_number"]) if "tracking_number" in cells else None
    if reference is None and number is None and not wrong.found:
        wrong.add("reference", Wrong.MISSING)
    case = wrong.case() if makes_case else None
    event = wrong.event() if tells_event else None
    purchase = wrong.purchase() if tells_purchase else None
    return wrong.found or Row(line.number, reference, number, case, event, purchase)


class _Wrongs:
    """Reads the cells of one line and gathers what is wrong with them."""

    def __init__(self, line: int, cells: Mapping[str, str]) -> None:
        self._line = line
        self._cells = cells
        self.found: tuple[Problem, ...] = ()

    def add(self, column: str, code: Wrong) -> None:
        """One more."""
        self.found += (Problem(self._line, column, code, glance(self._cells.get(column, ""))),)

    def reference(self, *, needed: bool) -> str | None:
        """The case's name, or None."""
        text = self._cells.get("reference")
        if text is None:
            if needed:
                self.add("reference", Wrong.MISSING)
            return None
        try:
            return _reference.validate_python(text)
        except ValidationError:
            self.add("reference", Wrong.NO_REFERENCE)
            return None

    def case(self) -> CaseBody | None:
        """What is said of the case itself."""
        said: dict[str, Any] = {name: self._cells[name] for name in _PLAIN if name in self._cells}
        for group, columns in _GROUPS.items():
            inner = {field: self._cells[column] for column, field in columns.items() if column in self._cells}
            if inner:
                said[group] = _in_capitals(inner)
        try:
            return CaseBody.model_validate(said)
        except ValidationError as error:
            for each in error.errors(include_url=False, include_context=False, include_input=False):
                self._refuse(each["loc"], each["type"])
            return None

    def event(self) -> TrackingEvent | None:
        """The line of the journey."""
        cells = self._cells
        for name in ("at", "description"):
            if name not in cells:
                self.add(name, Wrong.MISSING)
        said: dict[str, Any] = {name: cells[name] for name in ("description", "location", "language") if name in cells}
        said["at"] = _moment(cells.get("at", ""))
        if "country" in cells:
            said["country"] = cells["country"].upper()
        if "progress" in cells:
            said["progress"] = progress_of_word(cells["progress"])
        if "at" in cells and said["at"] is None:
            self.add("at", Wrong.NO_DATE)
        if self.found and said["at"] is None:
            return None
        try:
            return EventBody.model_validate(said).told_by(SOURCE)
        except ValidationError as error:
            for each in error.errors(include_url=False, include_context=False, include_input=False):
                column = str(each["loc"][0])
                if (column, each["type"]) != ("description", "missing"):  # said above
                    self.add(column, _CODES.get(column, Wrong.NOT_ALLOWED))
            return None

    def purchase(self) -> datetime | None:
        """When the customer bought again."""
        at = purchase_told(self._cells[PURCHASE])
        if at is None:
            self.add(PURCHASE, Wrong.NO_DATE)
        return at

    def _refuse(self, place: tuple[int | str, ...], kind: str) -> None:
        """pydantic's refusal, in the words of columns."""
        group = str(place[0])
        if kind == "missing":
            columns = _GROUPS.get(group, {group: group})
            field = str(place[-1])
            missing = [column for column, inner in columns.items() if inner == field or len(place) == 1]
            self.add("customer_name" if group == "customer" and len(place) == 1 else missing[0], Wrong.MISSING)
            return
        column = _COLUMN_OF.get(tuple(str(step) for step in place[:2]), group)
        self.add(column, _CODES.get(column, Wrong.NOT_ALLOWED))


_CODES: Mapping[str, Wrong] = {
    "at": Wrong.NO_DATE, "shipped_on": Wrong.NO_DATE, "country": Wrong.NO_COUNTRY, "origin_country": Wrong.NO_COUNTRY,
    "destination_country": Wrong.NO_COUNTRY, "customer_country": Wrong.NO_COUNTRY, "language": Wrong.NO_LANGUAGE,
    "customer_language": Wrong.NO_LANGUAGE, "value": Wrong.NO_AMOUNT, "currency": Wrong.NO_CURRENCY,
    "stage": Wrong.UNKNOWN_STAGE,
}  # fmt: skip


def _in_capitals(inner: Mapping[str, str]) -> dict[str, str]:
    """Codes may be typed small."""
    return {name: cell.upper() if name in ("country", "currency") else cell for name, cell in inner.items()}


def _moment(text: str) -> datetime | None:
    """ISO 8601; without a zone it is UTC."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def glance(text: str) -> str:
    """The beginning of a cell."""
    return text if len(text) <= 60 else text[:59] + "…"

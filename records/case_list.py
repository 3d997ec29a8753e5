"""Finding cases: what a filter asks for, in SQL, page by page. Reads only.

A page begins after the last row of the one before (keyset), so that the thousandth costs what the first does and a
case that changes meanwhile shifts nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, literal, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from records.tables import AlertRow, CaseRow, CommitmentRow, UserRow
from records.tables.base import Utc

_SEARCHED = (
    CaseRow.reference,
    CaseRow.title,
    CaseRow.customer_name,
    CaseRow.tracking_number,
    CaseRow.order_reference,
    CaseRow.carrier,
)
_NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)
"""The deadline of a case that has none: it comes last."""

Key = datetime | Decimal | str


class Sort(StrEnum):
    """What comes first. By value only within one currency: sums in different ones cannot be compared."""

    UPDATED = "updated"
    DEADLINE = "deadline"
    VALUE = "value"
    OLDEST = "oldest"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filter; what is None or empty narrows nothing. `overdue_at`: only what is overdue at this moment."""

    words: Sequence[str] = ()
    stage: str | None = None
    carrier: str | None = None
    country: str | None = None
    language: str | None = None
    owner_id: str | None = None
    unowned: bool = False
    anomaly: str | None = None
    currency: str | None = None
    value_from: Decimal | None = None
    overdue_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class After:
    """The last row of the page before."""

    key: Key
    reference: str


@dataclass(frozen=True, slots=True)
class Found:
    """One case with what is asked about it and stands in other tables. `key` is what it was sorted by."""

    row: CaseRow
    key: Key
    deadline: datetime | None = None
    anomaly: str | None = None
    owner_name: str | None = None


async def find_page(
    session: AsyncSession, wanted: Wanted, *, sort: Sort, after: After | None, limit: int, offset: int = 0
) -> list[Found]:
    """The next `limit` cases that fit, in this order."""
    query = page_query(wanted, sort=sort, after=after).limit(limit).offset(offset)
    rows = (await session.execute(query)).all()
    return await _completed(session, [(row, found) for row, found in rows])


async def count_wanted(session: AsyncSession, wanted: Wanted) -> int:
    """How many fit in all."""
    return await session.scalar(select(func.count()).select_from(CaseRow).where(*_conditions(wanted))) or 0


async def count_by_stage(session: AsyncSession, wanted: Wanted) -> Mapping[str, int]:
    """How many fit in each stage; one without any is left out."""
    query = select(CaseRow.stage, func.count()).where(*_conditions(wanted)).group_by(CaseRow.stage)
    return {row[0]: row[1] for row in await session.execute(query)}


def page_query(wanted: Wanted, *, sort: Sort, after: After | None) -> Select[CaseRow, Key]:
    """Every case that fits and comes after this one, in this order, with what it is sorted by."""
    query, key = _ordered(sort)
    return query.where(*_conditions(wanted), *([_past(key, after, sort)] if after else []))


def _ordered(sort: Sort) -> tuple[Select[CaseRow, Key], ColumnElement[Key]]:
    row = CaseRow
    if sort is Sort.DEADLINE:
        due = _deadlines()
        soonest = func.coalesce(due.c.at, literal(_NEVER, Utc()), type_=Utc())
        return select(row, soonest).outerjoin(due, due.c.case_id == row.id).order_by(soonest, row.reference), soonest
    key: ColumnElement[Key] = {
        Sort.UPDATED: row.updated_at, Sort.VALUE: row.value_amount, Sort.OLDEST: row.created_at,
        Sort.REFERENCE: row.reference,
    }[sort]  # type: ignore[assignment]  # fmt: skip
    return select(row, key).order_by(key.desc() if sort in _DESCENDING else key, row.reference), key


_DESCENDING: Final = frozenset({Sort.UPDATED, Sort.VALUE})


def _past(key: ColumnElement[Key], after: After, sort: Sort) -> ColumnElement[bool]:
    """Said in two halves: the first is a range that an index can begin at."""
    if sort in _DESCENDING:
        return and_(key <= after.key, or_(key < after.key, CaseRow.reference > after.reference))
    return and_(key >= after.key, or_(key > after.key, CaseRow.reference > after.reference))


def _deadlines() -> Subquery:
    """Of every case that has one: the soonest of its standing alert, its open promises and the next word promised."""
    case, alert, promise = CaseRow, AlertRow, CommitmentRow
    due = union_all(
        select(alert.case_id, alert.act_by.label("at")).where(alert.closed_at.is_(None)),
        select(promise.case_id, promise.due_at.label("at")).where(promise.state == "open"),
        select(case.id, case.next_update_at.label("at")).where(case.next_update_at.is_not(None)),
    ).subquery()
    return select(due.c.case_id, func.min(due.c.at).label("at")).group_by(due.c.case_id).subquery()


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    row, alert = CaseRow, AlertRow
    equal = {row.stage: wanted.stage, row.carrier: wanted.carrier, row.value_currency: wanted.currency}
    found: list[ColumnElement[bool]] = [_holds(word) for word in wanted.words]
    found += [column == value for column, value in equal.items() if value is not None]
    if wanted.country is not None:
        shown = row.destination_country
        found.append(or_(shown == wanted.country, and_(shown.is_(None), row.customer_country == wanted.country)))
    if wanted.language is not None:
        tag = row.customer_language
        found.append(or_(tag == wanted.language, tag.startswith(f"{wanted.language}-", autoescape=True)))
    if wanted.unowned:
        found.append(row.owner_id.is_(None))
    if wanted.owner_id is not None:
        found.append(row.owner_id == wanted.owner_id)
    if wanted.currency is not None:
        found.append(row.value_amount >= (wanted.value_from or Decimal(0)))
    if wanted.anomaly is not None:
        found.append(
            row.id.in_(select(alert.case_id).where(alert.closed_at.is_(None), alert.anomaly == wanted.anomaly))
        )
    if wanted.overdue_at is not None:
        found.append(row.id.in_(_overdue(wanted.overdue_at)))
    return found


def _overdue(now: datetime) -> Select[str]:
    case, alert, promise = CaseRow, AlertRow, CommitmentRow
    due = union_all(
        select(alert.case_id).where(alert.closed_at.is_(None), alert.act_by < now),
        select(promise.case_id).where(promise.state == "open", promise.due_at < now),
        select(case.id).where(case.next_update_at < now),
    ).subquery()
    return select(due.c.case_id)


def _holds(word: str) -> ColumnElement[bool]:
    """SQLite folds only ASCII letters, so other scripts are tried in the spellings people type."""
    spellings = {word} if word.isascii() else {word, word.lower(), word.upper(), word.title()}
    return or_(*(column.icontains(spelling, autoescape=True) for column in _SEARCHED for spelling in spellings))


async def _completed(session: AsyncSession, page: Sequence[tuple[CaseRow, Key]]) -> list[Found]:
    if not page:
        return []
    ids = [row.id for row, _ in page]
    due = _deadlines()
    deadlines: dict[str, datetime] = {
        each[0]: each[1] for each in await session.execute(select(due).where(due.c.case_id.in_(ids)))
    }
    alert, user = AlertRow, UserRow
    standing = select(alert.case_id, alert.anomaly).where(alert.case_id.in_(ids), alert.closed_at.is_(None))
    anomalies = {each[0]: each[1] for each in await session.execute(standing.order_by(alert.raised_at))}
    owners = {row.owner_id for row, _ in page if row.owner_id is not None}
    people = select(user.id, user.name).where(user.id.in_(owners))
    names = {each[0]: each[1] for each in await session.execute(people)}
    return [
        Found(
            row=row, key=key, deadline=deadlines.get(row.id), anomaly=anomalies.get(row.id),
            owner_name=names.get(row.owner_id or ""),
        )
        for row, key in page
    ]  # fmt: skip

"""What there is to filter cases by: the values that occur, and the people who may look after one."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from records.tables import AlertRow, CaseRow, UserRow

_MOST = 200


class Choice(BaseModel):
    """A value that occurs, and in how many cases."""

    model_config = ConfigDict(frozen=True)
    value: str
    cases: int


class Person(BaseModel):
    """Somebody who may look after cases."""

    model_config = ConfigDict(frozen=True)
    id: str
    name: str


class CaseChoices(BaseModel):
    """Each list in alphabetical order, the first 200."""

    model_config = ConfigDict(frozen=True)
    carriers: tuple[Choice, ...]
    countries: tuple[Choice, ...]
    languages: tuple[Choice, ...]
    currencies: tuple[Choice, ...]
    alerts: tuple[Choice, ...]
    owners: tuple[Person, ...]


async def read_choices(session: AsyncSession) -> CaseChoices:
    """As it is now."""
    row = CaseRow
    people = select(UserRow.id, UserRow.name).where(UserRow.disabled_at.is_(None)).order_by(UserRow.name, UserRow.id)
    return CaseChoices(
        carriers=await _values(session, row.carrier),
        countries=await _values(session, func.coalesce(row.destination_country, row.customer_country)),
        languages=await _values(session, row.customer_language),
        currencies=await _values(session, row.value_currency),
        alerts=await _values(session, AlertRow.anomaly, AlertRow.closed_at.is_(None)),
        owners=tuple(Person(id=each, name=name) for each, name in await session.execute(people)),
    )


async def _values(session: AsyncSession, column: Any, *where: ColumnElement[bool]) -> tuple[Choice, ...]:  # noqa: ANN401 (any expression)
    query = select(column, func.count()).where(column.is_not(None), *where).group_by(column).order_by(column)
    found: Sequence[Any] = (await session.execute(query.limit(_MOST))).all()
    return tuple(Choice(value=value, cases=many) for value, many in found)

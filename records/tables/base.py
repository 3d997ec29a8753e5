"""What all tables share: ids, aware times, words as text, JSON."""

import secrets
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CursorResult, DateTime, Dialect, Enum, Index, MetaData, Result, String, Table, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

Json = JSON().with_variant(JSONB(), "postgresql")


def new_id() -> str:
    """A public id of 128 random bits, safe in a URL. An id opens nothing by itself."""
    return secrets.token_hex(16)


class Utc(TypeDecorator[datetime]):
    """An instant. Naive datetimes are refused on the way in; what comes out is aware, in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times with ValueError: nobody knows what they mean."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone was about to be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite gives back naive times; they are UTC by construction."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


def word(kind: type[StrEnum]) -> Enum:
    """A column for a closed vocabulary, stored as its text and checked by Python, so a new word needs no ALTER."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=24,
        values_callable=lambda words: [w.value for w in words],
    )


def unique_where(name: str, *columns: str, where: str) -> Index:
    """A partial unique index: the rule that two rows may never both hold is kept by the database itself."""
    return Index(name, *columns, unique=True, sqlite_where=text(where), postgresql_where=text(where))


def index_where(name: str, *columns: str, where: str) -> Index:
    """An index of the few rows that are asked for again and again."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


class Base(DeclarativeBase):
    """One metadata with named constraints, so that migrations can name them too."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 (SQLAlchemy reads it from the class)
        datetime: Utc(),
        str: String(),
        dict[str, Any]: Json,
        list[str]: Json,
        list[dict[str, Any]]: Json,
    }


def core(row: type[Base]) -> Table:
    """The table itself: what is said to it skips the unit of work, at half the cost. For what happens in every call."""
    table = row.__table__
    assert isinstance(table, Table)  # noqa: S101 (no row of ours is mapped to anything else)
    return table


def changed_rows(result: Result[Any]) -> int:
    """How many rows an UPDATE of one table has changed, in however many goes."""
    assert isinstance(result, CursorResult)  # noqa: S101 (SQLAlchemy gives no other one)
    return result.rowcount

"""The index that calls are found by: one port on two engines, SQLite's FTS5 and PostgreSQL's tsvector.

Both are given words that are made already (`records.search_words`) and neither parses, stems or ranks: so both answer
alike. Positions are not kept: PostgreSQL's end at 16,383, which is less than an hour of Chinese.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import TextClause, delete, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from records.search_words import Wanted
from records.tables import SearchDocumentRow

_CALLS_OF_ONE = "SELECT call_id FROM participants WHERE user_id = :user_id"


@dataclass(frozen=True, slots=True)
class _Engine:
    """What is said to one of the two."""

    put: TextClause
    take: TextClause
    find: str
    find_own: str
    id: str
    """By which the engine goes from the newest on by itself."""

    def look(self, *, own: bool, older: bool) -> TextClause:
        """The newest documents; only `own` ones, only what is `older`, where that is wished."""
        narrowed = (self.find_own if own else self.find) + (f" AND {self.id} < :before" if older else "")
        return text(f"{narrowed} ORDER BY {self.id} DESC LIMIT :most")


_SQLITE_FIND = (
    "SELECT d.id, d.call_id FROM search_words JOIN search_documents AS d ON d.id = search_words.rowid"
    " WHERE search_words MATCH :wanted"
)
_SQLITE = _Engine(
    put=text("INSERT INTO search_words (rowid, words) VALUES (:id, :words)"),
    take=text("DELETE FROM search_words WHERE rowid = :id"),
    find=_SQLITE_FIND,
    find_own=f"{_SQLITE_FIND} AND d.call_id IN ({_CALLS_OF_ONE})",
    id="search_words.rowid",
)
_POSTGRESQL = _Engine(
    put=text("INSERT INTO search_words (id, words) VALUES (:id, CAST(:words AS tsvector))"),
    take=text("DELETE FROM search_words WHERE id = :id"),
    find="SELECT w.id, d.call_id FROM search_words AS w JOIN search_documents AS d ON d.id = w.id"
    " WHERE w.words @@ CAST(:wanted AS tsquery)",
    # ORDER BY and OFFSET inside: their calls are picked out first and looked into one by one. Left to choose, the
    # planner went through everybody's, and asked of each whether it was theirs.
    find_own="SELECT w.id, w.call_id FROM"  # noqa: S608 (what is put in stands above)
    f" (SELECT id, call_id FROM search_documents WHERE call_id IN ({_CALLS_OF_ONE}) ORDER BY id DESC) AS w"
    " CROSS JOIN LATERAL (SELECT words FROM search_words WHERE id = w.id OFFSET 0) AS held"
    " WHERE held.words @@ CAST(:wanted AS tsquery)",
    id="w.id",
)


@dataclass(frozen=True, slots=True)
class Document:
    """A call that was found, and its place among all: the later it was first written about, the higher."""

    id: int
    call_id: str


async def hold_document(session: AsyncSession, call_id: str) -> int:
    """The document of this call, made if there is none, and held until the commit: of two writers one waits."""
    insert = sqlite.insert if _is_sqlite(session) else postgresql.insert
    row = SearchDocumentRow
    made = insert(row).values(call_id=call_id)
    held = made.on_conflict_do_update(index_elements=[row.call_id], set_={"call_id": made.excluded.call_id})
    return (await session.execute(held.returning(row.id))).scalar_one()


async def put_words(session: AsyncSession, document_id: int, words: Collection[str]) -> None:
    """These words and no others are in this document; none: it is gone."""
    engine = _engine(session)
    await session.execute(engine.take, {"id": document_id})
    if words:
        await session.execute(engine.put, {"id": document_id, "words": " ".join(sorted(set(words)))})
    else:
        await session.execute(delete(SearchDocumentRow).where(SearchDocumentRow.id == document_id))


async def find_documents(
    session: AsyncSession, wanted: Wanted, *, user_id: str | None, before: int | None, most: int
) -> list[Document]:
    """The newest that hold everything `wanted`, older than the document `before`; of `user_id` only their own calls."""
    if not wanted:
        return []
    look = _engine(session).look(own=user_id is not None, older=before is not None)
    said = {"wanted": _said(session, wanted), "most": most, "user_id": user_id, "before": before}
    rows = await session.execute(look, {name: said[name] for name in look.compile().params})
    return [Document(row.id, row.call_id) for row in rows]


async def list_documents(session: AsyncSession) -> list[Document]:
    """Every document, oldest first: for whoever makes the index anew."""
    rows = await session.execute(select(SearchDocumentRow.id, SearchDocumentRow.call_id).order_by(SearchDocumentRow.id))
    return [Document(row.id, row.call_id) for row in rows]


def _said(session: AsyncSession, wanted: Wanted) -> str:
    """In the engine's own language. Words are letters and digits only: there is nothing in them to escape."""
    if _is_sqlite(session):
        words = [f'"{word}"' for word in wanted.words]
        return " AND ".join([*words, f'"{wanted.beginning}"*'] if wanted.beginning else words)
    words = [f"'{word}'" for word in wanted.words]
    return " & ".join([*words, f"'{wanted.beginning}':*"] if wanted.beginning else words)


def _engine(session: AsyncSession) -> _Engine:
    return _SQLITE if _is_sqlite(session) else _POSTGRESQL


def _is_sqlite(session: AsyncSession) -> bool:
    return session.get_bind().dialect.name == "sqlite"

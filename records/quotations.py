"""Takes words out of summaries that may not be kept any more, in the transaction that removes the words themselves.

What a person has approved stands: it is theirs, and has been told outside.
"""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from records.tables import SummaryEditRow, SummaryRow

_Body = dict[str, Any]


async def forget_quotations(session: AsyncSession, call_id: str, utterance_ids: Collection[str]) -> None:
    """Nothing in the draft of this call, nor in what people made of it, rests on these utterances from here on."""
    gone = frozenset(utterance_ids)
    query = select(SummaryRow).where(SummaryRow.call_id == call_id, SummaryRow.state == "draft").with_for_update()
    row = await session.scalar(query.execution_options(populate_existing=True))
    if row is None or not gone:
        return
    body = without(row.body, gone)
    if body != row.body:
        row.body, row.version = body, row.version + 1
    row.draft = without(row.draft, gone)
    edits = select(SummaryEditRow).where(SummaryEditRow.call_id == call_id)
    for edit in await session.scalars(edits.execution_options(populate_existing=True)):
        edit.before, edit.after = without(edit.before, gone), without(edit.after, gone)


def without(body: _Body, gone: frozenset[str]) -> _Body:
    """The body without statements that rest on any of them: their words may be just those. Pure."""
    return {field: _kept(value, gone) if isinstance(value, list) else value for field, value in body.items()}


def _kept(statements: list[Any], gone: frozenset[str]) -> list[Any]:
    """Lists of other things than statements are left as they are."""
    return [
        each
        for each in statements
        if not isinstance(each, Mapping) or not any(_is_gone(source, gone) for source in each.get("sources", ()))
    ]


def _is_gone(source: Mapping[str, Any], gone: frozenset[str]) -> bool:
    return source.get("kind") == "transcript" and source.get("ref") in gone

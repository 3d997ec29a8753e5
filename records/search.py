"""Finding calls by what was said and written in them, and keeping the index in step with the rows.

Whoever writes an utterance, a summary or notes calls `index_call` in the same transaction, and so does whoever
removes them: nothing is found that is not there any more.
"""

from collections.abc import Iterator

from sqlalchemy import select, union
from sqlalchemy.ext.asyncio import AsyncSession

from records.call_log import names_in_call
from records.database import few_lengths
from records.search_index import Document, find_documents, hold_document, put_words
from records.search_record import CallFound, Mark, Passage, SearchResult
from records.search_texts import Texts, read_texts
from records.search_words import Wanted, find_marks, read_query, words_of
from records.tables import CallRow, CaseRow, SummaryRow, TranscriptRow, UtteranceRow
from records.transcript_reading import ROUGH

_PASSAGES = 3
_LONGEST = 240
_BEFORE_MARK = 60


async def index_call(session: AsyncSession, call_id: str) -> None:
    """Let this call be found by what stands in its rows now, this transaction's changes included."""
    await session.flush()
    document_id = await hold_document(session, call_id)  # before reading: who waited here reads what the other wrote
    texts = (await read_texts(session, [call_id]))[call_id]
    await put_words(session, document_id, {word.text for each in texts for word in words_of(each)})


async def search_calls(
    session: AsyncSession, query: str, *, user_id: str | None, before: int | None, limit: int
) -> SearchResult:
    """The newest calls in which every word of `query` stands. With `user_id` only those this user was in."""
    wanted = read_query(query)
    found = await find_documents(session, wanted, user_id=user_id, before=before, most=limit + 1)
    page = found[:limit]
    texts = await read_texts(session, [document.call_id for document in page])
    calls = await _described(session, page, {call_id: _passages(each, wanted) for call_id, each in texts.items()})
    return SearchResult(calls=calls, next=page[-1].id if len(found) > limit else None)


async def list_written_about(session: AsyncSession) -> list[str]:
    """Every call of which something was said, summed up or noted, the oldest first."""
    texts = union(
        select(UtteranceRow.call_id),
        select(SummaryRow.call_id),
        select(CallRow.id).where(CallRow.notes.is_not(None)),
    ).subquery()
    found = await session.scalars(
        select(CallRow.id).where(CallRow.id.in_(select(texts))).order_by(CallRow.created_at, CallRow.id)
    )
    return list(found)


async def _described(
    session: AsyncSession, page: list[Document], passages: dict[str, tuple[Passage, ...]]
) -> tuple[CallFound, ...]:
    if not page:
        return ()
    these = few_lengths([document.call_id for document in page])
    rows = await session.execute(
        select(CallRow.id, CallRow.created_at, CaseRow.reference, TranscriptRow.engine, *names_in_call())
        .join(CaseRow, CaseRow.id == CallRow.case_id)
        .outerjoin(TranscriptRow, TranscriptRow.call_id == CallRow.id)
        .where(CallRow.id.in_(these))
    )
    known = {row[0]: row for row in rows}
    return tuple(
        CallFound(
            call_id=call_id, created_at=created_at, case_reference=reference, customer_name=customer or "",
            agent_name=agent, rough=engine in ROUGH, passages=passages[call_id],
        )
        for call_id, created_at, reference, engine, customer, agent in (known[document.call_id] for document in page)
    )  # fmt: skip


def _passages(texts: Texts, wanted: Wanted) -> tuple[Passage, ...]:
    """The first of those that have the most of what is wanted, in the order in which they stand."""
    best: list[tuple[int, int, Passage]] = []
    whole = 0
    for place, (passage, found) in enumerate(_matching(texts, wanted)):
        best.append((-found, place, passage))
        whole += found == len(wanted)
        if whole == _PASSAGES:  # nothing that comes after them is better
            break
    chosen = sorted(best, key=lambda each: each[:2])[:_PASSAGES]
    return tuple(passage for _, _, passage in sorted(chosen, key=lambda each: each[1]))


def _matching(texts: Texts, wanted: Wanted) -> Iterator[tuple[Passage, int]]:
    for one in texts.spoken:
        if (cut := _cut(one.text, wanted)) is not None:
            words, marks, found = cut
            yield Passage(
                where="transcript", text=words, marks=marks, utterance_id=one.id, at=one.at, speaker=one.speaker
            ), found  # fmt: skip
    for stated in texts.statements:
        if (cut := _cut(stated.text, wanted)) is not None:
            words, marks, found = cut
            yield Passage(
                where="summary", text=words, marks=marks, utterance_id=stated.utterance_id, at=stated.at,
                speaker=stated.speaker,
            ), found  # fmt: skip
    if (cut := _cut(texts.notes, wanted)) is not None:
        words, marks, found = cut
        yield Passage(where="notes", text=words, marks=marks), found


_Cut = tuple[str, tuple[Mark, ...], int]


def _cut(text: str, wanted: Wanted) -> _Cut | None:
    """As much of `text` as is shown, the first mark in it, and how much of what is wanted stands in all of it."""
    marks, found = find_marks(text, wanted)
    if not marks:
        return None
    start = max(0, marks[0][0] - _BEFORE_MARK) if len(text) > _LONGEST else 0
    if start:
        start = max(text.rfind(" ", 0, start) + 1, start - _BEFORE_MARK)
    end = min(len(text), start + _LONGEST)
    lead, tail = "…" if start else "", "…" if end < len(text) else ""
    moved = len(lead) - start
    shown = tuple(Mark(start=at + moved, end=min(until, end) + moved) for at, until in marks if at < end)
    return lead + text[start:end] + tail, shown, len(found)

"""Finding calls by their words: the same answers on SQLite and on PostgreSQL, in eight languages."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, func, select, text

from records.database import Database
from records.search import index_call, list_written_about, search_calls
from records.search_record import SearchResult
from records.tables import CallRow, SearchDocumentRow, SummaryRow, TranscriptRow, UtteranceRow
from signaling.protocol.words import Role, TranscriptState
from tests.contract.written_calls import add_call, add_people

A, C = Role.AGENT, Role.CUSTOMER
IN_EIGHT_LANGUAGES = (
    ("en", "My parcel was held by customs in Liège.", "held customs", ["held", "customs"]),
    ("es", "El envío se perdió en Shenzhen.", "envio perdio", ["envío", "perdió"]),
    ("fr", "L’adresse n’était pas complète.", "etait adresse", ["adresse", "était"]),
    ("de", "Die Straße stimmt, die Größe nicht.", "GROSSE strasse", ["Straße", "Größe"]),
    ("pt-BR", "A encomenda não chegou até agora.", "nao ate", ["não", "até"]),
    ("ru", "Посылку ещё не привезли.", "еще посылк", ["Посылку", "ещё"]),
    ("ar", "الطَّرْد لم يصل إلى العنوان", "طرد يصل", ["الطَّرْد", "يصل"]),
    ("zh", "我的包裹在海关丢失了。", "包裹 海关", ["包裹", "海关"]),
)


@pytest.fixture(autouse=True)
async def _agents(db: Database) -> None:
    await add_people(db, "wei", "ana")


async def _search(db: Database, query: str, *, user_id: str | None = None, before: int | None = None,
                  limit: int = 20) -> SearchResult:  # fmt: skip
    async with db.reading() as session:
        return await search_calls(session, query, user_id=user_id, before=before, limit=limit)


async def _found(db: Database, query: str, **how: str) -> list[str]:
    return [call.call_id for call in (await _search(db, query, **how)).calls]  # type: ignore[arg-type]


async def test_what_was_said_is_found_in_each_language_with_its_words_marked(db: Database) -> None:
    for number, (language, said, _, _) in enumerate(IN_EIGHT_LANGUAGES):
        await add_call(db, number, (A, "…"), (C, said), language=language)
    for number, (language, said, query, marked) in enumerate(IN_EIGHT_LANGUAGES):
        (call,) = (await _search(db, query)).calls
        (passage,) = call.passages
        assert (call.call_id, call.case_reference) == (f"call-{number}", f"LP-{number}"), language
        assert (passage.where, passage.speaker, passage.text) == ("transcript", C, said)
        assert [said[mark.start : mark.end] for mark in passage.marks] == marked
        assert passage.utterance_id == f"call-{number}-1"


async def test_what_was_summed_up_and_noted_is_found_in_each_language_too(db: Database) -> None:
    for number, (language, said, _, _) in enumerate(IN_EIGHT_LANGUAGES):
        await add_call(db, 2 * number, language=language, summary=[("agreed", said)])
        await add_call(db, 2 * number + 1, language=language, notes=said)
    for number, (language, said, query, marked) in enumerate(IN_EIGHT_LANGUAGES):
        noted, summed = (await _search(db, query)).calls
        assert (noted.call_id, summed.call_id) == (f"call-{2 * number + 1}", f"call-{2 * number}"), language
        for call, where in ((noted, "notes"), (summed, "summary")):
            (passage,) = call.passages
            assert (passage.where, passage.text) == (where, said)
            assert [said[mark.start : mark.end] for mark in passage.marks] == marked


async def test_two_chinese_signs_find_what_they_mean_together_and_nothing_else(db: Database) -> None:
    await add_call(db, 1, (C, "我的包裹丢了"))
    await add_call(db, 2, (C, "面包在包里，裹好了"))
    assert await _found(db, "包裹") == ["call-1"]
    assert await _found(db, "包") == ["call-2", "call-1"]
    assert await _found(db, "裹丢了") == ["call-1"]


async def test_an_arabic_word_is_found_with_what_is_written_together_with_it(db: Database) -> None:
    for number, said in enumerate(("والطردُ لم يصل", "سألت عن الطرد", "من فضلك ابحث للطرد عن عنوان", "اتصلت بالطرد")):
        await add_call(db, number, (C, said), language="ar")
    for query in ("طرد", "الطرد", "بالطَّرد "):
        assert await _found(db, query) == ["call-3", "call-2", "call-1", "call-0"], query


async def test_every_word_has_to_be_there_wherever_in_the_call_it_stands(db: Database) -> None:
    await add_call(db, 1, (C, "where is my lamp"), notes="Refund of thirty euros")
    await add_call(db, 2, (C, "where is my lamp"), summary=[("agreed", "It is sent again")])
    assert await _found(db, "lamp thirty") == ["call-1"]
    assert await _found(db, "lamp again") == ["call-2"]
    assert await _found(db, "lamp") == ["call-2", "call-1"]
    assert await _found(db, "lamp thirty again") == []


async def test_only_the_last_word_may_be_cut_short(db: Database) -> None:
    await add_call(db, 1, (C, "the compensation was agreed"))
    assert await _found(db, "agreed compens") == ["call-1"]
    assert await _found(db, "compens agreed") == []
    assert await _found(db, "ensation") == []


async def test_what_a_summary_repeats_of_the_case_is_not_what_was_said(db: Database) -> None:
    await add_call(db, 1, (C, "hello"), summary=[("account", "The neighbour has it")])
    assert await _found(db, "customs") == []
    (call,) = (await _search(db, "neighbour")).calls
    assert [(passage.where, passage.text) for passage in call.passages] == [("summary", "The neighbour has it")]


async def test_the_passages_with_the_most_of_it_are_shown_in_their_order(db: Database) -> None:
    lines = [(C, "a lamp"), (A, "a lamp from Liège"), (C, "a lamp again"), (A, "Liège, you say"), (C, "a lamp, yes")]
    await add_call(db, 1, *lines)
    (call,) = (await _search(db, "lamp liege")).calls
    assert [passage.text for passage in call.passages] == ["a lamp", "a lamp from Liège", "a lamp again"]


async def test_a_long_text_is_cut_around_the_first_of_its_marks(db: Database) -> None:
    await add_call(db, 1, notes="padding " * 100 + "the needle stands here " + "padding " * 100)
    (call,) = (await _search(db, "needle")).calls
    (passage,) = call.passages
    assert len(passage.text) < 260
    assert passage.text.startswith("…")
    assert passage.text.endswith("…")
    assert [passage.text[mark.start : mark.end] for mark in passage.marks] == ["needle"]


async def test_the_newest_come_first_page_by_page_and_each_once(db: Database) -> None:
    for number in range(7):
        await add_call(db, number, (C, "parcel"))
    seen: list[str] = []
    before: int | None = None
    for _ in range(3):
        page = await _search(db, "parcel", before=before, limit=3)
        seen += [call.call_id for call in page.calls]
        before = page.next
    assert seen == [f"call-{number}" for number in reversed(range(7))]
    assert before is None


async def test_an_agent_finds_only_calls_they_were_in(db: Database) -> None:
    await add_call(db, 1, (C, "parcel"), agent="wei")
    await add_call(db, 2, (C, "parcel"), agent="ana")
    assert await _found(db, "parcel", user_id="wei") == ["call-1"]
    assert await _found(db, "parcel", user_id="nobody") == []
    assert await _found(db, "parcel") == ["call-2", "call-1"]


async def test_what_is_gone_from_the_rows_is_gone_from_the_index(db: Database) -> None:
    await add_call(db, 1, (C, "parcel"), notes="a note", summary=[("agreed", "refund")])
    async with db.transaction() as session:
        await session.execute(delete(UtteranceRow))
        await index_call(session, "call-1")
    assert await _found(db, "parcel") == []
    assert await _found(db, "refund note") == ["call-1"]
    async with db.transaction() as session:
        await session.execute(delete(SummaryRow))
        (await session.get_one(CallRow, "call-1")).notes = None
        await index_call(session, "call-1")
    async with db.reading() as session:
        assert await session.scalar(select(func.count()).select_from(SearchDocumentRow)) == 0
        assert (await session.execute(text("SELECT count(*) FROM search_words"))).scalar_one() == 0


async def test_the_index_can_be_made_anew_from_the_rows(db: Database) -> None:
    await add_call(db, 1, (C, "parcel"))
    await add_call(db, 2, notes="parcel")
    async with db.transaction() as session:
        await session.execute(text("DELETE FROM search_words"))
        await session.execute(delete(SearchDocumentRow))
    assert await _found(db, "parcel") == []
    async with db.reading() as session:
        calls = await list_written_about(session)
    assert calls == ["call-1", "call-2"]
    for call_id in calls:
        async with db.transaction() as session:
            await index_call(session, call_id)
    assert await _found(db, "parcel") == ["call-2", "call-1"]


@pytest.mark.parametrize(
    "query",
    ["", " ", "'", '"', "a OR b", "NOT", "parcel*", "parcel)", "* ^ :", "\x01", "NEAR(a b)", "words:parcel", "-parcel",
     "'; DROP TABLE calls; --", "a" * 200, "& | !", "<->", "\\", "😀"],
)  # fmt: skip
async def test_nothing_that_is_typed_is_taken_for_a_command(db: Database, query: str) -> None:
    await add_call(db, 1, (C, "parcel"))
    assert await _found(db, query) in ([], ["call-1"])
    assert await _found(db, "parcel") == ["call-1"]


async def test_a_call_of_three_hours_is_found_by_its_last_words(db: Database) -> None:
    hours = [(C, " ".join(f"word{n % 997} 字{chr(0x4E00 + n % 3000)}" for n in range(k, k + 100)))
             for k in range(0, 30_000, 100)]  # fmt: skip
    await add_call(db, 1, *hours, (A, "until Friday 星期五"))
    assert await _found(db, "friday") == ["call-1"]
    assert await _found(db, "星期五") == ["call-1"]


async def test_a_statement_leads_to_the_words_it_rests_on(db: Database) -> None:
    summed = [("agreed", "A reshipment"), ("agreed", "Nothing")]
    call_id = await add_call(db, 1, (A, "we send it again"), summary=summed)
    at = "2026-11-02T09:00:05+00:00"
    sources = [{"kind": "chat", "ref": "m1", "at": at}, {"kind": "transcript", "ref": f"{call_id}-0", "at": at}]
    async with db.transaction() as session:
        row = await session.get_one(SummaryRow, call_id)
        agreed = [row.body["agreed"][0] | {"sources": sources}, *row.body["agreed"][1:]]
        row.body = row.body | {"agreed": agreed}
    for query, utterance_id, moment in (("reshipment", f"{call_id}-0", at), ("nothing", None, None)):
        (call,) = (await _search(db, query)).calls
        (passage,) = call.passages
        assert (passage.where, passage.utterance_id) == ("summary", utterance_id)
        assert passage.at == (datetime.fromisoformat(moment) if moment else None)


async def test_what_a_first_look_has_written_down_says_so(db: Database) -> None:
    for number, engine in enumerate(("whisper", "pocketsphinx")):
        call_id = await add_call(db, number, (C, "parcel"))
        async with db.transaction() as session:
            at = datetime.now(UTC)
            session.add(
                TranscriptRow(
                    call_id=call_id, state=TranscriptState.MADE, engine=engine, model="m", total_s=1.0, heard_s=1.0,
                    parts_done=[], missing=[], asked_at=at, changed_at=at,
                )
            )  # fmt: skip
    await add_call(db, 2, notes="parcel")
    assert [call.rough for call in (await _search(db, "parcel")).calls] == [False, True, False]


async def test_an_agent_with_few_calls_pages_through_theirs_among_everybodys(db: Database) -> None:
    for number in range(9):
        more = {0: "lamp", 4: "lamp vase", 6: "vase"}.get(number, "")
        await add_call(db, number, (C, f"parcel {more}"), agent="ana" if number % 3 else "wei")
    assert await _found(db, "parcel ", user_id="wei") == ["call-6", "call-3", "call-0"]
    assert await _found(db, "lamp ", user_id="wei") == ["call-0"]
    assert await _found(db, "vase lam", user_id="ana") == ["call-4"]
    first = await _search(db, "parcel ", user_id="wei", limit=2)
    assert [call.call_id for call in first.calls] == ["call-6", "call-3"]
    rest = await _search(db, "parcel ", user_id="wei", before=first.next, limit=2)
    assert ([call.call_id for call in rest.calls], rest.next) == (["call-0"], None)

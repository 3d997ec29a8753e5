"""Reading a transcript over REST, and finding calls by their words: who may, and what they see."""

from datetime import timedelta

from sqlalchemy import Update, select, update

from records.consents import append_row
from records.tables import CallRow, ConsentRow, ParticipantRow, PartRow
from records.transcripts import (
    Utterance,
    ask_for_transcript,
    begin_transcript,
    finish_transcript,
    list_tracks,
    store_track,
)
from signaling.protocol.words import Decision, Purpose, Role
from signaling.runtime.node import utc_now
from tests.integration.web.stage import AGENT, OTHER_AGENT, SUPERVISOR, Stage
from tests.integration.web.test_recordings import recorded


async def written(stage: Stage, *texts: str) -> str:
    """A recorded call to whose transcript its customer has agreed, and what they said in it; its id."""
    call_id, _, _ = await recorded(stage)
    now = utc_now()
    async with stage.db.transaction() as session:
        customer = await session.scalar(
            select(ParticipantRow.id).where(ParticipantRow.call_id == call_id, ParticipantRow.role == Role.CUSTOMER)
        )
        await session.execute(update(PartRow).values(epoch=now))
        for purpose in Purpose:
            given = ConsentRow(
                call_id=call_id, request_id="rq", participant_id=customer, purpose=purpose, decision=Decision.GIVEN,
                locale="es", wording_sha256="h",
            )  # fmt: skip
            await append_row(session, given, now)
        await session.execute(_talked(call_id))
        await ask_for_transcript(session, call_id, now=now)
    async with stage.db.transaction() as session:
        (track,) = await list_tracks(session, call_id)
        await begin_transcript(session, call_id, engine="pocketsphinx", model="en-us", total_s=1.0, now=now)
        said = [Utterance(float(n), n + 0.5, text, "es", 0.4) for n, text in enumerate(texts)]
        assert await store_track(session, call_id, track, said, missing=None, now=now)
        await finish_transcript(session, call_id, now=now + timedelta(seconds=1))
    return call_id


def _talked(call_id: str) -> Update:
    return update(CallRow).where(CallRow.id == call_id).values(active_since=utc_now())


async def test_a_transcript_tells_who_said_what_where_it_is_played_and_who_wrote_it(stage: Stage) -> None:
    call_id = await written(stage, "hola", "¿dónde está mi paquete?")
    answer = await (await stage.browser(SUPERVISOR)).ask("GET", f"/api/calls/{call_id}/transcript")
    assert answer.status == 200
    read = answer.json
    assert [(one["text"], one["start_s"], one["part_id"]) for one in read["utterances"]] == [
        ("hola", 0.0, "part-1"), ("¿dónde está mi paquete?", 1.0, "part-1"),
    ]  # fmt: skip
    assert {one["role"] for one in read["speakers"]} == {"agent", "customer"}
    assert (read["state"], read["engine"], read["rough"]) == ("made", "pocketsphinx", True)


async def test_an_agent_reads_their_own_calls_and_learns_nothing_of_others(stage: Stage) -> None:
    call_id = await written(stage, "hola")
    path = f"/api/calls/{call_id}/transcript"
    assert (await (await stage.browser(AGENT)).ask("GET", path)).status == 200
    assert (await (await stage.program()).ask("GET", path)).status == 200
    other = await (await stage.browser(OTHER_AGENT)).ask("GET", path)
    assert (other.status, other.code) == (404, "call_not_found")


async def test_a_call_of_which_nothing_is_recorded_has_none(stage: Stage) -> None:
    call_id = (await stage.opened())["call_id"]
    answer = await (await stage.browser(SUPERVISOR)).ask("GET", f"/api/calls/{call_id}/transcript")
    assert (answer.status, answer.code) == (404, "not_found")


async def test_words_are_found_by_whoever_may_read_the_call(stage: Stage) -> None:
    call_id = await written(stage, "¿dónde está mi paquete?")
    for who, calls in ((SUPERVISOR, [call_id]), (AGENT, [call_id]), (OTHER_AGENT, [])):
        answer = await (await stage.browser(who)).ask("GET", "/api/search?query=donde%20paq")
        assert answer.status == 200
        assert [call["call_id"] for call in answer.json["calls"]] == calls, who
    refused = await (await stage.program()).ask("GET", "/api/search?query=paquete")
    assert (refused.status, refused.code) == (403, "forbidden")


async def test_notes_are_found_as_soon_as_they_are_saved_and_not_once_they_are_changed(stage: Stage) -> None:
    call_id = (await stage.opened())["call_id"]
    agent = await stage.browser(AGENT)
    for version, text in enumerate(("a walnut lamp", "an oak table")):
        saved = await agent.ask("PUT", f"/api/calls/{call_id}/notes", {"version": version, "text": text})
        assert saved.status == 200, saved.raw
    found = (await agent.ask("GET", "/api/search?query=oak")).json
    (passage,) = found["calls"][0]["passages"]
    assert (passage["where"], passage["text"], passage["marks"]) == ("notes", "an oak table", [{"start": 3, "end": 6}])
    assert (await agent.ask("GET", "/api/search?query=walnut")).json == {"calls": [], "next": None}


async def test_a_search_of_any_form_is_answered_or_refused(stage: Stage) -> None:
    browser = await stage.browser(SUPERVISOR)
    for query in ("%22", "%27%3B--", "%F0%9F%98%80", "x" * 200, "%EF%BF%BF"):
        assert (await browser.ask("GET", f"/api/search?query={query}")).status == 200, query
    for wrong in (
        "",
        "query=",
        "query=a%00b",
        f"query={'x' * 201}",
        "query=a&before=0",
        "query=a&limit=51",
        "query=a&before=x",
    ):
        assert (await browser.ask("GET", f"/api/search?{wrong}")).status == 422, wrong

"""Calls that were really spoken, through everything there is: two sealed tracks, an engine that hears them, the rules,
the case. What was said is in the summary, said by whom it was and at the moment it was.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from records.database import Database
from records.tables import CaseEntryRow, UtteranceRow
from signaling.protocol.words import Role, TranscriptState
from summary.approval import approve
from summary.model import Summary, SummaryView
from summary.statements import Source
from summary.transcribing.ear import Ear
from summary.transcribing.wire import EngineChoice
from tests.integration.summary.ended_call import NOW, WEI, Listener
from tests.integration.summary.endpoint import Endpoint, open_endpoint
from tests.integration.summary.recognised import found_in, recognises
from tests.integration.summary.recorded_call import Shop, open_shop
from tests.integration.summary.scripts import PROMISED, SCRIPTS, Script
from tests.integration.summary.talk import AGENT, BEGAN_S, CUSTOMER, Spoken, Turn, record_talk, speak, sum_up
from tests.integration.summary.test_listening import POCKETSPHINX

NEXT_FRIDAY = date(2026, 12, 4)
"""The talk is on Saturday, 28 November."""
SPHINX_TURNS = (
    Turn("hello", AGENT, "good morning"),
    Turn("worry", CUSTOMER, "my parcel has not arrived"),
    Turn("says_wrongly", AGENT, "the parcel was delivered to a neighbour"),
    Turn("denies", CUSTOMER, "i did not receive it"),
    Turn("offers", AGENT, "we will refund thirty euros", after_s=2.0),
    Turn("takes", CUSTOMER, "yes that is all right"),
    Turn("promises", AGENT, "i will call you back by friday", after_s=2.0),
)


@dataclass(frozen=True)
class Call:
    """A spoken call that was summed up."""

    shop: Shop
    said: Mapping[str, Spoken]
    view: SummaryView
    utterances: Mapping[str, UtteranceRow]

    @property
    def body(self) -> Summary:
        assert self.view.body is not None
        return self.view.body

    def assert_from(self, sources: Iterable[Source], *names: str) -> None:
        """Each of these turns is one of the sources, which hold its moment in its speaker's own track; nothing else
        is.
        """
        rows = [self.utterances[source.ref] for source in sources]
        assert len(rows) == len(names)
        for name in names:
            one = self.said[name]
            assert any(
                row.participant_id == one.turn.who and row.start_s <= one.middle_s <= row.end_s for row in rows
            ), name

    def heard(self, who: str) -> str:
        rows = sorted((row for row in self.utterances.values() if row.participant_id == who), key=lambda row: row.at)
        return " ".join(row.text for row in rows)


async def _summed_up(shop: Shop, said: Mapping[str, Spoken], ear: Ear, *, language: str) -> Call:
    await record_talk(shop, said, language=language)
    view = await sum_up(shop, ear)
    async with shop.db.reading() as session:
        rows = {row.id: row for row in await session.scalars(select(UtteranceRow))}
    return Call(shop, said, view, rows)


@pytest.fixture(params=SCRIPTS, ids=[each.language for each in SCRIPTS])
def script(request: pytest.FixtureRequest) -> Script:
    chosen: Script = request.param
    return chosen


@pytest.fixture
async def heard(sqlite_db: Database, tmp_path: Path, script: Script) -> AsyncIterator[tuple[Call, Endpoint]]:
    """By an endpoint that recognises every clip of the script, also what must never come to it."""
    said = await asyncio.to_thread(speak, tmp_path, script.turns, voices=script.voices)
    ear = recognises([one.clip for one in said.values()], language=script.named)
    async with open_endpoint(ear) as endpoint:
        choice = EngineChoice(name="http", model="whisper-1", url=endpoint.base, timeout_s=20)
        call = await _summed_up(open_shop(sqlite_db, tmp_path), said, Ear(choice), language=script.language)
        yield call, endpoint


async def test_two_who_spoke_are_heard_each_in_their_own_words_where_they_said_them(
    heard: tuple[Call, Endpoint], script: Script
) -> None:
    call, endpoint = heard
    recorded = [one for one in call.said.values() if not one.turn.off_record]
    in_order = sorted(call.utterances.values(), key=lambda row: row.at)
    assert [(row.participant_id, row.text) for row in in_order] == [(one.turn.who, one.turn.words) for one in recorded]
    for row, one in zip(in_order, recorded, strict=True):
        assert row.start_s == pytest.approx(one.start_s - BEGAN_S[one.turn.who], abs=0.15)
        assert row.language == script.language
    assert sum(asked.seconds for asked in endpoint.asked) < sum(one.end_s - one.start_s + 1 for one in recorded)
    _check_summary(call, script)
    await _check_case(call, script)


def _check_summary(call: Call, script: Script) -> None:
    body = call.body
    (number,) = [each for each in body.facts if each.about == "tracking_number"]
    assert number.heard == script.number
    call.assert_from(number.sources, "number")
    (agreed,) = body.agreed
    assert (agreed.kind, agreed.amount, agreed.currency, agreed.doubt) == (
        "refund", script.amount, script.currency, None,
    )  # fmt: skip
    call.assert_from(agreed.sources, "offers", "takes")
    (promised,) = [each for each in body.commitments if each.due_on]
    assert (promised.who, promised.due_on) == (Role.AGENT, PROMISED)
    call.assert_from(promised.sources, "promises")
    assert len(body.account) == 4
    for told, name in zip(body.account, ("worry", "denies", "number", "worth"), strict=True):
        assert (told.text, told.speaker) == (call.said[name].turn.words, Role.CUSTOMER)
        call.assert_from(told.sources, name)
    assert all(script.never not in each.text for each in body.statements())
    assert call.said["account_number"].turn.words not in str(call.view)


async def _check_case(call: Call, script: Script) -> None:
    """Approved, the case holds the same once, with the same sources."""
    db, version = call.shop.db, call.view.version
    for _ in range(2):
        await approve(db, "call", editor=WEI, version=version, now=NOW, announcer=Listener())
    async with db.reading() as session:
        (entry,) = await session.scalars(select(CaseEntryRow).where(CaseEntryRow.kind == "summary"))
    (agreed,) = entry.data["summary"]["agreed"]
    assert (Decimal(agreed["amount"]), agreed["currency"]) == (script.amount, script.currency)
    assert {source["ref"] for source in agreed["sources"]} <= set(call.utterances)


async def test_english_is_heard_by_the_small_recogniser_that_is_really_here(
    sqlite_db: Database, tmp_path: Path
) -> None:
    said = await asyncio.to_thread(speak, tmp_path, SPHINX_TURNS, voices={AGENT: "en-us", CUSTOMER: "en-us"})
    call = await _summed_up(open_shop(sqlite_db, tmp_path), said, Ear(POCKETSPHINX), language="en")
    (agreed,) = call.body.agreed
    assert (agreed.kind, agreed.amount, agreed.currency) == ("refund", Decimal("30.00"), "EUR")
    call.assert_from(agreed.sources, "offers", "takes")
    (promised,) = [each for each in call.body.commitments if each.due_on]
    assert (promised.who, promised.due_on) == (Role.AGENT, NEXT_FRIDAY)
    call.assert_from(promised.sources, "promises")
    assert "neighbour" in call.heard(AGENT)
    assert all("neighbour" not in each.text for each in call.body.account)
    assert {call.utterances[source.ref].participant_id for each in call.body.account for source in each.sources} == {
        CUSTOMER
    }


async def test_english_in_a_call_that_says_it_is_german_is_read_as_english(sqlite_db: Database, tmp_path: Path) -> None:
    """The endpoint says which language it heard; the page of the customer only says which one they read."""
    turns = (
        Turn("worry", CUSTOMER, "My parcel has not arrived for two weeks."),
        Turn("offers", AGENT, "We refund you forty five euros and fifty cents.", after_s=2.0),
        Turn("takes", CUSTOMER, "Okay, I agree."),
        Turn("promises", AGENT, "I will call you back on Friday.", after_s=2.0),
    )
    said = await asyncio.to_thread(speak, tmp_path, turns, voices={AGENT: "en-us", CUSTOMER: "en-gb"})
    async with open_endpoint(recognises([one.clip for one in said.values()], language="english")) as endpoint:
        ear = Ear(EngineChoice(name="http", model="whisper-1", url=endpoint.base, timeout_s=20))
        call = await _summed_up(open_shop(sqlite_db, tmp_path), said, ear, language="de")
    assert {asked.fields["language"] for asked in endpoint.asked} == {"de"}
    assert {row.language for row in call.utterances.values()} == {"en"}
    (agreed,) = call.body.agreed
    assert (agreed.amount, agreed.currency) == (Decimal("45.50"), "EUR")
    assert [each.due_on for each in call.body.commitments if each.due_on] == [NEXT_FRIDAY]
    assert call.view.drafting is not None
    assert call.view.drafting.transcript is TranscriptState.MADE


async def test_the_ear_of_these_tests_hears_nothing_but_what_it_was_sent(tmp_path: Path) -> None:
    """Of all clips it knows, a sound holds the one that was spoken, and a voice that says something else none."""
    said = await asyncio.to_thread(speak, tmp_path, SCRIPTS[0].turns, voices=SCRIPTS[0].voices)
    clips = [one.clip for one in said.values()]
    other = replace(SPHINX_TURNS[1], words="Das ist ein ganz anderer Satz, den hier niemand kennt.")
    strange = (await asyncio.to_thread(speak, tmp_path, [other], voices=SCRIPTS[0].voices))[other.name]
    for one in (*said.values(), strange):
        found = [each.words for each in found_in(clips, one.samples)]
        assert found == ([] if one is strange else [one.turn.words])

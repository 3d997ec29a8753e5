"""What the ledger says of each yes once it has been taken back: of all recordings that go, of all who were in them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from records.consent_ledger import verify_ledger
from records.consents import list_consents
from records.database import Database
from records.tables import ConsentRow
from signaling.domain import events as e
from signaling.protocol.words import Decision, Purpose
from tests.contract.test_calls_records import ASKED, TALK, _happen, _seed
from tests.unit.signaling.story import ALL_PURPOSES, START, answer, invited, withdrawal

AGAIN = replace(ASKED, request_id="rq2", retention_days=7)
_LATER = START + timedelta(seconds=60)
_LAST = START + timedelta(seconds=90)


async def _recorded(db: Database) -> None:
    await _seed(db, invited())
    await _happen(db, *TALK, ASKED, answer("ag"), answer("cu"))


def _answer_again(who: str, *, yes: tuple[Purpose, ...] = ALL_PURPOSES) -> e.ConsentAnswered:
    return replace(answer(who, yes=yes), request_id="rq2", recording_id="rec2")


async def _rows(db: Database) -> Sequence[ConsentRow]:
    async with db.reading() as session:
        assert (await verify_ledger(session)).faults == []
        return await list_consents(session, "call")


def _last_words(rows: Sequence[ConsentRow]) -> dict[tuple[str, str], dict[Purpose, tuple[Decision, str | None]]]:
    """Of each person under each question."""
    said: dict[tuple[str, str], dict[Purpose, tuple[Decision, str | None]]] = {}
    for row in rows:
        said.setdefault((row.request_id, row.participant_id), {})[row.purpose] = (row.decision, row.effect)
    return said


async def test_what_is_stopped_and_kept_is_kept_with_everybodys_consent(db: Database) -> None:
    await _recorded(db)
    await _happen(db, withdrawal("cu"))
    words = _last_words(await _rows(db))
    assert words["rq", "cu"] == {
        Purpose.AUDIO: (Decision.WITHDRAWN, "recording_stopped"),
        Purpose.TRANSCRIPT: (Decision.WITHDRAWN, "recording_stopped"),
        Purpose.RETENTION: (Decision.GIVEN, "recording_opened"),
    }
    assert words["rq", "ag"][Purpose.AUDIO] == (Decision.EXPIRED, "recording_stopped"), "nobody records them any more"
    assert words["rq", "ag"][Purpose.RETENTION][0] is Decision.GIVEN


async def test_what_is_discarded_later_is_said_of_everybody_in_it(db: Database) -> None:
    await _recorded(db)
    await _happen(db, withdrawal("cu"))
    before = len(await _rows(db))
    await _happen(db, withdrawal("cu", discard=True), now=_LATER)
    rows = await _rows(db)
    assert [(row.participant_id, row.purpose, row.decision) for row in rows[before:]] == [
        ("cu", Purpose.RETENTION, Decision.WITHDRAWN),
        ("ag", Purpose.TRANSCRIPT, Decision.EXPIRED),
        ("ag", Purpose.RETENTION, Decision.EXPIRED),
    ]
    assert {row.effect for row in rows[before:]} == {"recording_discarded"}


async def test_of_two_recordings_that_go_each_has_its_rows(db: Database) -> None:
    await _recorded(db)
    await _happen(db, withdrawal("ag"))
    await _happen(db, AGAIN, _answer_again("ag"), _answer_again("cu"), now=_LATER)
    before = len(await _rows(db))
    await _happen(db, withdrawal("cu", discard=True), now=_LAST)
    rows = (await _rows(db))[before:]
    words = _last_words(rows)
    assert set(words["rq", "cu"].values()) == set(words["rq2", "cu"].values()) == {
        (Decision.WITHDRAWN, "recording_discarded")
    }  # fmt: skip
    assert words["rq", "ag"] == {Purpose.RETENTION: (Decision.EXPIRED, "recording_discarded")}
    assert words["rq2", "ag"] == dict.fromkeys(ALL_PURPOSES, (Decision.EXPIRED, "recording_discarded"))
    assert {(row.request_id, row.retention) for row in rows} == {("rq", "P30D"), ("rq2", "P7D")}


async def test_what_is_taken_back_bears_what_was_given_whatever_was_asked_since(db: Database) -> None:
    await _recorded(db)
    await _happen(db, withdrawal("ag"))
    await _happen(db, AGAIN, _answer_again("cu", yes=()), now=_LATER)
    await _happen(db, withdrawal("cu", discard=True), now=_LAST)
    rows = [row for row in await _rows(db) if row.effect == "recording_discarded"]
    assert {(row.request_id, row.participant_id) for row in rows} == {("rq", "cu"), ("rq", "ag")}
    assert {(row.retention, tuple(row.media or ())) for row in rows} == {("P30D", ("sound",))}


async def test_a_question_that_falls_by_a_no_leaves_no_yes_standing(db: Database) -> None:
    await _seed(db, invited())
    await _happen(db, *TALK, ASKED, answer("ag"), answer("cu", yes=(Purpose.AUDIO,)))
    words = _last_words(await _rows(db))
    assert words["rq", "ag"] == dict.fromkeys(ALL_PURPOSES, (Decision.EXPIRED, "question_fell"))
    assert words["rq", "cu"][Purpose.AUDIO] == (Decision.EXPIRED, "question_fell")
    assert words["rq", "cu"][Purpose.RETENTION] == (Decision.DECLINED, "nothing_recorded")


async def test_taking_back_a_question_that_is_open_ends_what_the_other_said(db: Database) -> None:
    await _seed(db, invited())
    await _happen(db, *TALK, ASKED, answer("ag"), withdrawal("cu"))
    assert _last_words(await _rows(db)) == {
        ("rq", "ag"): dict.fromkeys(ALL_PURPOSES, (Decision.EXPIRED, "question_fell"))
    }

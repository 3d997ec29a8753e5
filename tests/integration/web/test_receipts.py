"""The receipt: what one person agreed to, for whoever has its link, and their own voice with the audit before it."""

import hashlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from records.consent_ledger import verify_ledger
from records.credentials import hashed
from records.database import Database
from records.tables import AuditRow, CredentialRow, PartRow, RecordingRow
from signaling.protocol.words import PartState, RecordingState
from signaling.runtime.node import utc_now
from tests.integration.web.stage import AGENT, Line, Stage, open_stage
from tests.integration.web.test_recordings import _write


@pytest.fixture
async def stage(sqlite_db: Database, redis_url: str, tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage(sqlite_db, redis_url, tmp_path) as opened:
        yield opened


class Recorded:
    """A call both agreed to record, over now; the customer's token, and a part of the own voice."""

    call_id = token = customer_id = ""
    written = b""


async def agree(agent: Line, customer: Line) -> str:
    """Asked and answered by both; the recording that is open then."""
    await agent.say("consent_request")
    for line in (agent, customer):
        asked = await line.hear("consent_asked")
        yes = {one["purpose"]: "given" for one in asked["questions"]}
        await line.say(
            "consent_answer", request_id=asked["request_id"], wording_sha256=asked["wording_sha256"], decisions=yes
        )
    recording_id: str = (await customer.hear("record"))["recording_id"]
    return recording_id


async def _recorded(stage: Stage) -> Recorded:
    made = Recorded()
    agent = await stage.agent_line()
    call = await stage.opened()
    made.call_id = call["call_id"]
    await agent.say("enter", call_id=made.call_id)
    await agent.say("ready", audio=True, video=True)
    link = {"call_id": made.call_id, "secret": call["secret"]}
    joined = (await (await stage.browser()).ask("POST", "/api/join", link)).json
    made.token, made.customer_id = joined["token"], joined["participant_id"]
    customer = await stage.line(made.token, page_id="page-c")
    await customer.say("ready", audio=True, video=True)
    await customer.hear("call", state="connecting")
    await customer.say("talk_connected")
    await agent.hear("call", state="active")
    recording_id = await agree(agent, customer)
    await customer.say("hangup")
    await agent.hear("call", state="wrap_up")
    await _add_part(stage, made, recording_id)
    return made


async def _add_part(stage: Stage, made: Recorded, recording_id: str) -> None:
    async with stage.db.transaction() as session:
        session.add(
            RecordingRow(
                id="rec", call_id=made.call_id, request_id=await session.scalar(select(RecordingRow.request_id)),
                state=RecordingState.STOPPED, opened_at=utc_now(), delete_on=utc_now() + timedelta(days=30),
            )
        )  # fmt: skip
    other = await _agent_of(stage, made)
    _, made.written = await _write(stage, made.customer_id, 1)
    await _write(stage, other, 1)
    async with stage.db.transaction() as session:
        for part_id, person in (("own", made.customer_id), ("other", other)):
            session.add(
                PartRow(
                    id=part_id, recording_id="rec", participant_id=person, number=1, state=PartState.COMPLETE,
                    bytes_written=len(made.written), seconds=1.0, opened_at=utc_now(),
                )
            )  # fmt: skip


async def _agent_of(stage: Stage, made: Recorded) -> str:
    record = (await (await stage.browser(AGENT)).ask("GET", f"/api/calls/{made.call_id}")).json
    return str(next(one["id"] for one in record["participants"] if one["role"] == "agent"))


async def _secret(stage: Stage, made: Recorded) -> str:
    headers = {"Authorization": f"Bearer {made.token}"}
    answer = await (await stage.browser()).ask("POST", f"/api/calls/{made.call_id}/receipt", headers=headers)
    assert answer.status == 201, answer.raw
    url, _, secret = str(answer.json["receipt_url"]).partition("#")
    assert url.endswith("/receipt")
    return secret


async def _read(stage: Stage, secret: str) -> Any:
    answer = await (await stage.browser()).ask("POST", "/api/receipts", {"secret": secret})
    return answer.json if answer.status == 200 else answer.code


async def test_it_holds_ones_own_decisions_with_the_exact_words_and_when(stage: Stage) -> None:
    made = await _recorded(stage)
    receipt = await _read(stage, await _secret(stage, made))
    said = [(one["purpose"], one["decision"]) for one in receipt["decisions"]]
    assert said == [("audio", "given"), ("transcript", "given"), ("retention", "given"), ("audio", "expired")]
    (text,) = receipt["texts"]
    assert hashlib.sha256(text["text"].encode()).hexdigest() == text["sha256"]
    assert text["locale"] == "es"
    assert all(words in text["text"] for words in (text["title"], *text["purposes"].values()))
    assert {one["wording_sha256"] for one in receipt["decisions"]} == {text["sha256"]}
    assert (receipt["case_reference"], receipt["whole"]) == ("LP-1", True)
    async with stage.db.reading() as session:
        assert (await verify_ledger(session)).faults == []


async def test_it_says_of_each_person_what_is_truly_kept(stage: Stage) -> None:
    """Whatever they agreed to: the camera may have been off, and of a file only its bytes are kept."""
    made = await _recorded(stage)
    sizes = [{"from_s": 0.0, "width": 640, "height": 480}]
    async with stage.db.transaction() as session:
        await session.execute(
            update(PartRow).where(PartRow.id == "own").values(sizes=sizes, media_type="video/x-matroska")
        )
    secret = await _secret(stage, made)
    recording = next(one for one in (await _read(stage, secret))["recordings"] if one["parts"])
    assert [(one["whose"], one["media"]) for one in recording["kept"]] == [
        ("own", ["sound", "picture"]), ("theirs", ["sound"]),
    ]  # fmt: skip
    assert (recording["finished"], recording["parts"][0]["media"]) == (True, ["sound", "picture"])
    answer = await (await stage.browser()).ask("POST", "/api/receipts/recording", {"secret": secret, "part": "own"})
    assert answer.headers["Content-Type"] == "video/x-matroska"
    assert answer.headers["Content-Disposition"].endswith('.mkv"')


async def test_of_what_came_to_nothing_nothing_is_kept_and_what_is_not_finished_says_so(stage: Stage) -> None:
    made = await _recorded(stage)
    async with stage.db.transaction() as session:
        await session.execute(update(PartRow).where(PartRow.id == "own").values(state=PartState.WRITING))
        await session.execute(update(PartRow).where(PartRow.id == "other").values(bytes_written=0))
    recordings = (await _read(stage, await _secret(stage, made)))["recordings"]
    assert [one["finished"] for one in recordings].count(False) == 1
    assert [[(kept["whose"], kept["media"]) for kept in one["kept"]] for one in recordings] == [[("own", [])]] * 2
    assert [one["parts"] for one in recordings] == [[], []]


async def test_the_own_voice_is_given_out_after_it_was_written_down_and_nobody_elses_is(stage: Stage) -> None:
    made = await _recorded(stage)
    secret, browser = await _secret(stage, made), await stage.browser()
    receipt = await _read(stage, secret)
    assert [part["id"] for one in receipt["recordings"] for part in one["parts"]] == ["own"]
    answer = await browser.ask("POST", "/api/receipts/recording", {"secret": secret, "part": "own"})
    assert (answer.status, answer.raw) == (200, made.written)
    async with stage.db.reading() as session:
        rows = (await session.scalars(select(AuditRow).where(AuditRow.action == "recording.download"))).all()
    assert [(row.actor, row.detail["part_id"]) for row in rows] == [(f"customer:{made.customer_id}", "own")]
    other = await browser.ask("POST", "/api/receipts/recording", {"secret": secret, "part": "other"})
    assert (other.status, other.code) == (404, "not_found")


async def test_without_the_audit_row_not_a_byte_goes_out(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    made = await _recorded(stage)
    secret = await _secret(stage, made)

    async def full_disk(*_: object, **__: object) -> int:
        raise OSError("no space left")

    monkeypatch.setattr("web.receipts.append_audit", full_disk)
    answer = await (await stage.browser()).ask("POST", "/api/receipts/recording", {"secret": secret, "part": "own"})
    assert answer.status == 500
    assert made.written[:16] not in answer.raw


async def test_where_the_policy_gives_no_recording_out_there_is_none(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path, customer_recording="never") as stage:
        made = await _recorded(stage)
        secret = await _secret(stage, made)
        assert [one["parts"] for one in (await _read(stage, secret))["recordings"]] == [[], []]
        answer = await (await stage.browser()).ask("POST", "/api/receipts/recording", {"secret": secret, "part": "own"})
        assert (answer.status, answer.code) == (403, "forbidden")


async def test_a_link_that_is_wrong_or_has_run_out_opens_nothing(stage: Stage) -> None:
    made = await _recorded(stage)
    secret = await _secret(stage, made)
    assert await _read(stage, "x" * 43) == "link_not_valid"
    assert await _read(stage, made.token) == "link_not_valid"
    async with stage.db.transaction() as session:
        await session.execute(
            update(CredentialRow)
            .where(CredentialRow.sha256 == hashed(secret))
            .values(expires_at=utc_now() - timedelta(seconds=1))
        )
    assert await _read(stage, secret) == "link_not_valid"


async def test_it_is_for_the_customer_of_this_call_alone(stage: Stage) -> None:
    made = await _recorded(stage)
    path = f"/api/calls/{made.call_id}/receipt"
    assert (await (await stage.browser(AGENT)).ask("POST", path)).status == 403
    headers = {"Authorization": f"Bearer {made.token}"}
    other = await (await stage.browser()).ask("POST", "/api/calls/another/receipt", headers=headers)
    assert (other.status, other.code) == (404, "call_not_found")
    secret = await _secret(stage, made)
    for where in ({"Authorization": f"Bearer {secret}"}, {"Cookie": f"reassure_session={secret}"}):
        assert (await (await stage.browser()).ask("GET", "/api/calls", headers=where)).status == 401


async def test_what_was_discarded_is_told_and_not_given(stage: Stage) -> None:
    made = await _recorded(stage)
    async with stage.db.transaction() as session:
        await session.execute(update(RecordingRow).values(state=RecordingState.DISCARDED))
    receipt = await _read(stage, await _secret(stage, made))
    assert {(one["state"], len(one["parts"])) for one in receipt["recordings"]} == {("discarded", 0)}

"""Files on a case: who may send and read them, what is kept, and that row and file are never apart."""

import asyncio
import hashlib
import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.testing import capture_logs

from cases.evidence import filing
from cases.evidence.filing import Wish
from cases.evidence.scanner import Clamd
from records.credentials import issue
from records.database import Database
from records.evidence import Arrival
from records.tables import CallEntryRow, CaseEntryRow, EvidenceRow, ParticipantRow
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode, Role
from signaling.runtime.node import utc_now
from tests.integration.web.stage import (
    AGENT,
    OTHER_AGENT,
    SUPERVISOR,
    Answered,
    Browser,
    Line,
    Stage,
    open_cabinet,
    open_stage,
)
from tests.pictures import GPS, PDF, jpeg, photo, png, webp

FILES = "/api/cases/LP-1/evidence"
SENDER = Arrival("case", "integrator:desk", Role.INTEGRATOR, "Helpdesk")


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


async def send(who: Browser, data: Any, **said: Any) -> Answered:
    """`said` goes into the query; a token is the customer's."""
    token = said.pop("token", None)
    headers = {"Content-Type": "application/octet-stream"} | ({"Authorization": f"Bearer {token}"} if token else {})
    return await who.ask("POST", FILES, data=data, params={k: str(v) for k, v in said.items()}, headers=headers)


async def customer_of(stage: Stage, call: dict[str, Any]) -> tuple[Browser, str]:
    """The customer's browser, and the token of their page."""
    browser = await stage.browser()
    joined = await browser.ask("POST", "/api/join", {"call_id": call["call_id"], "secret": call["secret"]})
    return browser, joined.json["token"]


async def talk(stage: Stage) -> tuple[Line, Line, dict[str, Any], Browser, str]:
    agent, customer, call = await stage.talking()
    browser = await stage.browser()
    return agent, customer, call, browser, await _token(stage, call)


async def _token(stage: Stage, call: dict[str, Any]) -> str:
    async with stage.db.transaction() as session:
        person = await session.scalar(
            select(ParticipantRow.id).where(
                ParticipantRow.call_id == call["call_id"], ParticipantRow.role == Role.CUSTOMER
            )
        )
        return await issue(
            session, kind="participant", name="Lucía", role=Role.CUSTOMER, participant_id=person, now=utc_now()
        )


def lying(stage_folder: Path) -> set[str]:
    return {
        str(file.relative_to(stage_folder / "evidence"))
        for file in (stage_folder / "evidence").rglob("*")
        if file.is_file()
    }


async def rows(db: Database) -> list[EvidenceRow]:
    async with db.reading() as session:
        return list(await session.scalars(select(EvidenceRow)))


async def test_a_helpdesk_files_a_photo_without_its_place_and_reads_it_back(stage: Stage, tmp_path: Path) -> None:
    program, data = await stage.program(), photo()
    answer = await send(program, data, name="etiqueta.JPG", sha256=digest(data))
    assert answer.status == 201
    told = answer.json
    assert (told["name"], told["media_type"], told["by_role"]) == ("etiqueta.jpg", "image/jpeg", "integrator")
    assert (told["received_sha256"], told["received_size"], told["keeps_place"]) == (digest(data), len(data), False)
    file = await program.ask("GET", f"{FILES}/{told['id']}")
    assert digest(file.raw) == told["sha256"]
    assert len(file.raw) == told["size"]
    assert GPS not in file.raw
    assert file.headers["Content-Type"] == "image/jpeg"
    assert file.headers["Content-Disposition"].startswith("attachment;")
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert file.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    preview = await program.ask("GET", f"{FILES}/{told['id']}/preview")
    assert preview.raw.startswith(b"\xff\xd8")
    assert preview.headers["Content-Type"] == "image/jpeg"
    listed = await (await stage.browser(SUPERVISOR)).ask("GET", FILES)
    assert [each["id"] for each in listed.json["evidence"]] == [told["id"]]
    async with stage.db.reading() as session:
        entry = (await session.scalars(select(CaseEntryRow).where(CaseEntryRow.kind == "evidence_filed"))).one()
    assert entry.data["sha256"] == told["sha256"]
    assert lying(tmp_path) == {f"{told['id']}.jpg", f"{told['id']}.preview.jpg"}


@pytest.mark.parametrize(
    ("data", "media_type"), [(png(), "image/png"), (webp(), "image/webp"), (PDF, "application/pdf")]
)
async def test_what_is_taken_is_given_out_as_what_it_is(stage: Stage, data: bytes, media_type: str) -> None:
    agent = await stage.browser(AGENT)
    told = (await send(agent, data, name="x.html")).json
    assert told["media_type"] == media_type
    file = await agent.ask("GET", f"{FILES}/{told['id']}")
    assert file.headers["Content-Type"] == media_type
    if media_type == "application/pdf":
        assert (await agent.ask("GET", f"{FILES}/{told['id']}/preview")).code == "not_found"


async def test_the_same_bytes_stand_on_a_case_once_however_often_they_are_sent(stage: Stage, tmp_path: Path) -> None:
    agent = await stage.browser(AGENT)
    first = await send(agent, photo())
    again = await send(agent, photo(), name="another name")
    assert (first.status, again.status) == (201, 200)
    assert again.json["id"] == first.json["id"]
    both = await asyncio.gather(*(send(agent, photo(seed=2)) for _ in range(2)))
    assert sorted(each.status for each in both) == [200, 201]
    assert len(await rows(stage.db)) == 2
    assert len(lying(tmp_path)) == 4


async def test_the_customer_sends_from_the_own_call_and_both_pages_see_it(stage: Stage) -> None:
    agent, customer, call, browser, token = await talk(stage)
    await agent.say("evidence_request", what="label")
    asked = (await customer.hear("evidence"))["request"]
    assert asked["state"] == "asked"
    await customer.say("evidence_answer", request_id=asked["id"], answer="accepted")
    assert (await agent.hear("evidence"))["request"]["state"] == "asked"
    assert (await agent.hear("evidence"))["request"]["state"] == "accepted"
    data = photo()
    answer = await send(browser, data, token=token, request_id=asked["id"], sha256=digest(data))
    assert answer.status == 201
    assert (answer.json["call_id"], answer.json["by_name"]) == (call["call_id"], "Lucía")
    for page in (agent, customer):
        while not (told := await page.hear("evidence"))["files"]:
            pass
        assert told["request"]["state"] == "filed"
        assert told["files"][0]["sha256"] == answer.json["sha256"]
    own = await browser.ask("GET", f"{FILES}/{answer.json['id']}", headers={"Authorization": f"Bearer {token}"})
    assert own.status == 200
    async with stage.db.reading() as session:
        kinds = [entry.kind for entry in await session.scalars(select(CallEntryRow).order_by(CallEntryRow.id))]
    assert kinds[-2:] == ["evidence_asked", "evidence_filed"]


async def test_a_photo_that_stands_on_the_case_already_answers_the_wish_too(stage: Stage) -> None:
    before = await stage.browser(AGENT)
    assert (await send(before, photo())).status == 201
    agent, customer, _, browser, token = await talk(stage)
    await agent.say("evidence_request", what="label")
    asked = (await customer.hear("evidence"))["request"]
    assert (await send(browser, photo(), token=token, request_id=asked["id"])).status == 200
    for page in (agent, customer):
        while (await page.hear("evidence"))["request"]["state"] != "filed":
            pass
    (row,) = await rows(stage.db)
    desk = (await before.ask("GET", "/api/cases/LP-1/claim")).json
    (label,) = [each for each in desk["vouchers"] if each["voucher"] == "photo_label"]
    assert (label["there"], label["files"]) == (True, [row.id])


async def test_a_no_is_told_and_a_wish_that_is_over_takes_no_answer(stage: Stage) -> None:
    agent, customer, _, _, _ = await talk(stage)
    await agent.say("evidence_request", what="label")
    asked = (await customer.hear("evidence"))["request"]
    await customer.say("evidence_answer", request_id=asked["id"], answer="declined")
    while (await agent.hear("evidence"))["request"]["state"] != "declined":
        pass
    await customer.say("evidence_answer", request_id=asked["id"], answer="accepted", id=7)
    assert (await customer.hear("error"))["code"] == "not_in_this_state"
    await agent.say("evidence_cancel", id=8)
    assert (await agent.hear("error"))["reply_to"] == 8


async def test_a_second_wish_takes_the_place_of_the_first(stage: Stage) -> None:
    agent, customer, _, _, _ = await talk(stage)
    await agent.say("evidence_request", what="label")
    first = (await customer.hear("evidence"))["request"]
    await agent.say("evidence_request", what="label")
    second = (await customer.hear("evidence"))["request"]
    assert first["id"] != second["id"]
    await agent.say("evidence_cancel")
    assert (await customer.hear("evidence"))["request"]["state"] == "withdrawn"


async def test_only_an_agent_asks_and_only_a_customer_answers(stage: Stage) -> None:
    agent, customer, _, _, _ = await talk(stage)
    for page, type_, fields in (
        (customer, "evidence_request", {"what": "label"}), (customer, "evidence_cancel", {}),
        (agent, "evidence_answer", {"request_id": "x", "answer": "accepted"}),
    ):  # fmt: skip
        await page.say(type_, id=3, **fields)
        assert (await page.hear("error"))["code"] == "forbidden"


async def test_a_customer_reaches_the_files_of_the_own_call_and_nothing_else(stage: Stage) -> None:
    call = await stage.opened()
    _, token = await customer_of(stage, call)
    nobody = await stage.browser()
    bearer = {"Authorization": f"Bearer {token}"}
    foreign = (await send(await stage.browser(AGENT), photo())).json["id"]
    assert (await nobody.ask("GET", f"{FILES}/{foreign}", headers=bearer)).code == "not_found"
    assert (await nobody.ask("GET", f"{FILES}/{foreign}/preview", headers=bearer)).code == "not_found"
    assert (await nobody.ask("GET", FILES, headers=bearer)).code == "unauthenticated"
    assert (await nobody.ask("GET", "/api/cases/LP-1", headers=bearer)).code == "unauthenticated"
    answer = await nobody.ask("POST", "/api/cases/LP-2/evidence", data=jpeg(), headers=bearer)
    assert answer.code == "case_not_found"


async def test_a_token_that_was_taken_back_and_a_call_that_is_over_take_nothing(stage: Stage) -> None:
    agent, _, call, browser, token = await talk(stage)
    await agent.say("hangup")
    await agent.hear("call", state="wrap_up")
    assert (await send(browser, jpeg(), token=token)).code == "not_in_this_state"
    answer = await (await stage.browser(AGENT)).ask("POST", FILES, data=jpeg(), params={"call_id": call["call_id"]})
    assert answer.status == 201, "the agent still writes it up"
    assert (await send(browser, jpeg(), token="x" * 43)).code == "unauthenticated"


async def test_an_agent_files_to_a_call_only_of_their_own(stage: Stage) -> None:
    call = await stage.opened()
    other = await stage.browser(OTHER_AGENT)
    assert (await send(other, jpeg(), call_id=call["call_id"])).code == "call_not_found"
    assert (await send(other, jpeg())).status == 201


async def test_a_case_that_is_not_there_takes_nothing(stage: Stage) -> None:
    agent = await stage.browser(AGENT)
    assert (await agent.ask("POST", "/api/cases/none/evidence", data=jpeg())).code == "case_not_found"
    assert (await agent.ask("GET", "/api/cases/none/evidence")).code == "case_not_found"


async def test_a_hash_that_is_not_of_what_came_is_refused(stage: Stage, tmp_path: Path) -> None:
    agent = await stage.browser(AGENT)
    assert (await send(agent, jpeg(), sha256=digest(b"another"))).code == "hash_mismatch"
    assert lying(tmp_path) == set()


async def test_a_row_that_is_refused_leaves_no_file(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object, **__: object) -> None:
        raise SignalError(ErrorCode.NOT_IN_THIS_STATE, "This is not asked for any more.")

    monkeypatch.setattr(filing, "add_evidence", refuse)
    assert (await send(await stage.browser(AGENT), photo())).code == "not_in_this_state"
    assert lying(tmp_path) == set()
    assert await rows(stage.db) == []


class LostAnswer(Database):
    """Commits, and the connection is gone before it says so."""

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        async with super().transaction() as session:
            yield session
        raise OperationalError("COMMIT", {}, Exception("gone"))


async def piece_of(data: bytes) -> AsyncIterator[bytes]:
    yield data


async def test_a_file_stays_when_nobody_knows_whether_its_row_was_written(stage: Stage, tmp_path: Path) -> None:
    cabinet = open_cabinet(LostAnswer(stage.db.engine), tmp_path)
    with pytest.raises(OperationalError):
        await cabinet.file(piece_of(photo()), Wish(SENDER))
    (row,) = await rows(stage.db)
    assert lying(tmp_path) == {f"{row.id}.jpg", f"{row.id}.preview.jpg"}


async def test_a_disk_that_is_nearly_full_takes_no_file(stage: Stage, tmp_path: Path) -> None:
    cabinet = open_cabinet(stage.db, tmp_path, has_room=False)
    sent = piece_of(photo())
    with capture_logs() as log, pytest.raises(SignalError) as error:
        await cabinet.file(sent, Wish(SENDER))
    assert error.value.code == "unavailable"
    assert [(line["event"], line["log_level"]) for line in log] == [("evidence.no_room", "error")]
    assert await anext(sent), "nothing was received"
    assert lying(tmp_path) == set()


async def test_what_a_crash_has_left_is_swept_away_and_what_stands_on_a_case_is_not(
    stage: Stage, tmp_path: Path
) -> None:
    cabinet = stage.parts.evidence
    assert cabinet is not None
    told = (await send(await stage.browser(AGENT), photo())).json
    folder = tmp_path / "evidence"
    lost, name = "0123456789abcdef" * 2, "forgotten"
    left = [folder / f"{lost}.jpg", folder / f"{lost}.preview.jpg", folder / "incoming" / "half"]
    young = folder / f"{'fedcba98' * 4}.jpg"
    for file in (*left, young):
        file.write_bytes(b"half of it")
    before = time.time() - 7200
    for file in (*left, *folder.glob(f"{told['id']}*")):
        os.utime(file, (before, before))
    assert await cabinet.sweep() == 3
    stays = {f"{told['id']}.jpg", f"{told['id']}.preview.jpg", young.name}
    assert lying(tmp_path) == stays | {f"{name}/{lost}.jpg", f"{name}/{lost}.preview.jpg"}
    assert await cabinet.sweep() == 0


async def test_a_scanner_that_is_away_takes_nothing_and_is_told_of(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    scanner = Clamd(f"unix://{tmp_path}/nobody.ctl", within_s=10)
    async with open_stage(sqlite_db, redis_url, tmp_path, scanner=scanner) as stage:
        answer = await send(await stage.browser(AGENT), photo())
        assert (answer.status, answer.code) == (503, "scanner_away")
        assert lying(tmp_path) == set()
        assert [line for line in stage.log if line["event"] == "evidence.scanner_away" and line["log_level"] == "error"]


async def test_who_enters_in_the_middle_sees_what_came_and_what_is_asked(stage: Stage) -> None:
    agent, customer, _, browser, token = await talk(stage)
    await send(browser, photo(), token=token)
    await agent.say("evidence_request", what="label")
    while not (told := await customer.hear("evidence"))["request"]:
        pass
    again = await stage.line(token, page_id="page-d")
    shown = await again.hear("evidence")
    assert shown["request"] == told["request"]
    assert len(shown["files"]) == 1


async def test_text_as_it_is_typed_reaches_the_other_and_is_kept_nowhere(stage: Stage) -> None:
    agent, customer, _, _, _ = await talk(stage)
    words = "my street is cal"
    await customer.say("typing", text=words)
    assert (await agent.hear("typing"))["text"] == words
    await customer.say("typing", text="")
    assert (await agent.hear("typing"))["text"] == ""
    await agent.say("typing", text="from the agent")
    assert (await customer.hear("typing"))["text"] == "from the agent"
    await agent.say("ping")
    while (heard := await agent.next())["type"] != "pong":
        assert heard["type"] != "typing", "one's own words are not told again"
    assert words not in json.dumps(await stage.dump(), default=str)
    kept = [await stage.redis.dump(key) async for key in stage.redis.scan_iter("*")]
    assert not [value for value in kept if value and words.encode() in value]


async def test_a_slow_sender_is_not_waited_for(sqlite_db: Database, redis_url: str, tmp_path: Path) -> None:
    async def slow() -> AsyncIterator[bytes]:
        yield photo()[:100]
        await asyncio.sleep(1.5)
        yield photo()[100:]

    async with open_stage(sqlite_db, redis_url, tmp_path, upload_within_s=0.3) as stage:
        assert (await send(await stage.browser(AGENT), slow())).code == "malformed"
        assert lying(tmp_path) == set()

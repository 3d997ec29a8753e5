"""The claim pack: one click, a process of its own, a PDF that reads in every script, a ZIP whose hashes hold."""

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdf
import pytest
from sqlalchemy import select

from cases.alerting.rules import AS_DELIVERED
from cases.claims.pack.binder import Binder
from cases.claims.pack.maker import NOTHING
from cases.claims.pack.work import LANE, LEASE, MOST_TAKEN, gather, make_due_pack
from cases.evidence.storage import FolderStorage
from records.jobs import lease_due_job
from records.tables import AuditRow
from signaling.runtime.node import utc_now
from tests.integration.web.stage import AGENT, Browser, Stage
from tests.integration.web.test_claims import claimable
from tests.pictures import jpeg

PATH = "/api/cases/LP-1/claim"
OWN = {
    "zh": "我整天都在家，没有人按门铃。",
    "ru": "Я весь день была дома, никто не звонил в дверь.",
    # without an alef that bears a hamza: it is drawn, but what reads PDFs back leaves it out
    "ar": "كنت في البيت طوال اليوم ولم يطرق الباب",
}


def shelve(stage: Stage, folder: Path) -> Binder:
    """As the composition root does it."""
    assert stage.parts.evidence is not None
    binder = Binder(stage.parts.evidence, FolderStorage(folder / "packs"))
    object.__setattr__(stage.parts, "packs", binder)
    return binder


async def _confirmed(stage: Stage, agent: Browser, locale: str, *, name: str = "Lucía") -> None:
    asked = await agent.ask("POST", "/api/cases/LP-1/statement", {})
    secret = str(asked.json["statement_url"]).partition("#")[2]
    customer = await stage.browser()
    sheet = (await customer.ask("POST", "/api/statements", {"secret": secret, "locale": locale})).json
    said = {
        "answer": "confirmed", "locale": locale, "text_sha256": sheet["text_sha256"], "signed_name": name,
        "own_words": OWN[locale],
    }  # fmt: skip
    body = {"secret": secret, "confirmation": said}
    assert (await customer.ask("POST", "/api/statements/answer", body)).status == 200


async def _text(agent: Browser, pack_id: str) -> str:
    reader = pypdf.PdfReader(io.BytesIO(await _file(agent, pack_id, "pdf")))
    return "\n".join(page.extract_text() for page in reader.pages)


async def _photo(agent: Browser) -> dict[str, Any]:
    kind = {"Content-Type": "image/jpeg"}
    sent = await agent.ask("POST", "/api/cases/LP-1/evidence?name=box.jpg", data=jpeg(), headers=kind)
    found: dict[str, Any] = sent.json
    return found


async def _made(stage: Stage, agent: Browser, binder: Binder, language: str = "en") -> str:
    asked = await agent.ask("POST", PATH, {"whom": "carrier", "language": language})
    assert (asked.status, asked.json["state"]) == (202, "asked")
    assert await make_due_pack(stage.db, binder, AS_DELIVERED, clock=utc_now)
    pack = (await agent.ask("GET", PATH)).json["packs"][0]
    assert (pack["state"], pack["by_name"]) == ("made", "Wei")
    return str(pack["id"])


async def _file(agent: Browser, pack_id: str, form: str) -> bytes:
    answer = await agent.ask("GET", f"{PATH}/packs/{pack_id}?form={form}")
    assert (answer.status, answer.kind) == (200, f"application/{form}")
    return answer.raw


@pytest.mark.parametrize("locale", sorted(OWN))
async def test_the_pdf_reads_back_in_its_script(stage: Stage, tmp_path: Path, locale: str) -> None:
    binder, agent = shelve(stage, tmp_path), await claimable(stage)
    await _confirmed(stage, agent, locale)
    pdf = await _file(agent, await _made(stage, agent, binder, locale), "pdf")
    read = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    letters = "".join(read.split())
    for word in OWN[locale].replace("，", " ").replace("。", " ").replace(",", " ").replace(".", " ").split():
        assert _holds(letters, word), (word, read)
    assert "RR123456785CN" in letters
    assert "Madrid" in letters


def _holds(letters: str, word: str) -> bool:
    """The letters of the word side by side. A reader of PDFs gives those of Arabic in the order of their glyphs."""
    length = len(word)
    return any(sorted(letters[at : at + length]) == sorted(word) for at in range(len(letters) - length + 1))


async def test_every_file_in_the_archive_has_the_hash_it_says(stage: Stage, tmp_path: Path) -> None:
    binder, agent = shelve(stage, tmp_path), await claimable(stage)
    photo = await _photo(agent)
    await _confirmed(stage, agent, "ru")
    pack_id = await _made(stage, agent, binder)
    raw = await _file(agent, pack_id, "zip")
    shown = (await agent.ask("GET", PATH)).json["packs"][0]
    assert hashlib.sha256(raw).hexdigest() == shown["zip_sha256"]
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        told = {each["name"]: each["sha256"] for each in manifest["files"]}
        names = set(archive.namelist())
        assert names == told.keys() | {"manifest.json", "SHA256SUMS"}
        for name, sha256 in told.items():
            assert hashlib.sha256(archive.read(name)).hexdigest() == sha256
        sums = dict(line.split("  ", 1)[::-1] for line in archive.read("SHA256SUMS").decode().splitlines())
        assert sums == told | {"manifest.json": hashlib.sha256(archive.read("manifest.json")).hexdigest()}
        assert archive.read("claim.pdf") == await _file(agent, pack_id, "pdf")
        (box,) = [each for each in manifest["files"] if each["name"].startswith("evidence/")]
        assert (box["sha256"], box["by_name"]) == (photo["sha256"], "Wei")
        assert json.loads(archive.read("trajectory.json"))["seen_last"]["location"] == "Madrid"
        assert json.loads(archive.read("statement-1.json"))["own_words"] == OWN["ru"]


async def test_made_again_it_is_the_same_to_the_byte(stage: Stage, tmp_path: Path) -> None:
    binder, agent = shelve(stage, tmp_path), await claimable(stage)
    await _photo(agent)
    pack_id = await _made(stage, agent, binder)
    first = await _file(agent, pack_id, "zip")
    content, rows = await gather(stage.db, pack_id, AS_DELIVERED)
    again = await binder.bind(content, rows)
    assert hashlib.sha256(first).hexdigest() == again.zip_sha256
    other = await binder.bind(content.model_copy(update={"title": "another lamp"}), rows)
    assert other.zip_sha256 != again.zip_sha256


async def test_asking_and_fetching_stand_in_the_audit_before_anything_goes_out(stage: Stage, tmp_path: Path) -> None:
    binder, agent = shelve(stage, tmp_path), await claimable(stage)
    await _file(agent, await _made(stage, agent, binder), "pdf")
    async with stage.db.reading() as session:
        rows = (await session.scalars(select(AuditRow).order_by(AuditRow.sequence))).all()
    assert [(row.action, row.actor) for row in rows] == [
        ("claim_pack.asked", f"user:{AGENT}"), ("claim_pack.download", f"user:{AGENT}")
    ]  # fmt: skip


async def test_what_a_stranger_writes_is_words_and_opens_nothing(stage: Stage, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("do not show")
    evil = f'<link rel=attachment href="{secret.as_uri()}"><b>x</b>'
    binder, agent = shelve(stage, tmp_path), await claimable(stage, title=evil)
    reader = pypdf.PdfReader(io.BytesIO(await _file(agent, await _made(stage, agent, binder), "pdf")))
    assert "<b>x</b>" in "".join("".join(page.extract_text() for page in reader.pages).split())
    assert not reader.attachments


async def test_a_name_that_turns_what_follows_it_turns_nothing(stage: Stage, tmp_path: Path) -> None:
    binder, agent = shelve(stage, tmp_path), await claimable(stage)
    await _confirmed(stage, agent, "ru", name="Zoe\u2069\u202e")
    read = await _text(agent, await _made(stage, agent, binder))
    (signed,) = [line for line in read.splitlines() if "Zoe" in line]
    assert signed.rstrip().endswith("by a personal link"), signed


async def test_what_the_customer_has_taken_back_is_not_stated(stage: Stage, tmp_path: Path) -> None:
    """They confirmed that nothing came, and then that it is there after all."""
    binder, agent = shelve(stage, tmp_path), await claimable(stage)
    await _confirmed(stage, agent, "ru")
    asked = await agent.ask("POST", "/api/cases/LP-1/statement", {})
    secret = str(asked.json["statement_url"]).partition("#")[2]
    said = {"secret": secret, "confirmation": {"answer": "arrived"}}
    assert (await (await stage.browser()).ask("POST", "/api/statements/answer", said)).status == 200
    assert await _stated(agent, await _made(stage, agent, binder)) == (False, [])
    await _confirmed(stage, agent, "zh")
    assert await _stated(agent, await _made(stage, agent, binder)) == (True, [OWN["zh"]])


async def _stated(agent: Browser, pack_id: str) -> tuple[bool, list[str]]:
    """Whether the voucher is there, and the customer's words in the archive; the desk shows the same ones."""
    desk = (await agent.ask("GET", PATH)).json
    (there,) = [each["there"] for each in desk["vouchers"] if each["voucher"] == "statement"]
    with zipfile.ZipFile(io.BytesIO(await _file(agent, pack_id, "zip"))) as archive:
        found = [json.loads(archive.read(name)) for name in archive.namelist() if name.startswith("statement-")]
    assert [each["own_words"] for each in desk["statements"]] == [each["own_words"] for each in found]
    return there, [each["own_words"] for each in found]


async def test_a_value_has_the_decimals_of_its_currency(stage: Stage, tmp_path: Path) -> None:
    binder = shelve(stage, tmp_path)
    agent = await claimable(stage, value={"amount": "12000", "currency": "JPY"})
    assert "12000 JPY" in await _text(agent, await _made(stage, agent, binder))


def test_the_page_of_a_pack_may_fetch_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("do not show")
    for address in (secret.as_uri(), "http://127.0.0.1/", "ftp://127.0.0.1/"):
        with pytest.raises(ValueError, match="disallowed"):
            NOTHING.fetch(address)


async def test_a_maker_that_takes_too_long_is_ended_and_it_is_said(stage: Stage, tmp_path: Path) -> None:
    shelve(stage, tmp_path)
    agent = await claimable(stage)
    assert stage.parts.evidence is not None
    slow = Binder(stage.parts.evidence, FolderStorage(tmp_path / "packs"), within_s=0.01)
    assert (await agent.ask("POST", PATH, {})).status == 202
    for attempt in range(3):
        at = utc_now() + timedelta(minutes=attempt)
        assert await make_due_pack(stage.db, slow, AS_DELIVERED, clock=lambda at=at: at)  # type: ignore[misc]
    assert (await agent.ask("GET", PATH)).json["packs"][0]["state"] == "failed"


async def test_a_pack_at_which_its_node_dies_again_and_again_is_given_up(stage: Stage, tmp_path: Path) -> None:
    binder, agent = shelve(stage, tmp_path), await claimable(stage)
    assert (await agent.ask("POST", PATH, {})).status == 202
    for taken in range(MOST_TAKEN):
        async with stage.db.transaction() as session:
            now = utc_now() + taken * 2 * LEASE
            assert await lease_due_job(session, now=now, lease=LEASE, lane=LANE) is not None
    later = utc_now() + MOST_TAKEN * 2 * LEASE
    assert await make_due_pack(stage.db, binder, AS_DELIVERED, clock=lambda: later)
    assert (await agent.ask("GET", PATH)).json["packs"][0]["state"] == "failed"
    assert not await make_due_pack(stage.db, binder, AS_DELIVERED, clock=lambda: later + LEASE)


async def test_what_is_not_there_is_not_found(stage: Stage, tmp_path: Path) -> None:
    shelve(stage, tmp_path)
    agent = await claimable(stage)
    asked = (await agent.ask("POST", PATH, {})).json
    assert (await agent.ask("GET", f"{PATH}/packs/{asked['id']}")).code == "not_found"
    assert (await agent.ask("GET", f"{PATH}/packs/none")).code == "not_found"
    assert (await agent.ask("POST", PATH, {"language": "xx"})).code == "invalid_field"
    object.__setattr__(stage.parts, "packs", replace(stage.parts, packs=None).packs)
    assert (await agent.ask("POST", PATH, {})).code == "unavailable"


async def test_a_maker_that_fails_in_a_way_nobody_thought_of_takes_nobody_with_it(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    binder = shelve(stage, tmp_path)
    agent = await claimable(stage)
    assert (await agent.ask("POST", PATH, {})).status == 202

    async def bind(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Binder, "bind", bind)
    for attempt in range(3):
        at = utc_now() + timedelta(minutes=attempt)
        assert await make_due_pack(stage.db, binder, AS_DELIVERED, clock=lambda at=at: at)  # type: ignore[misc]
    assert (await agent.ask("GET", PATH)).json["packs"][0]["state"] == "failed"

"""What went between us and the carrier is in the claim pack word for word, and counts as the voucher it is."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pypdf

from cases.claims.pack.sheet import languages
from tests.integration.web.stage import Browser, Stage
from tests.integration.web.test_claim_packs import _file, _made, _photo, shelve
from tests.integration.web.test_claims import claimable

ENQUIRIES = "/api/cases/LP-1/enquiries"
ASKED = "Where is it? <b>Please look</b>.\n\nWith kind regards"
ANSWERED = "我们已经确认邮件丢失。"


async def _there(agent: Browser) -> bool:
    desk = (await agent.ask("GET", "/api/cases/LP-1/claim")).json
    return bool(next(each["there"] for each in desk["vouchers"] if each["voucher"] == "correspondence"))


async def _corresponded(agent: Browser, evidence_id: str) -> None:
    said: dict[str, Any] = {
        "channel": "email", "address": "claims@ups.example", "subject": "Enquiry", "text": ASKED,
        "evidence_ids": [evidence_id],
    }  # fmt: skip
    asked = await agent.ask("POST", ENQUIRIES, said)
    assert asked.status == 201, asked.raw
    path = f"/api/enquiries/{asked.json['enquiries'][0]['id']}/letters"
    answer = {"direction": "in", "channel": "email", "text": ANSWERED, "outcome": "lost"}
    filed = await agent.ask("POST", path, answer)
    assert filed.status in (200, 201), filed.raw


async def test_letters_and_answers_are_in_both_files(stage: Stage, tmp_path: Path) -> None:
    binder, agent = shelve(stage, tmp_path), await claimable(stage)
    assert not await _there(agent)
    photo = await _photo(agent)
    await _corresponded(agent, photo["id"])
    assert await _there(agent)
    pack_id = await _made(stage, agent, binder)
    with zipfile.ZipFile(io.BytesIO(await _file(agent, pack_id, "zip"))) as archive:
        out, back = json.loads(archive.read("correspondence.json"))["with_carriers"]
    assert (out["text"], out["from_carrier"], out["files"]) == (ASKED, False, ["01-box.jpg"])
    assert (back["text"], back["from_carrier"], back["outcome"], back["carrier"]) == (ANSWERED, True, "lost", "UPS")
    reader = pypdf.PdfReader(io.BytesIO(await _file(agent, pack_id, "pdf")))
    letters = "".join("".join(page.extract_text() for page in reader.pages).split())
    for words in (
        "<b>Pleaselook</b>.",
        ANSWERED,
        "claims@ups.example",
        "Answer:theparcelislost",
        "Fileswithit:01-box.jpg",
    ):
        assert words in letters, letters


def test_every_language_of_a_pack_has_the_same_words() -> None:
    folder = Path(__file__).parents[3] / "cases" / "claims" / "pack" / "words"
    words = {language: set(json.loads((folder / f"{language}.json").read_text("utf-8"))) for language in languages()}
    assert len(words) == 8
    assert all(each == words["en"] for each in words.values())

"""Each photo of a call is in the claim pack with the consent it was sent under: who, when, and the words they read."""

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pypdf
import pytest

from cases.claims.pack.sheet import languages
from tests.integration.web.stage import Browser, Stage
from tests.integration.web.test_claim_packs import _file, _holds, _made, shelve
from tests.integration.web.test_claims import claimable
from tests.integration.web.test_evidence import digest, send, talk
from tests.pictures import GPS, jpeg, photo
from web.photo_words import KEYS, photo_words

PAGES = Path(__file__).parents[3] / "web" / "static"
MODULE = PAGES / "js" / "ui" / "photo_words.js"


def _words(locale: str) -> list[str]:
    words = json.loads((PAGES / "locales" / f"{locale}.json").read_text("utf-8"))
    return [words[key] for key in KEYS]


def _hash(lines: list[str]) -> str:
    """As the page of a customer makes it."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


async def _packed(stage: Stage, agent: Browser, folder: Path, language: str) -> tuple[list[dict[str, Any]], str]:
    """The photos of the manifest, and the letters of the PDF."""
    pack_id = await _made(stage, agent, shelve(stage, folder), language)
    with zipfile.ZipFile(io.BytesIO(await _file(agent, pack_id, "zip"))) as archive:
        files = json.loads(archive.read("manifest.json"))["files"]
    reader = pypdf.PdfReader(io.BytesIO(await _file(agent, pack_id, "pdf")))
    letters = "".join("".join(page.extract_text() for page in reader.pages).split())
    return [each for each in files if each["name"].startswith("evidence/")], letters


@pytest.mark.parametrize("keep_place", [False, True])
async def test_who_has_agreed_when_and_to_which_words_reads_back(
    stage: Stage, tmp_path: Path, keep_place: bool
) -> None:
    agent = await claimable(stage)
    *_, call, browser, token = await talk(stage)
    lines = _words("es")
    said = {"agreed_locale": "es", "agreed_sha256": _hash(lines), "keep_place": str(keep_place).lower()}
    filed = (await send(browser, photo(), token=token, **said)).json
    assert (filed["agreed_locale"], filed["agreed_sha256"]) == ("es", _hash(lines))
    (photo_told,), letters = await _packed(stage, agent, tmp_path, "en")
    consent = photo_told["consent"]
    assert (consent["by_name"], consent["call_id"], consent["place_kept"]) == ("Lucía", call["call_id"], keep_place)
    assert (consent["at"], consent["locale"]) == (photo_told["at"], "es")
    assert consent["participant_id"] == filed["participant_id"]
    assert consent["sha256"] == _hash(lines)
    assert consent["words"] == [line.replace("{name}", "Wei").replace("{reference}", "LP-1") for line in lines]
    assert (photo_told["sha256"], photo_told["received_sha256"]) == (filed["sha256"], digest(photo()))
    for line in consent["words"]:
        assert "".join(line.split()) in letters, (line, letters)
    for told in ("Consenttosenditandhaveitkept:Lucía", filed["sha256"], consent["sha256"]):
        assert told in letters, told
    assert ("leftout" in letters) is not keep_place


@pytest.mark.parametrize("language", sorted(languages()))
async def test_words_of_every_language_are_known_and_a_pack_tells_them(
    stage: Stage, tmp_path: Path, language: str
) -> None:
    agent = await claimable(stage)
    *_, browser, token = await talk(stage)
    lines = _words(language)
    await send(browser, jpeg(), token=token, agreed_locale=language, agreed_sha256=_hash(lines))
    (photo_told,), letters = await _packed(stage, agent, tmp_path, language)
    assert photo_told["consent"]["words"][-1] == lines[-1]
    if language != "ar":  # what is joined in Arabic is read back as other letters
        assert all(_holds(letters, "".join(word.split())) for word in lines[1].split())


async def test_words_nobody_knows_cost_no_photo_and_are_not_made_up(stage: Stage, tmp_path: Path) -> None:
    agent = await claimable(stage)
    *_, browser, token = await talk(stage)
    await send(browser, jpeg(), token=token, agreed_locale="es", agreed_sha256="ab" * 32)
    await send(browser, jpeg(seed=2), token=token)
    (known, unknown), letters = await _packed(stage, agent, tmp_path, "en")
    assert (known["consent"]["sha256"], known["consent"]["words"]) == ("ab" * 32, [])
    assert (unknown["consent"]["sha256"], unknown["consent"]["by_name"]) == (None, "Lucía")
    assert letters.count("thewordsshownthenwerenotkept") == 2


async def test_who_works_here_agrees_for_nobody(stage: Stage, tmp_path: Path) -> None:
    agent = await claimable(stage)
    filed = await send(agent, jpeg(), agreed_locale="es", agreed_sha256=_hash(_words("es")))
    assert filed.json["agreed_sha256"] is None
    (photo_told,), letters = await _packed(stage, agent, tmp_path, "en")
    assert (photo_told["consent"], "Consent" in letters) == (None, False)


async def test_a_photo_that_was_there_and_is_sent_by_its_customer_has_their_consent(
    stage: Stage, tmp_path: Path
) -> None:
    """An agent had filed the very bytes before; without it nobody had agreed to what the customer agreed to."""
    agent = await claimable(stage)
    filed = await send(agent, jpeg())
    *_, call, browser, token = await talk(stage)
    lines = _words("es")
    said = {"agreed_locale": "es", "agreed_sha256": _hash(lines), "keep_place": "true"}
    for _ in range(2):  # a phone sends until it hears
        again = await send(browser, jpeg(), token=token, **said)
        assert (again.status, again.json["id"]) == (200, filed.json["id"])
    (photo_told,), letters = await _packed(stage, agent, tmp_path, "en")
    assert photo_told["consent"] is None
    (consent,) = photo_told["consents_again"]
    assert (consent["by_name"], consent["call_id"], consent["place_kept"]) == ("Lucía", call["call_id"], True)
    assert (consent["sha256"], consent["words"][-1]) == (_hash(lines), lines[-1])
    assert "Consentwhenitwassentoncemore:Lucía" in letters
    told = (await agent.ask("GET", "/api/cases/LP-1/timeline")).json["moments"]
    assert [each["data"]["name"] for each in told if each["kind"] == "evidence_sent_again"] == ["photo.jpg"]


async def test_other_words_than_the_first_time_are_kept_beside_them(stage: Stage, tmp_path: Path) -> None:
    agent = await claimable(stage)
    *_, browser, token = await talk(stage)
    for locale in ("es", "de", "es"):
        said = {"agreed_locale": locale, "agreed_sha256": _hash(_words(locale))}
        await send(browser, jpeg(), token=token, **said)
    (photo_told,), _ = await _packed(stage, agent, tmp_path, "en")
    assert photo_told["consent"]["locale"] == "es"
    assert [each["locale"] for each in photo_told["consents_again"]] == ["de"]


async def test_who_agrees_to_the_place_afterwards_has_it_in_the_case(stage: Stage, tmp_path: Path) -> None:
    """The first copy was stripped of it: the second is another file, with its own consent."""
    agent = await claimable(stage)
    *_, browser, token = await talk(stage)
    said = {"agreed_locale": "es", "agreed_sha256": _hash(_words("es"))}
    stripped = (await send(browser, photo(), token=token, **said)).json
    whole = await send(browser, photo(), token=token, keep_place="true", **said)
    assert whole.status == 201
    assert whole.json["received_sha256"] == stripped["received_sha256"]
    file = await agent.ask("GET", f"/api/cases/LP-1/evidence/{whole.json['id']}")
    assert GPS in file.raw
    files, _ = await _packed(stage, agent, tmp_path, "en")
    assert sorted(each["consent"]["place_kept"] for each in files) == [False, True]


async def test_who_sends_it_again_without_its_place_has_it_told_to_nobody_more(stage: Stage, tmp_path: Path) -> None:
    """The carrier gets the copy without it, as the voucher it was. Sent with its place once more, both go out."""
    agent = await claimable(stage)
    *_, browser, token = await talk(stage)
    said = {"agreed_locale": "es", "agreed_sha256": _hash(_words("es"))}
    whole = (await send(browser, photo(), token=token, keep_place="true", **said)).json
    voucher = {"item": "photo_box", "evidence_id": whole["id"]}
    assert (await agent.ask("POST", "/api/cases/LP-1/claim/vouchers", voucher)).status == 200
    stripped = (await send(browser, photo(), token=token, **said)).json
    assert stripped["id"] != whole["id"]
    (told,), letters = await _packed(stage, agent, tmp_path, "en")
    assert (told["id"], told["stands_for"], told["vouchers"]) == (stripped["id"], [whole["id"]], ["photo_box"])
    assert "onlythiscopyishandedon" in letters
    assert (await agent.ask("GET", f"/api/cases/LP-1/evidence/{whole['id']}")).status == 200
    await send(browser, photo(), token=token, keep_place="true", agreed_locale="de", agreed_sha256=_hash(_words("de")))
    files, letters = await _packed(stage, agent, tmp_path, "en")
    assert sorted(each["id"] for each in files) == sorted([whole["id"], stripped["id"]])
    assert "onlythiscopyishandedon" not in letters


def test_page_and_server_put_the_same_words_together() -> None:
    assert f"[{', '.join(repr(key) for key in KEYS)}]" in MODULE.read_text("utf-8")
    assert "join('\\n')" in MODULE.read_text("utf-8")
    assert len(photo_words()) == len(languages())

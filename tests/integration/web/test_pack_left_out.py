"""What a claim pack does not take in is said on its page and in its manifest: no list simply ends."""

import io
import json
import re
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdf
import pytest
from sqlalchemy import insert

from cases.claims.pack import gathering
from cases.claims.pack.left_out import TEXTS_IN_ARCHIVE, TEXTS_ON_PAGE, events_left_out, texts_left_out
from cases.claims.pack.sheet import languages
from records import cases as memory
from records.tables import MessageRow, core
from signaling.runtime.node import utc_now
from tests.integration.web.stage import Browser, Stage
from tests.integration.web.test_claim_packs import _file, _made, shelve
from tests.integration.web.test_claims import claimable


async def _manifest(agent: Browser, pack_id: str) -> list[dict[str, Any]]:
    with zipfile.ZipFile(io.BytesIO(await _file(agent, pack_id, "zip"))) as archive:
        told = json.loads(archive.read("manifest.json"))["left_out"]
    assert isinstance(told, list)
    return told


async def _page(agent: Browser, pack_id: str) -> str:
    reader = pypdf.PdfReader(io.BytesIO(await _file(agent, pack_id, "pdf")))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


async def _written(stage: Stage, count: int) -> None:
    """So many texts in a call of LP-1."""
    call = await stage.opened()
    link = {"call_id": call["call_id"], "secret": call["secret"]}
    who = (await (await stage.browser()).ask("POST", "/api/join", link)).json["participant_id"]
    began = utc_now()
    rows = [
        {
            "id": f"m{number:04}", "call_id": call["call_id"], "participant_id": who, "client_id": f"m{number:04}",
            "text": f"line {number}", "at": began + timedelta(seconds=number),
        }
        for number in range(count)
    ]  # fmt: skip
    async with stage.db.transaction() as session:
        await session.execute(insert(core(MessageRow)), rows)


async def test_nothing_is_said_to_be_left_out_where_nothing_is(stage: Stage, tmp_path: Path) -> None:
    binder, agent = shelve(stage, tmp_path), await claimable(stage)
    await _written(stage, 3)
    assert await _manifest(agent, await _made(stage, agent, binder)) == []


async def test_texts_beyond_the_page_are_named_on_it_and_in_the_manifest(stage: Stage, tmp_path: Path) -> None:
    binder, agent = shelve(stage, tmp_path), await claimable(stage)
    await _written(stage, TEXTS_ON_PAGE + 2)
    pack_id = await _made(stage, agent, binder)
    (told,) = await _manifest(agent, pack_id)
    assert (told["what"], told["total"], told["on_page"], told["in_archive"]) == ("texts", 502, 500, 502)
    assert "kept with the case" in told["to_be_had"]
    assert "Of 502 texts the first 500 are on this page and the first 502 in correspondence.json" in await _page(
        agent, pack_id
    )


async def test_texts_and_lines_beyond_the_archive_are_counted(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "TEXTS_IN_ARCHIVE", 4)
    monkeypatch.setattr(memory, "MOST_READ", 2)
    day = utc_now() - timedelta(days=50)
    events = [
        {"at": (day + timedelta(hours=hour)).isoformat(), "description": f"Salió {hour}", "progress": "departed"}
        for hour in range(3)
    ]
    binder, agent = shelve(stage, tmp_path), await claimable(stage, events=events)
    await _written(stage, 6)
    pack_id = await _made(stage, agent, binder)
    texts, lines = await _manifest(agent, pack_id)
    assert (texts["total"], texts["on_page"], texts["in_archive"]) == (6, 4, 4)
    assert (lines["what"], lines["total"], lines["on_page"], lines["in_archive"]) == ("events", 3, 2, 2)
    assert "Of 3 lines the newest 2 are told here" in await _page(agent, pack_id)


def test_the_bounds_are_those_that_are_told() -> None:
    (told,) = texts_left_out(total=9_000, taken=TEXTS_IN_ARCHIVE)
    assert (told.on_page, told.in_archive) == (TEXTS_ON_PAGE, TEXTS_IN_ARCHIVE)
    assert texts_left_out(total=TEXTS_ON_PAGE, taken=TEXTS_ON_PAGE) == ()
    assert events_left_out(total=1_000, taken=1_000) == ()


@pytest.mark.parametrize("language", sorted(languages()))
def test_every_language_names_the_counts(language: str) -> None:
    folder = Path(__file__).parents[3] / "cases/claims/pack/words"
    words = json.loads((folder / f"{language}.json").read_text("utf-8"))
    assert set(re.findall(r"\{(\w+)\}", words["left_out.texts"])) == {"total", "here", "archive"}
    assert set(re.findall(r"\{(\w+)\}", words["left_out.events"])) == {"total", "here"}

"""A statement that became something else after it was confirmed is marked in the claim pack, with both times."""

import io
import json
import re
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pypdf
import pytest
from sqlalchemy import text

from cases.claims.pack.sheet import languages
from tests.integration.web.stage import Browser, Stage
from tests.integration.web.test_claim_packs import PATH, _confirmed, _file, _made, shelve
from tests.integration.web.test_claims import claimable


async def _page(agent: Browser, pack_id: str) -> str:
    """Its text without spaces: lines are broken where there is room."""
    reader = pypdf.PdfReader(io.BytesIO(await _file(agent, pack_id, "pdf")))
    return "".join("".join(page.extract_text() for page in reader.pages).split())


async def _statements(agent: Browser, pack_id: str) -> list[dict[str, Any]]:
    with zipfile.ZipFile(io.BytesIO(await _file(agent, pack_id, "zip"))) as archive:
        names = [name for name in archive.namelist() if name.startswith("statement-")]
        return [json.loads(archive.read(name)) for name in names]


async def test_of_two_statements_each_names_the_time_of_the_other(stage: Stage, tmp_path: Path) -> None:
    binder, agent = shelve(stage, tmp_path), await claimable(stage)
    await _confirmed(stage, agent, "ru")
    await _confirmed(stage, agent, "zh")
    pack_id = await _made(stage, agent, binder)
    first, second = await _statements(agent, pack_id)
    assert (first["replaced_at"], second["replaces_at"]) == (second["at"], first["at"])
    read = await _page(agent, pack_id)
    assert re.search(r"Confirmedon.+UTCandreplacedbythestatementof.+UTC", read)
    assert re.search(r"Confirmedon.+UTC;itreplacesthestatementof.+UTC", read)
    newest = (await agent.ask("GET", PATH)).json["statements"][0]
    assert datetime.fromisoformat(newest["replaces_at"]) == datetime.fromisoformat(first["at"])


async def test_a_number_that_was_corrected_afterwards_stands_beside_the_one_confirmed(
    stage: Stage, tmp_path: Path
) -> None:
    binder, agent = shelve(stage, tmp_path), await claimable(stage)
    await _confirmed(stage, agent, "ru")
    assert (await agent.ask("GET", PATH)).json["statements"][0]["other_now"] is False
    await claimable(stage, tracking_number="RR473124829CN")
    assert (await agent.ask("GET", PATH)).json["statements"][0]["other_now"] is True
    pack_id = await _made(stage, agent, binder)
    (stated,) = await _statements(agent, pack_id)
    assert "RR123456785CN" in " ".join(stated["lines"])
    assert "RR473124829CN" in " ".join(stated["reads_now"])
    assert "Thecaseorthewordinghaschangedsince;askedon" in await _page(agent, pack_id)


async def test_one_that_was_touched_in_the_database_is_no_voucher_and_the_pack_says_it(
    stage: Stage, tmp_path: Path
) -> None:
    binder, agent = shelve(stage, tmp_path), await claimable(stage)
    await _confirmed(stage, agent, "ru")
    async with stage.db.transaction() as session:
        await session.execute(text("DROP TRIGGER statements_no_update"))
        await session.execute(text("UPDATE statements SET own_words = 'x'"))
    desk = (await agent.ask("GET", PATH)).json
    assert [each["there"] for each in desk["vouchers"] if each["voucher"] == "statement"] == [False]
    pack_id = await _made(stage, agent, binder)
    assert [each["whole"] for each in await _statements(agent, pack_id)] == [False]
    read = await _page(agent, pack_id)
    assert re.search(r"Confirmedon.+UTC\.Thisstatementisnolongerasitwaswritten:.+on.+UTC,itshashdidnothold", read)


async def test_asked_anew_what_was_confirmed_holds_until_there_is_an_answer(stage: Stage, tmp_path: Path) -> None:
    binder, agent = shelve(stage, tmp_path), await claimable(stage)
    await _confirmed(stage, agent, "ru")
    assert (await agent.ask("POST", "/api/cases/LP-1/statement", {})).status == 201
    desk = (await agent.ask("GET", PATH)).json
    assert (desk["asked"]["state"], len(desk["statements"])) == ("asked", 1)
    (stated,) = await _statements(agent, await _made(stage, agent, binder))
    assert (stated["whole"], stated["replaced_at"]) == (True, None)


@pytest.mark.parametrize("language", sorted(languages()))
def test_every_language_names_both_times(language: str) -> None:
    folder = Path(__file__).parents[3] / "cases/claims/pack/words"
    words = json.loads((folder / f"{language}.json").read_text("utf-8"))
    gaps = {"touched": "now", "replaces": "earlier", "replaced": "later", "reads_now": "now"}
    for mark, other in gaps.items():
        assert set(re.findall(r"\{(\w+)\}", words[f"statement.{mark}"])) == {"at", other}

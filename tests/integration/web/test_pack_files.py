"""Whoever decides on a claim finds each file of its pack by the name on the page, and reads what it proves."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pypdf
import pytest

from cases.claims.pack.sheet import languages
from cases.claims.words import Voucher
from signaling.runtime.node import utc_now
from tests.integration.web.stage import Browser, Stage
from tests.integration.web.test_claim_packs import PATH, _confirmed, _file, _made, shelve
from tests.integration.web.test_claims import claimable
from tests.pictures import PDF, jpeg


async def _filed(agent: Browser, name: str, data: bytes, kind: str) -> str:
    path = f"/api/cases/LP-1/evidence?name={name}"
    sent: dict[str, Any] = (await agent.ask("POST", path, data=data, headers={"Content-Type": kind})).json
    return str(sent["id"])


async def _page(agent: Browser, pack_id: str) -> str:
    reader = pypdf.PdfReader(io.BytesIO(await _file(agent, pack_id, "pdf")))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


async def test_two_files_of_one_name_are_told_apart_and_the_invoice_says_what_it_is(
    stage: Stage, tmp_path: Path
) -> None:
    binder, agent = shelve(stage, tmp_path), await claimable(stage)
    for seed in (1, 2):
        await _filed(agent, "box.jpg", jpeg(seed=seed), "image/jpeg")
    invoice = await _filed(agent, "scan.pdf", PDF, "application/pdf")
    said = {"item": "value", "evidence_id": invoice}
    assert (await agent.ask("POST", f"{PATH}/vouchers", said)).status == 200
    pack_id = await _made(stage, agent, binder)
    read = await _page(agent, pack_id)
    with zipfile.ZipFile(io.BytesIO(await _file(agent, pack_id, "zip"))) as archive:
        names = [name.partition("/")[2] for name in archive.namelist() if name.startswith("evidence/")]
    assert sorted(names) == ["01-box.jpg", "02-box.jpg", "03-scan.pdf"]
    for name in names:
        assert name in read, name
    assert "Supports the claim as: Proof of value (invoice)" in read
    assert read.count("Supports the claim as") == 1


async def test_a_parcel_its_customer_has_by_now_is_not_claimed_as_if_nobody_had_said_so(
    stage: Stage, tmp_path: Path
) -> None:
    binder, agent = shelve(stage, tmp_path), await claimable(stage)
    asked = await agent.ask("POST", "/api/cases/LP-1/statement", {})
    said = {"secret": str(asked.json["statement_url"]).partition("#")[2], "confirmation": {"answer": "arrived"}}
    assert (await (await stage.browser()).ask("POST", "/api/statements/answer", said)).status == 200
    assert "the recipient said that it has arrived after all" in await _page(agent, await _made(stage, agent, binder))
    await _confirmed(stage, agent, "ru")
    assert "arrived after all" not in await _page(agent, await _made(stage, agent, binder))


async def test_a_second_pack_bears_the_number_that_they_gave_the_claim(stage: Stage, tmp_path: Path) -> None:
    """They asked for more: without their own number what is sent is a new claim to them."""
    binder, agent = shelve(stage, tmp_path), await claimable(stage)
    assert "Your number" not in await _page(agent, await _made(stage, agent, binder))
    day = utc_now().date().isoformat()
    sum_ = {"amount": "86.50", "currency": "EUR"}
    for said in (
        {"step": "submitted", "amount": sum_},
        {"step": "more_asked", "number": "R-77"},
        {"step": "more_sent"},
    ):
        body = {"whom": "carrier", "happened_on": day} | said
        assert (await agent.ask("POST", f"{PATH}/steps", body)).status == 200
    assert "Your number for this claim: R-77" in await _page(agent, await _made(stage, agent, binder))


@pytest.mark.parametrize("language", sorted(languages()))
def test_every_voucher_has_its_word_in_every_language(language: str) -> None:
    folder = Path(__file__).parents[3] / "cases/claims/pack/words"
    words = json.loads((folder / f"{language}.json").read_text("utf-8"))
    assert [item for item in Voucher if not words.get(f"voucher.{item}")] == []

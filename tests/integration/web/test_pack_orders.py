"""What whoever orders a claim pack says: the sum, the language; who claims; and whether a pack is of today."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from cases.alerting.rules import AS_DELIVERED
from cases.claims.pack.binder import Binder
from cases.claims.pack.sheet import languages
from cases.claims.pack.work import make_due_pack
from cases.claims.sender import NOBODY, Claimant, Sender
from cases.enquiries.carriers import read_carriers
from records.tables import AuditRow
from signaling.runtime.node import utc_now
from tests.integration.web.stage import Browser, Stage
from tests.integration.web.test_claim_packs import PATH, _confirmed, _file, _photo, _text, shelve
from tests.integration.web.test_claims import EUR, _step, claimable

SHOP = Sender(
    Claimant("Lámparas Sol, S. L.", ("Calle Mayor 1", "28013 Madrid"), "claims@shop.example"),
    read_carriers('[[carrier]]\nnames = ["UPS"]\ncountry = "US"\ncustomer_number = "4711-0815"\n'),
)


async def _pack(stage: Stage, agent: Browser, binder: Binder, **order: Any) -> dict[str, Any]:
    """Ordered, made, and as the desk shows it."""
    asked = await agent.ask("POST", PATH, order)
    assert asked.status == 202, asked.json
    assert await make_due_pack(
        stage.db, binder, AS_DELIVERED, clock=utc_now, sender=stage.parts.casework.sender
    )  # fmt: skip
    found: dict[str, Any] = (await agent.ask("GET", PATH)).json["packs"][0]
    assert (found["id"], found["state"]) == (asked.json["id"], "made")
    return found


async def _proposed(agent: Browser, whom: str = "carrier") -> str | None:
    claims = (await agent.ask("GET", PATH)).json["claims"]
    (sum_,) = [each["proposed"] for each in claims if each["whom"] == whom]
    return f"{sum_['text']} {sum_['currency']}" if sum_ else None


async def _manifest(agent: Browser, pack_id: str) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(await _file(agent, pack_id, "zip"))) as archive:
        found: dict[str, Any] = json.loads(archive.read("manifest.json"))
    return found


def _claims_as(stage: Stage, sender: Sender) -> None:
    """As the composition root does it at start."""
    object.__setattr__(stage.parts, "casework", replace(stage.parts.casework, sender=sender))


async def test_the_first_pack_names_the_sum_and_the_submission_proposes_the_same(stage: Stage, tmp_path: Path) -> None:
    """It went out without a sum: the only one there was came from the submission, noted after it."""
    binder, agent = shelve(stage, tmp_path), await claimable(stage)
    assert await _proposed(agent) == "86.50 EUR"
    first = await _pack(stage, agent, binder)
    assert (first["claimed"]["text"], "Claimed: 86.50 EUR" in await _text(agent, first["id"])) == ("86.50", True)
    half = await _pack(stage, agent, binder, claimed=EUR | {"amount": "40.00"})
    assert "Claimed: 40.00 EUR" in await _text(agent, half["id"])
    assert (await _manifest(agent, half["id"]))["claimed"]["text"] == "40.00"
    assert await _proposed(agent) == "40.00 EUR"
    assert (await _step(agent, "submitted", amount=EUR | {"amount": "45.00"})).status == 200
    assert await _proposed(agent) == "45.00 EUR"
    assert (await _pack(stage, agent, binder))["claimed"]["text"] == "45.00"


async def test_a_pack_claims_within_the_limits_of_a_submission(stage: Stage, tmp_path: Path) -> None:
    binder, agent = shelve(stage, tmp_path), await claimable(stage)
    tries = (
        ({"amount": "0.00", "currency": "EUR"}, "amount_not_positive"),
        ({"amount": "86.51", "currency": "EUR"}, "reason_needed"),
        ({"amount": "10.00", "currency": "USD"}, "reason_needed"),
        ({"amount": "1.5", "currency": "JPY"}, "amount_fraction"),
        ({"amount": "1", "currency": "ZZZ"}, "currency_unknown"),
    )
    for claimed, code in tries:
        assert (await agent.ask("POST", PATH, {"claimed": claimed, "why": " "})).code == code, claimed
    assert (await agent.ask("GET", PATH)).json["packs"] == []
    await _pack(stage, agent, binder, claimed={"amount": "90.00", "currency": "EUR"}, why="and the wrapping")
    async with stage.db.reading() as session:
        rows = await session.scalars(select(AuditRow).where(AuditRow.action == "claim_pack.asked"))
        assert [(row.detail["claimed"], row.detail["why"]) for row in rows] == [("90.00 EUR", "and the wrapping")]


async def test_of_an_insurer_no_more_is_claimed_than_it_insures_and_no_more_than_was_lost(
    stage: Stage, tmp_path: Path
) -> None:
    shelve(stage, tmp_path)
    agent, program = await claimable(stage), await stage.program()
    for insured_for, told in (("50.00", "50.00 EUR"), ("500.00", "86.50 EUR")):
        terms = {"insured": True, "insurer": "UPS Capital", "insured_for": EUR | {"amount": insured_for}}
        assert (await program.ask("PUT", "/api/cases/LP-1/terms", terms)).status == 200
        assert (await _proposed(agent, "insurer"), await _proposed(agent)) == (told, "86.50 EUR")


@pytest.mark.parametrize("language", sorted(languages()))
async def test_a_pack_says_who_claims_in_each_language(stage: Stage, tmp_path: Path, language: str) -> None:
    """A carrier cannot pay whom it does not know."""
    binder, agent = shelve(stage, tmp_path), await claimable(stage)
    _claims_as(stage, SHOP)
    assert (await agent.ask("GET", PATH)).json["claimant"] == "Lámparas Sol, S. L."
    pack = await _pack(stage, agent, binder, language=language)
    read = await _text(agent, pack["id"])
    head = read[: read.index("RR123456785CN")]
    for line in ("Lámparas Sol, S. L.", "Calle Mayor 1", "28013 Madrid", "claims@shop.example", "4711-0815"):
        assert line in head, (line, head)
    assert (await _manifest(agent, pack["id"]))["claimant"]["customer_number"] == "4711-0815"
    insurer = await _pack(stage, agent, binder, whom="insurer", language=language)
    assert "4711-0815" not in await _text(agent, insurer["id"])


async def test_without_a_claimant_the_desk_says_so_and_the_pack_is_made(stage: Stage, tmp_path: Path) -> None:
    binder, agent = shelve(stage, tmp_path), await claimable(stage)
    assert stage.parts.casework.sender == NOBODY
    assert (await agent.ask("GET", PATH)).json["claimant"] is None
    pack = await _pack(stage, agent, binder)
    assert (await _manifest(agent, pack["id"]))["claimant"] is None


@pytest.mark.parametrize(
    ("carrier", "language"), [("China Post", "zh"), ("CTT", "pt-BR"), ("Poste Italiane", "en"), ("Nobody", None)]
)
async def test_the_carriers_own_language_is_proposed(stage: Stage, carrier: str, language: str | None) -> None:
    agent = await claimable(stage, carrier=carrier)
    desk = (await agent.ask("GET", PATH)).json
    assert desk["claims"][0]["language"] == language
    assert set(desk["pack_languages"]) == languages()


async def _tell(stage: Stage, agent: Browser, what: str) -> None:
    """Something of this kind becomes another."""
    program = await stage.program()
    if what == "statement":
        await _confirmed(stage, agent, "ru")
    elif what == "file":
        await _photo(agent)
    elif what == "letter":
        sent = {"channel": "email", "address": "claims@ups.example", "subject": "Where", "text": "Where is it?"}
        asked = await agent.ask("POST", "/api/cases/LP-1/enquiries", sent)
        assert asked.status in (200, 201), asked.json
    else:
        line = {"at": (utc_now() - timedelta(days=2)).isoformat(), "description": "Llegó", "location": "Irún"}
        body = {
            "title": "a lamp", "tracking_number": "RR123456785CN", "carrier": "UPS",
            "customer": {"name": "Lucía", "language": "es"}, "events": [line],
        }  # fmt: skip
        assert (await program.ask("PUT", "/api/cases/LP-1", body)).status == 200


@pytest.mark.parametrize("what", ["statement", "file", "letter", "journey"])
async def test_a_pack_of_before_says_what_it_is_older_than(stage: Stage, tmp_path: Path, what: str) -> None:
    """Whoever sends the older one sends a claim without the customer's word, or without the answer."""
    binder, agent = shelve(stage, tmp_path), await claimable(stage)
    first = await _pack(stage, agent, binder)
    assert first["older_than"] == []
    await _tell(stage, agent, what)
    (old,) = (await agent.ask("GET", PATH)).json["packs"]
    assert old["older_than"] == [what]
    assert (await _pack(stage, agent, binder))["older_than"] == []
    assert [each["older_than"] for each in (await agent.ask("GET", PATH)).json["packs"]] == [[], [what]]

"""What is left when the story is over: two files, one timeline, and the rows."""

import asyncio
import hashlib
import io
import json
import zipfile
from collections import Counter
from itertools import pairwise

import pypdf
from playwright.async_api import Page, expect

from tests.e2e.disk import rows
from tests.e2e.house import House
from tests.e2e.receiver import Receiver
from tests.e2e.whole_case.claiming import OWN_WORDS, Pack
from tests.e2e.whole_case.meeting import PROMISE, REFUND, TAKEN
from tests.e2e.whole_case.parcel import JOURNEY, NUMBER, REFERENCE
from tests.e2e.whole_case.settling import ANSWER, TOLD

IN_ORDER = (
    "case_created", "tracking_updated", "alert_raised", "case_changed", "call_offered", "connected",
    "recording_opened", "evidence_filed", "fact_checked", "texts", "call_ended", "summary", "enquiry_sent",
    "enquiry_answered", "statement_asked", "customer_contacted", "solution_decided", "solution_confirmed",
    "statement_confirmed", "terms_stated", "claim_pack_made", "claim_submitted", "claim_acknowledged",
    "claim_accepted", "claim_paid", "rated",
)  # fmt: skip
STAGES = ["facts_checked", "carrier_asked", "customer_told", "solution", "claim"]
_THE_CASE = f"(SELECT id FROM cases WHERE reference = '{REFERENCE}')"  # noqa: S608 (our own word)


async def the_pack_holds_what_it_says(pack: Pack, house: House) -> None:
    """Every file has the hash of the manifest; the letters, the summary and the customer's words can be read back."""
    await asyncio.to_thread(_read_the_archive, pack, house)
    await asyncio.to_thread(_read_the_sheet, pack.pdf, house)


def _read_the_archive(pack: Pack, house: House) -> None:
    with zipfile.ZipFile(io.BytesIO(pack.archive)) as archive:
        told = {each["name"]: each["sha256"] for each in json.loads(archive.read("manifest.json"))["files"]}
        assert set(archive.namelist()) == told.keys() | {"manifest.json", "SHA256SUMS"}
        for name, sha256 in told.items():
            assert hashlib.sha256(archive.read(name)).hexdigest() == sha256, name
        assert archive.read("claim.pdf") == pack.pdf
        letters = json.loads(archive.read("correspondence.json"))
        statement = json.loads(archive.read("statement-1.json"))
        summary = json.loads(archive.read("call-summary-1.json"))
    assert [each["from_carrier"] for each in letters["with_carriers"]] == [False, True]
    assert letters["with_carriers"][1]["text"] == ANSWER
    assert [each["text"] for each in letters["in_calls"]] == [REFUND, TAKEN, PROMISE]
    assert (statement["own_words"], statement["way"], statement["locale"]) == (OWN_WORDS, "link", "es")
    assert ["agreed", REFUND] in summary["statements"]
    filed = {row["sha256"] for row in rows(house, "SELECT sha256 FROM evidence")}
    assert {sha256 for name, sha256 in told.items() if name.startswith("evidence/")} == filed


def _read_the_sheet(pdf: bytes, house: House) -> None:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    letters = "".join("".join(page.extract_text() for page in pages).split())
    (photo,) = rows(house, "SELECT sha256 FROM evidence WHERE call_id IS NOT NULL")
    for words in (NUMBER, ANSWER, REFUND, OWN_WORDS, "Answer:theparcelislost", photo["sha256"], "Madrid"):
        assert "".join(words.split()) in letters, (words, letters)


async def the_timeline_tells_it_in_order(agent: Page) -> None:
    """All of it, as the agent reads it on the case."""
    earlier = agent.locator("#moments").get_by_role("button", name="Show earlier")
    moments = agent.locator("#moments li[data-kind]")
    await expect(moments.first).to_have_attribute("data-kind", "rated")
    while await earlier.is_visible():
        count = await moments.count()
        await earlier.click()
        await expect(moments.nth(count)).to_be_visible()
    newest_first = [await each.get_attribute("data-kind") for each in await moments.all()]
    told = list(reversed(newest_first))
    assert [kind for kind in IN_ORDER if kind not in told] == []
    first = [told.index(kind) for kind in IN_ORDER]
    assert first == sorted(first), told


def the_rows_agree(house: House, receiver: Receiver) -> None:
    """Everything once, in its order, and nothing that went out went out twice."""
    (case,) = rows(house, f"SELECT * FROM cases WHERE reference = '{REFERENCE}'")  # noqa: S608 (our own word)
    assert (case["stage"], case["tracking_number"]) == ("claim", NUMBER)
    for table, number in (
        ("tracking_events", len(JOURNEY)), ("alerts", 1), ("calls", 1), ("summaries", 1), ("commitments", 1),
        ("enquiries", 1), ("enquiry_letters", 2), ("contacts", 1), ("statements", 1), ("evidence", 2),
        ("claim_packs", 1),
    ):  # fmt: skip
        found = rows(house, f"SELECT * FROM {table} WHERE case_id IN {_THE_CASE}")  # noqa: S608 (our own words)
        assert len(found) == number, (table, found)
    deeds = rows(house, f"SELECT deed, alone FROM solution_deeds WHERE case_id IN {_THE_CASE} ORDER BY sequence")  # noqa: S608
    assert [(row["deed"], row["alone"]) for row in deeds] == [("decided", 0), ("confirmed", 1)]
    steps = rows(house, f"SELECT * FROM claim_steps WHERE case_id IN {_THE_CASE} ORDER BY sequence")  # noqa: S608
    assert [(row["step"], row["amount_minor"]) for row in steps] == [
        ("submitted", 64_000), ("acknowledged", None), ("accepted", 64_000), ("paid", 60_000)
    ]  # fmt: skip
    (rating,) = rows(house, "SELECT * FROM ratings")
    assert (rating["solved"], rating["feeling"]) == ("yes", "good")
    (contact,) = rows(house, f"SELECT * FROM contacts WHERE case_id IN {_THE_CASE}")  # noqa: S608
    assert (contact["moment"], contact["way"], TOLD in contact["text"]) == ("solution", "mail", True)
    _the_entries_are_in_order(house)
    tries = Counter(webhook_id for webhook_id, _ in receiver.deliveries)
    assert set(tries.values()) == {1}
    ours = Counter(event["type"] for event in receiver.taken if event["data"].get("case_reference") == REFERENCE)
    assert (ours["case.alert"], ours["call.ended"], ours["summary.attached"]) == (1, 1, 1)
    assert ours["case.stage_changed"] == len(STAGES)
    assert ours["case.letter"] == 0  # they went by mail


def _the_entries_are_in_order(house: House) -> None:
    entries = rows(house, f"SELECT kind, key, at, data FROM case_entries WHERE case_id IN {_THE_CASE} ORDER BY at")  # noqa: S608
    assert len({(row["kind"], row["key"]) for row in entries}) == len(entries)
    stages = [json.loads(row["data"])["to"] for row in entries if row["kind"] == "stage_changed"]
    assert stages == STAGES
    assert all(before["at"] <= after["at"] for before, after in pairwise(entries))

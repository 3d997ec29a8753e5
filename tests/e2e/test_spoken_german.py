"""A German call is spoken into the house, heard by an endpoint, and summed up by rules: the agent sees amount and day,
hears the moment they were said, and finds nothing of their own words in the customer's mouth.
"""

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.async_api import expect
from sqlalchemy import update

from records.database import open_database
from records.jobs import enqueue_job
from records.tables import CallRow
from signaling.protocol.words import CallState
from tests.e2e.browsers import DESKTOP, open_browsers, until
from tests.e2e.disk import rows
from tests.e2e.house import House, open_house
from tests.e2e.steps import sign_in
from tests.e2e.written_down import record_call
from tests.integration.summary.endpoint import open_endpoint
from tests.integration.summary.recognised import recognises
from tests.integration.summary.scripts import GERMAN
from tests.integration.summary.talk import AGENT, CUSTOMER, speak

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

REFERENCE = "LP-1001"
WORDS = {turn.name: turn.words for turn in GERMAN.turns}
BY_AGENT = (3.0, WORDS["says_wrongly"], 9.0, WORDS["offers"], 6.0, WORDS["promises"])
BY_CUSTOMER = (9.0, WORDS["denies"], 9.0, WORDS["takes"], 2.0)


async def test_what_was_said_in_german_is_in_the_draft_with_its_moment(tmp_path: Path) -> None:
    said = await asyncio.to_thread(speak, tmp_path, GERMAN.turns, voices=GERMAN.voices)
    hears = recognises([one.clip for one in said.values()], language=GERMAN.named)
    async with (
        open_endpoint(hears) as endpoint,
        open_house(tmp_path, transcriber="http", transcriber_url=endpoint.base, transcriber_model="w") as house,
        open_browsers(None, smaller=2) as (people,),
    ):
        call_id = await _written_up(house, tmp_path)
        way = f"/agent/cases/{REFERENCE}?call={call_id}"
        agent = await sign_in(await people.context(**DESKTOP), house, house.sign_in("agent"), to=way)
        wrap_up = agent.locator("#wrap-up")
        agreed = wrap_up.locator('[data-group="agreed"] .statement').first
        await expect(agreed.locator("textarea")).to_have_value(WORDS["offers"])
        await expect(agreed.locator("input").first).to_have_value("45.50")
        promised = wrap_up.locator('[data-group="commitments"] .statement').last
        await expect(promised.locator("textarea")).to_have_value(WORDS["promises"])
        await expect(promised.locator('input[type="date"]')).to_have_value(_next_third_of_december().isoformat())
        told = wrap_up.locator('[data-group="account"] textarea')
        await expect(told).to_have_count(1)
        await expect(told).to_have_value(WORDS["denies"])
        await agreed.locator(".moment-button").first.click()
        await expect(agreed.locator("blockquote")).to_contain_text(WORDS["offers"])
        await until(agent, "document.querySelector('.moment audio')?.currentTime > 12")


async def _written_up(house: House, folder: Path) -> str:
    """A call in wrap-up that the house has written down by itself."""
    agent, customer = (_pieces(GERMAN.voices[who], said) for who, said in ((AGENT, BY_AGENT), (CUSTOMER, BY_CUSTOMER)))
    call_id = await record_call(house, folder, agent=agent, customer=customer, reference=REFERENCE)
    async with asyncio.timeout(150):
        while not rows(house, "SELECT * FROM transcripts WHERE state = 'made'"):  # noqa: ASYNC110 (rows tell nobody)
            await asyncio.sleep(0.2)
    url = f"sqlite+aiosqlite:///{house.folder}/reassure.db"
    async with open_database(url) as database, database.transaction() as session:
        await session.execute(update(CallRow).where(CallRow.id == call_id).values(state=CallState.WRAP_UP))
        await enqueue_job(session, kind="draft_summary", key=call_id, payload={}, run_at=datetime.now(UTC))
    return call_id


def _pieces(voice: str, said: tuple[float | str, ...]) -> tuple[tuple[str, str] | float, ...]:
    return tuple(one if isinstance(one, float) else (voice, one) for one in said)


def _next_third_of_december() -> date:
    today = datetime.now(UTC).date()
    this_year = date(today.year, 12, 3)
    return this_year if this_year >= today else date(today.year + 1, 12, 3)

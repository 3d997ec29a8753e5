"""A recording whose file cannot be made: the supervisor hears of it, sees why, and has it made once that is mended."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import expect
from sqlalchemy import update

from records.clock import utc_now
from records.database import open_database
from records.jobs import fail_job, lease_due_job
from records.recording_files import BIND, BINDING, change_file, expect_file
from records.tables import FileState, JobRow
from tests.e2e.browsers import DESKTOP, open_browsers
from tests.e2e.house import House, open_house
from tests.e2e.looks import looks
from tests.e2e.steps import sign_in
from tests.e2e.written_down import record_call

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

AGENT = (2.0, ("en-us", "we will refund thirty euros"), 2.0)
CUSTOMER = (5.0, ("en-us", "thank you"), 1.0)


async def _given_up(house: House, call_id: str) -> None:
    """As after twenty tries on a full disk."""
    now = utc_now()
    url = f"sqlite+aiosqlite:///{house.folder}/reassure.db"
    async with open_database(url) as database, database.transaction() as session:
        await expect_file(session, f"rec-{call_id}", now=now)
        again = {"done_at": None, "attempts": 20, "run_at": now}
        await session.execute(update(JobRow).where(JobRow.kind == BIND).values(**again))
        job = await lease_due_job(session, now=now, lease=timedelta(minutes=1), lane=BINDING)
        assert job is not None
        await fail_job(session, job, error="no_room", now=now)
        await change_file(session, f"rec-{call_id}", state=FileState.FAILED, reasons=["no_room"])


async def test_what_was_given_up_is_told_of_seen_and_tried_again(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None) as (people,):
        call_id = await record_call(house, tmp_path, agent=AGENT, customer=CUSTOMER, reference="LP-1001")
        page = await sign_in(await people.context(**DESKTOP), house, house.sign_in("supervisor"), to=f"/logs/{call_id}")
        while await page.locator("#recording .whole-recording").count() == 0:
            await page.wait_for_timeout(300)
            await page.reload()
            await expect(page.locator("#recording")).to_be_visible()
        await _given_up(house, call_id)
        await page.reload()
        await expect(page.locator("#recording")).to_contain_text("the disk was nearly full")
        await page.goto(f"{house.origin}/logs")
        await expect(page.get_by_role("alert")).to_contain_text("1 job after a call was given up.")
        await looks(page, "jobs-warning")
        await page.get_by_role("link", name="See why").click()
        await page.wait_for_url("**/jobs")
        given_up = page.locator("#given-up tbody tr")
        await expect(given_up).to_have_count(1)
        await expect(given_up).to_contain_text("Put a recording together")
        await expect(given_up).to_contain_text("the disk was nearly full")
        await expect(given_up.get_by_role("link")).to_have_text("LP-1001")
        await looks(page, "jobs")
        await page.get_by_role("button", name="Try again: Put a recording together, LP-1001").click()
        await expect(page.locator("#given-up")).to_contain_text("Nothing was given up.")
        await page.goto(f"{house.origin}/logs/{call_id}")
        while await page.locator("#recording .whole-recording").count() == 0:
            await page.wait_for_timeout(300)
            await page.reload()
            await expect(page.locator("#recording")).to_be_visible()

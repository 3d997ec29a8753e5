"""A mistyped number in the pages: what was told of a stranger's parcel stands beside the journey, and can be read."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from tests.e2e.browsers import DESKTOP, open_browsers
from tests.e2e.house import open_house
from tests.e2e.looks import looks
from tests.e2e.steps import sign_in

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

TYPO, RIGHT, OTHERS = "RR473124839CN", "RR473124829CN", "00340434161094042557"
CASE: dict[str, Any] = {"title": "Desk lamp", "customer": {"name": "Lucía Ferrer", "language": "es"}}
STRANGER = ("Delivered to the neighbour", "Handed in")


def told(*words: str) -> list[dict[str, str]]:
    return [
        {"at": f"2026-11-{19 - day}T10:00:00Z", "description": each, "progress": "arrived"}
        for day, each in enumerate(words)
    ]


async def test_an_agent_reads_what_was_set_aside_and_says_whose_it_is(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None) as (desk,):
        await house.ask("PUT", "/api/cases/LP-9", body=CASE | {"tracking_number": TYPO, "events": told(*STRANGER)})
        await house.ask("PUT", "/api/cases/LP-9", body=CASE | {"tracking_number": RIGHT, "events": told("Arrived")})
        page = await sign_in(await desk.context(**DESKTOP), house, house.sign_in("agent"), to="/agent/cases/LP-9")
        journey, line = page.locator("#tracking > .track"), page.locator("#tracking .other-number")
        await expect(journey).to_have_text(re.compile("Arrived"))
        await expect(journey).not_to_contain_text(STRANGER[0])
        await expect(line).to_contain_text(f"2 lines were told under {TYPO}, another parcel’s.")
        await line.get_by_text(f"Show the lines of {TYPO}").click()
        await expect(line.locator(".track li")).to_contain_text([*STRANGER])
        await looks(page, "number-corrected")
        await line.get_by_role("button", name="They are this parcel’s").click()
        await expect(line).to_contain_text(f"2 lines were told under the number before, {TYPO}.")
        await expect(page.locator("#tracking h2")).to_be_focused()
        await expect(journey).to_contain_text(STRANGER[0])
        await looks(page, "number-taken-back")
        await line.get_by_role("button", name="Not this parcel’s").click()
        await expect(journey).not_to_contain_text(STRANGER[0])
        moments = page.locator("#moments")
        await expect(moments).to_contain_text(f"Tracking number corrected: {TYPO} is now {RIGHT}")
        await expect(moments).to_contain_text(f"The lines of {TYPO} are another parcel’s")
        await page.goto(f"{house.origin}/agent/cases/LP-9/print")
        await expect(page.locator("#print-moments")).to_contain_text(RIGHT)
        await expect(page.locator(".paper")).not_to_contain_text(STRANGER[0])


async def test_it_is_said_in_arabic_with_the_number_whole(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None) as (desk,):
        await house.ask("PUT", "/api/cases/LP-9", body=CASE | {"tracking_number": OTHERS, "events": told(*STRANGER)})
        await house.ask("PUT", "/api/cases/LP-9", body=CASE | {"tracking_number": RIGHT})
        context = await desk.context(**DESKTOP)
        page = await sign_in(context, house, house.sign_in("agent"), to="/agent/cases/LP-9")
        await page.evaluate("localStorage.setItem('reassure.locale', 'ar')")
        await page.reload()
        line = page.locator("#tracking .other-number")
        await expect(line).to_contain_text("ورد سطران تحت الرقم السابق")
        await expect(line).to_contain_text(OTHERS)
        await expect(page.locator("#moments")).to_contain_text("سُلِّم الطرد")
        await line.get_by_role("button").click()
        await expect(line).to_contain_text("الخاص بطرد آخر")
        await looks(page, "number-arabic")

"""The whole way of a label: from the agent's question to the case, where everybody finds it again."""

from pathlib import Path

import pytest
from playwright.async_api import FilePayload, expect

from tests.e2e.browsers import open_browsers, until
from tests.e2e.disk import rows
from tests.e2e.house import open_house
from tests.e2e.steps import control, hang_up, sign_in
from tests.e2e.talking import talking
from tests.pictures import PDF

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

LOADED = "document.querySelector('{} img')?.naturalWidth > 0"


async def test_a_label_shown_in_a_call_is_found_again_on_its_case(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None, smaller=2) as (agents, customers):
        agent, customer, _ = await talking(house, agents, customers)
        await agent.get_by_role("button", name="Show me the label").click()
        await expect(customer.get_by_role("heading", name="asks to see the label of your parcel")).to_be_visible()
        await until(customer, "document.querySelector('.evidence-finder')?.videoWidth > 0")
        await customer.get_by_role("button", name="Take the photo").click()
        await customer.get_by_role("button", name="Send it").click()
        await expect(customer.locator(".evidence-dialog")).to_be_hidden()
        await control(customer, "chat")
        for page in (agent, customer):
            await until(page, LOADED.format(".evidence-strip"))
        await customer.locator(".evidence-item").click()
        await until(customer, LOADED.format(".evidence-viewer"))
        await customer.get_by_role("button", name="Close", exact=True).click()
        (row,) = rows(house, "SELECT * FROM evidence")
        read = {each["sha256"]: each["text"] for each in rows(house, "SELECT sha256, text FROM consent_texts")}
        assert row["agreed_locale"] == "en"
        assert "Nothing is sent before you have seen it" in read[row["agreed_sha256"]]
        await expect(agent.locator("#evidence code")).to_have_text(row["sha256"][:8])
        await expect(agent.locator("#evidence .evidence-item")).to_contain_text("from a call")
        await until(agent, LOADED.format("#evidence"))
        invoice: FilePayload = {"name": "invoice.pdf", "mimeType": "application/pdf", "buffer": PDF}
        await agent.locator("#evidence input[type=file]").set_input_files(invoice)
        await expect(agent.locator("#evidence .evidence-item")).to_have_count(2)
        await hang_up(agent)
        supervisor = await sign_in(
            await agents.context(), house, house.sign_in("supervisor"), to=f"/logs/{row['call_id']}"
        )
        await expect(supervisor.locator("#timeline")).to_contain_text("filed a photo or document")
        assert sorted(file.name for file in (house.folder / "evidence").glob("*.*")) == sorted(
            [
                *(
                    f"{row['id']}{end}"
                    for end in (f".{'jpg' if row['kind'] == 'jpeg' else row['kind']}", ".preview.jpg")
                ),
                *(f"{each['id']}.pdf" for each in rows(house, "SELECT id FROM evidence WHERE kind = 'pdf'")),
            ]
        )

"""'Show me the label': asked, shown, confirmed, filed, seen by both; a no; a file of one's own; text as it is typed."""

import hashlib
import os
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import FilePayload, Page, expect
from sqlalchemy import select

from records.credentials import issue
from records.database import Database
from records.tables import CallEntryRow, EvidenceRow, MessageRow
from signaling.protocol.words import Role
from signaling.runtime.node import utc_now
from tests.browser.stage import Stage, open_stage, until
from tests.pictures import GPS, photo
from web.callers import SESSION_COOKIE

pytestmark = pytest.mark.slow

PICTURES = os.environ.get("LABEL_PICTURES")


async def picture(page: Page, name: str) -> None:
    """For whoever wants to look at what is built."""
    if PICTURES:
        await page.screenshot(path=f"{PICTURES}/{name}.png")


async def asked(agent: Page, customer: Page) -> None:
    await agent.get_by_role("button", name="Show me the label").click()
    await expect(customer.get_by_role("heading", name="Wei asks to see the label of your parcel")).to_be_visible()


async def signed_in(stage: Stage, page: Page) -> None:
    """With the cookie that an agent's page has: files are no business of the socket."""
    async with stage.db.transaction() as session:
        token = await issue(
            session, kind="session", name="Wei", role=Role.AGENT, user_id="wei", now=utc_now(), ttl=timedelta(hours=1)
        )
    await page.context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": stage.origin}])


async def rows(db: Database) -> list[EvidenceRow]:
    async with db.reading() as session:
        return list(await session.scalars(select(EvidenceRow).order_by(EvidenceRow.at)))


async def test_a_label_is_asked_for_shown_confirmed_filed_and_seen_by_both(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        agent, customer = await stage.talking()
        await signed_in(stage, agent)
        fit = "getComputedStyle(document.querySelector('video.call-remote')).objectFit"
        assert await agent.evaluate(fit) == "cover"
        await asked(agent, customer)
        assert await agent.evaluate(fit) == "contain", "nothing of a label is cut off"
        await until(customer, "document.querySelector('.evidence-finder')?.videoWidth > 0")
        await picture(customer, "asked")
        await picture(agent, "agent-asked")
        await customer.get_by_role("button", name="Take the photo").click()
        await expect(customer.get_by_role("heading", name="This is what will be sent")).to_be_visible()
        await expect(agent.get_by_text("Lucía is looking at the photo before it is sent.")).to_be_visible()
        await until(customer, "document.querySelector('.evidence-frame img')?.naturalWidth > 0")
        assert await rows(stage.db) == [], "nothing is sent before a yes"
        await picture(customer, "checked")
        await customer.get_by_role("button", name="Send it").click()
        await expect(customer.locator(".evidence-dialog")).to_be_hidden()
        (row,) = await rows(stage.db)
        for page in (agent, customer):
            await until(page, "session.view.evidence.files.length === 1")
            if await page.locator(".call-chat").is_hidden():
                await page.locator('[data-control="chat"]').click()
            await expect(page.locator(".evidence-strip code")).to_have_text(row.sha256[:8])
            await until(page, "document.querySelector('.evidence-strip img')?.naturalWidth > 0")
        assert await agent.evaluate(fit) == "cover"
        await picture(agent, "agent-filed")
        await picture(customer, "filed")
        assert (row.by_name, row.call_id, row.name) == (
            "Lucía",
            stage.call_id,
            "Photo.jpg" if row.kind == "jpeg" else "Photo.png",
        )
        own = await customer.evaluate("session.view.own.preview.getVideoTracks()[0].getSettings().width")
        assert row.width is not None
        assert row.width >= own, "the still has every point the camera has"
        kept = next((tmp_path / "evidence").glob(f"{row.id}.{'jpg' if row.kind == 'jpeg' else row.kind}")).read_bytes()
        assert hashlib.sha256(kept).hexdigest() == row.sha256
        await agent.locator(".evidence-item").click()
        await until(agent, "document.querySelector('.evidence-viewer img')?.naturalWidth > 0")
        await expect(agent.locator(".evidence-viewer code")).to_have_text(row.sha256)
        await picture(agent, "agent-viewer")
        async with stage.db.reading() as session:
            kinds = [entry.kind for entry in await session.scalars(select(CallEntryRow).order_by(CallEntryRow.id))]
        assert [kind for kind in kinds if kind.startswith("evidence")] == ["evidence_asked", "evidence_filed"]


async def test_a_no_is_kindly_told_and_costs_nothing(sqlite_db: Database, redis_url: str, tmp_path: Path) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        agent, customer = await stage.talking()
        await asked(agent, customer)
        await customer.get_by_role("button", name="Not now").click()
        await expect(agent.get_by_text("Lucía would rather not send a photo now.")).to_be_visible()
        await picture(agent, "agent-declined")
        await expect(customer.locator(".evidence-dialog")).to_be_hidden()
        await asked(agent, customer)
        await agent.get_by_role("button", name="Stop asking").click()
        await expect(customer.locator(".evidence-dialog")).to_be_hidden()
        assert await rows(stage.db) == []


async def test_a_photo_from_the_phone_goes_without_its_place_also_when_nobody_hears_anybody(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        await stage.open_call()
        agent, customer = await stage.agent(), await stage.customer(extra="&text=1")
        for page in (agent, customer):
            await page.evaluate("connections.forEach((one) => one.close())")
            await page.evaluate("session.ready()")
        await until(customer, "session.view.call?.state === 'connecting'")
        await customer.get_by_role("button", name="Send a photo or document").click()
        await picture(customer, "own-wish-without-camera")
        chooser = customer.locator(".evidence-dialog input[type=file]")
        await chooser.set_input_files({"name": "x.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"})
        await expect(customer.get_by_text("This kind of file is not taken.")).to_be_visible()
        data = photo(1600, 1200)
        await chooser.set_input_files({"name": "etiqueta.jpg", "mimeType": "image/jpeg", "buffer": data})
        await expect(customer.get_by_text("Also send where and when it was taken")).to_be_visible()
        await picture(customer, "chosen-with-place")
        await customer.get_by_role("button", name="Send it").click()
        await until(agent, "session.view.evidence.files.length === 1")
        (row,) = await rows(stage.db)
        assert (row.name, row.keeps_place, row.received_sha256) == (
            "etiqueta.jpg",
            False,
            hashlib.sha256(data).hexdigest(),
        )
        assert GPS not in (tmp_path / "evidence" / f"{row.id}.jpg").read_bytes()


async def test_a_file_the_server_refuses_says_why_and_can_be_another_one(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        agent, customer = await stage.talking()
        await asked(agent, customer)
        broken: FilePayload = {"name": "half.jpg", "mimeType": "image/jpeg", "buffer": photo()[:900]}
        await customer.locator(".evidence-dialog input[type=file]").set_input_files(broken)
        await customer.get_by_role("button", name="Send it").click()
        await expect(customer.get_by_text("This file cannot be read: it is damaged or not complete.")).to_be_visible()
        await expect(agent.get_by_text("The photo did not get through. Lucía can try again.")).to_be_visible()
        await picture(customer, "refused")
        await customer.get_by_role("button", name="Another one").click()
        whole: FilePayload = {"name": "whole.jpg", "mimeType": "image/jpeg", "buffer": photo()}
        await customer.locator(".evidence-dialog input[type=file]").set_input_files(whole)
        await customer.get_by_role("button", name="Send it").click()
        await expect(agent.get_by_text("Filed on the case: whole.jpg")).to_be_visible()


async def test_a_line_that_is_away_while_a_file_is_sent_is_tried_again(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        _, customer = await stage.talking()
        await customer.locator('[data-control="chat"]').click()
        await customer.get_by_role("button", name="Send a photo or document").click()
        whole: FilePayload = {"name": "whole.jpg", "mimeType": "image/jpeg", "buffer": photo()}
        await customer.locator(".evidence-dialog input[type=file]").set_input_files(whole)
        await customer.context.set_offline(True)
        await customer.get_by_role("button", name="Send it").click()
        await customer.wait_for_timeout(500)
        await picture(customer, "sending")
        await customer.context.set_offline(False)
        await until(customer, "session.view.evidence.files.length === 1")
        assert len(await rows(stage.db)) == 1


async def test_words_are_read_along_as_they_are_typed_and_are_gone_when_taken_back(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        agent, customer = await stage.talking()
        for page in (agent, customer):
            await page.locator('[data-control="chat"]').click()
        field = customer.get_by_label("Your message")
        await field.press_sequentially("Calle Mayor 12, pis", delay=20)
        typed = agent.locator(".chat-typed")
        await expect(typed).to_contain_text("Calle Mayor 12, pis")
        await expect(typed).to_contain_text("Lucía is writing")
        assert await typed.get_attribute("aria-live") == "off"
        sent = agent.locator(".chat-lines .chat-line")
        assert await sent.count() == 0, "what is typed stands apart from what was sent"
        await picture(agent, "typed")
        for _ in range(3):
            await field.press("Backspace")
        await expect(typed.locator("p")).to_have_text("Calle Mayor 12, ")
        await field.press("Enter")
        await expect(sent).to_have_count(1)
        await expect(typed).to_be_hidden()
        await customer.get_by_role("checkbox", name="Wei can read along while you type.").uncheck()
        await field.press_sequentially("not yet", delay=20)
        await customer.wait_for_timeout(600)
        await expect(typed).to_be_hidden()
        await customer.get_by_role("checkbox", name="Wei can read along").check()
        await expect(typed).to_contain_text("not yet")
        await customer.evaluate("connections.forEach((one) => one.close())")
        await field.press_sequentially(", by the server", delay=20)
        await expect(typed).to_contain_text("not yet, by the server")
        async with stage.db.reading() as session:
            assert [line.text for line in await session.scalars(select(MessageRow))] == ["Calle Mayor 12,"]

"""The red dot follows what the writers report: it goes out when one of them falls silent, however that came."""

import asyncio
from contextlib import suppress

from media.errors import TicketNotValid
from media.ports import Progress
from records.database import Database
from records.recorder import RecorderRecords
from signaling.runtime.node import utc_now
from tests.integration.signaling.stage import Browser, open_stage
from tests.running_time import kept_within


async def test_the_dot_goes_out_within_three_seconds_of_a_silent_writer_and_comes_back(
    db: Database, redis_url: str
) -> None:
    records = RecorderRecords(db, clock=utc_now, refusal=TicketNotValid)
    async with open_stage(db, redis_url) as stage:
        agent, customer, _ = await stage.talking()
        tickets = await both_agree(agent, customer)
        parts = [(await records.claim(ticket)).part_id for ticket in tickets]
        writers = [asyncio.create_task(_write(records, part)) for part in parts]
        await customer.call_where(lambda c: c["recording"]["writing"])
        writers[0].cancel()
        async with kept_within(3):
            await customer.call_where(lambda c: not c["recording"]["writing"])
        writers.append(asyncio.create_task(_write(records, parts[0], seconds=60)))
        await customer.call_where(lambda c: c["recording"]["writing"])
        for writer in writers:
            writer.cancel()
            with suppress(asyncio.CancelledError):
                await writer


async def both_agree(*browsers: Browser) -> list[str]:
    """The first of them asks, all say yes; gives the ticket of each."""
    browsers[0].say("consent_request")
    for browser in browsers:
        asked = await browser.hear("consent_asked")
        yes = {question["purpose"]: "given" for question in asked["questions"]}
        browser.say(
            "consent_answer", request_id=asked["request_id"], wording_sha256=asked["wording_sha256"], decisions=yes
        )
    urls = [(await browser.hear("record"))["whip_url"] for browser in browsers]
    return [str(url).removeprefix("/whip/") for url in urls]


async def _write(records: RecorderRecords, part_id: str, *, seconds: float = 0.0) -> None:
    while True:
        seconds += 0.25
        await records.progress([Progress(part_id, 500, seconds)])
        await asyncio.sleep(0.25)

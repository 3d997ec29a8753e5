"""Pushes at our door that no case wants yet: kept, counted, and there when the case comes."""

import hashlib
import re

from sqlalchemy import select

from records.tables import FeedBodyRow
from tests.integration.web.stage import Stage
from tests.integration.web.test_feeds import FIRST, SECOND, by_17track, push, push_aftership

EARLY = "RR473124829CN"


async def test_a_push_before_its_case_is_on_the_page_of_the_case_as_soon_as_there_is_one(stage: Stage) -> None:
    for raw in (by_17track(SECOND, number=EARLY), by_17track(FIRST, number=EARLY)):
        answer = await push(stage, raw)
        assert (answer.status, answer.json) == (200, {"cases": [], "events_added": 0})
    body = {"title": "Lamp", "tracking_number": EARLY, "customer": {"name": "Lucía", "language": "es"}}
    made = await (await stage.program()).ask("PUT", "/api/cases/LP-9", body)
    assert [event["description"] for event in made.json["events"]] == ["Left", "Picked up"]


async def test_every_push_that_was_signed_is_kept_with_what_became_of_it(stage: Stage) -> None:
    await push(stage, by_17track(FIRST))
    await push(stage, by_17track(FIRST, number=EARLY))
    await push(stage, by_17track(FIRST, number=None))
    assert (await push(stage, b"{half")).status == 400
    await push_aftership(stage, {"event": "edd_revise", "msg": {}})
    unsigned = await (await stage.browser(origin=None)).ask("POST", "/hooks/17track", data=b"{}", headers={"sign": "0"})
    assert unsigned.status == 401
    async with stage.db.reading() as session:
        kept = [row.became for row in await session.scalars(select(FeedBodyRow))]
        assert await session.get(FeedBodyRow, hashlib.sha256(b"{}").hexdigest()) is None
    assert sorted(kept) == ["no_case", "taken", "test", "unknown_words", "unreadable"]
    metrics = (await (await stage.browser()).ask("GET", "/metrics")).raw.decode()
    assert re.findall(r"^reassure_(unclaimed_pushes|dropped_pushes_total) (.*)$", metrics, re.MULTILINE) == [
        ("unclaimed_pushes", "4.0"), ("dropped_pushes_total", "0.0"),
    ]  # fmt: skip

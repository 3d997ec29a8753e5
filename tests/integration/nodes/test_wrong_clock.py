"""One of two real nodes believes that it is an hour later: nobody notices."""

import asyncio
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from records.clock import utc_now
from records.tables import OfferRow
from signaling.protocol.words import CallState
from tests.install.program import SERVE
from tests.integration.nodes.stage import open_nodes

RING_S = 3


async def test_a_node_an_hour_ahead_ends_no_offer_and_no_wait(
    tmp_path: Path, postgres_url: str, redis_url: str
) -> None:
    if shutil.which("faketime") is None:
        pytest.fail("faketime is missing: apt-get install faketime")
    an_hour_ahead = ("env", "DONT_FAKE_MONOTONIC=1", "faketime", "-f", "+1h", *SERVE)
    settings = {"ring_timeout_s": str(RING_S), "queue_timeout_s": "1800"}
    async with open_nodes(tmp_path, postgres_url, redis_url, **settings) as nodes:
        right, wrong = await nodes.start(), await nodes.start(an_hour_ahead)
        _, call_id = await nodes.waiting_customer(wrong)
        agent = await nodes.available_agent(right)
        offer = await agent.hear("offer")
        await agent.hear("offer_closed", offer_id=offer["offer_id"], outcome="expired")
        async with nodes.db.reading() as session:
            row = (await session.scalars(select(OfferRow).where(OfferRow.id == offer["offer_id"]))).one()
        assert row.closed_at is not None
        assert timedelta(seconds=RING_S) <= row.closed_at - row.made_at < timedelta(minutes=5)
        await asyncio.sleep(1)  # some more looks of both clocks
        call = await nodes.call(call_id)
        assert call.state is CallState.WAITING
        assert all(abs(at - utc_now()) < timedelta(minutes=5) for at in (call.created_at, row.made_at, row.closed_at))
        assert "clock.corrected" not in wrong.said

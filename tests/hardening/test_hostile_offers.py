"""An offer that takes a parser long. It is read by nobody: no leg of a worker stands still for it, or ends."""

import os
from pathlib import Path

import pytest
from aiortc.sdp import SessionDescription

from tests.hardening.attacks import House
from tests.integration.media.stage import open_stage
from tests.unit.media.test_sieve import CHROMIUM, FLOODS
from web.recorders import Said

ENDLESS = CHROMIUM + "".join(f"{line}\r\n" for line in FLOODS["codecs_by_feedbacks"])
"""It took one worker ten seconds: it was given up for dead, and all its legs with it."""
SDP = {"Content-Type": "application/sdp"}


@pytest.mark.asyncio(loop_scope="module")
async def test_nothing_goes_to_a_worker_that_comes_without_a_ticket(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    async def ask(recording_id: str, path: str, **_: object) -> Said | None:
        asked.append(path)
        return None

    monkeypatch.setattr(house.stage.parts.recorders, "open", ask)
    for path in ("/whip/anything", f"/whip/{'x' * 43}", f"/whip/{house.link['secret']}"):
        await house.refused(
            house.nobody, "POST", path, data=ENDLESS, headers=SDP, status=404, code="ticket_not_valid"
        )  # fmt: skip
    assert asked == []


async def test_an_offer_without_end_is_not_parsed_and_leaves_ticket_and_legs_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = Path(f"/tmp/offered-{os.getpid()}.sock")  # noqa: S108 (a unix socket's path has 108 bytes at most)
    async with open_stage(tmp_path / "recordings", door) as stage:
        location = await stage.speak(stage.memory.grant("customer"))
        await stage.memory.until("progress", "part-customer-1")
        parsed: list[str] = []
        monkeypatch.setattr(SessionDescription, "parse", parsed.append)
        good = stage.memory.grant("agent")
        for ticket in ("anything", good):
            refused = await stage.post(ticket, ENDLESS)
            assert (refused.status, (await refused.json())["code"]) == (400, "invalid_sdp")
        assert (parsed, good in stage.memory.tickets) == ([], True)
        assert await stage.delete(location) == 200
        assert (await stage.memory.until("ended", "part-customer-1"))[:2] == ("complete", "closed")

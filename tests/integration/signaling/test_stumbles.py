"""A call that nobody can process: the clock of the node goes on with the others, and tries it again later."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import OperationalError

from records.database import Database
from records.tables import CallRow
from signaling.protocol.errors import SignalError
from signaling.protocol.words import CallState, EndReason, ErrorCode
from signaling.runtime import stumbles as under_test
from signaling.runtime.node import utc_now
from signaling.runtime.stumbles import Stumbles
from tests.integration.signaling.stage import Stage, open_stage


async def _overdue(stage: Stage, call_id: str, *, since_s: int) -> None:
    async with stage.db.transaction() as session:
        over = utc_now() - timedelta(seconds=since_s)
        await session.execute(update(CallRow).where(CallRow.id == call_id).values(deadline_at=over))


async def _spoil(stage: Stage, call_id: str, role: str) -> None:
    async with stage.db.transaction() as session:
        spoiling = text("UPDATE participants SET role = :role WHERE call_id = :id")
        await session.execute(spoiling, {"role": role, "id": call_id})


async def _reason(stage: Stage, call_id: str, *, within_s: float = 40) -> EndReason | None:
    async with asyncio.timeout(within_s):
        while True:
            async with stage.db.reading() as session:
                row = await session.get_one(CallRow, call_id)
            if row.state is CallState.CLOSED:
                return row.reason
            await asyncio.sleep(0.1)


async def test_a_call_that_cannot_be_processed_does_not_keep_the_others_from_their_end(
    db: Database, redis_url: str
) -> None:
    async with open_stage(db, redis_url) as stage:
        spoilt, sound = await stage.open_call("LP-1"), await stage.open_call("LP-2")
        await _spoil(stage, spoilt.call_id, "nobody")
        await _overdue(stage, spoilt.call_id, since_s=60)
        await asyncio.sleep(0.6)  # both nodes meet it first
        await _overdue(stage, sound.call_id, since_s=1)
        assert await _reason(stage, sound.call_id) is EndReason.EXPIRED
        await _spoil(stage, spoilt.call_id, "customer")
        assert await _reason(stage, spoilt.call_id) is EndReason.EXPIRED


async def test_each_time_it_rests_longer_and_a_success_is_a_new_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(under_test, "_FIRST_REST_S", 1000.0)
    monkeypatch.setattr(under_test, "_LONGEST_REST_S", 3000.0)
    stumbles = Stumbles()
    assert [stumbles.rest("call") for _ in range(4)] == [1000.0, 2000.0, 3000.0, 3000.0]
    assert (stumbles.rests("call"), stumbles.rests("other"), stumbles.count) == (True, False, 4)
    with stumbles.over("call"):
        pass
    assert not stumbles.rests("call")


async def test_what_the_rules_refuse_is_no_stumble_and_a_database_that_is_away_ends_the_round() -> None:
    stumbles = Stumbles()
    with pytest.raises(SignalError), stumbles.over("call"):
        raise SignalError(ErrorCode.OFFER_GONE, "gone")
    assert not stumbles.rests("call")
    with stumbles.over("call"):
        raise LookupError("a word nobody knows")
    assert stumbles.rests("call")
    with pytest.raises(OperationalError), stumbles.over("other"):
        raise OperationalError("SELECT", {}, Exception("away"))
    assert stumbles.rests("other")

"""What a background loop leaves to others."""

import asyncio

import pytest

import records.beat
from records.beat import keep_doing

_TOOK_S = 0.02


@pytest.mark.parametrize("rest", [0.0, 2.0])
async def test_after_each_step_that_did_something_it_rests_so_many_times_as_long(
    monkeypatch: pytest.MonkeyPatch, rest: float
) -> None:
    rested: list[float] = []

    async def note(seconds: float) -> None:
        rested.append(seconds)

    monkeypatch.setattr(records.beat, "pause", note)
    wake, left = asyncio.Event(), [True, True, False]

    async def step() -> bool:
        await asyncio.sleep(_TOOK_S)
        return left.pop(0)

    task = asyncio.ensure_future(keep_doing(step, name="test", wake=wake, poll_s=60, rest=rest))
    async with asyncio.timeout(30):
        while left:  # noqa: ASYNC110 (it says nothing)
            await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert len(rested) == 2, "not after the one that found nothing"
    assert all(seconds >= 0.9 * rest * _TOOK_S for seconds in rested)
    assert rest or rested == [0.0, 0.0]

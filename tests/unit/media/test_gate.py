"""A packet is written only if an answer that was asked for after its arrival said yes, and none said pause since."""

import asyncio
from collections.abc import Collection, Mapping

from structlog.testing import capture_logs

from media.gate import Gate
from media.ports import Standing


class _Store:
    """Answers what it is told to."""

    def __init__(self) -> None:
        self.standing_now: Standing = "open"

    async def standing(self, recording_ids: Collection[str]) -> Mapping[str, Standing]:
        return dict.fromkeys(recording_ids, self.standing_now)


class _Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def _gate() -> tuple[Gate, _Store, _Clock]:
    store, clock = _Store(), _Clock()
    gate = Gate(store, clock=clock)
    gate.watch("rec")
    return gate, store, clock


async def _ask(gate: Gate, store: _Store, clock: _Clock, *, at: float, standing: Standing) -> None:
    clock.now, store.standing_now = at, standing
    await gate.ask()


async def test_what_came_before_the_question_is_confirmed_and_no_more() -> None:
    gate, store, clock = _gate()
    assert gate.confirmed_until("rec") == float("-inf")
    await _ask(gate, store, clock, at=5.0, standing="open")
    assert (gate.confirmed_from("rec"), gate.confirmed_until("rec")) == (float("-inf"), 5.0)


async def test_nothing_that_came_in_a_pause_is_ever_confirmed() -> None:
    gate, store, clock = _gate()
    await _ask(gate, store, clock, at=5.0, standing="open")
    await _ask(gate, store, clock, at=6.0, standing="paused")
    assert gate.paused("rec")
    assert gate.confirmed_from("rec") == 6.0
    await _ask(gate, store, clock, at=7.0, standing="paused")
    await _ask(gate, store, clock, at=8.0, standing="open")
    assert not gate.paused("rec")
    assert (gate.confirmed_from("rec"), gate.confirmed_until("rec")) == (8.0, 8.0)
    await _ask(gate, store, clock, at=9.0, standing="open")
    assert (gate.confirmed_from("rec"), gate.confirmed_until("rec")) == (8.0, 9.0)


async def test_what_was_sent_in_a_pause_and_is_read_once_it_is_over_is_not_confirmed() -> None:
    """The loop stands still for eight seconds; what came in them waits in the sockets, and is read within as many."""
    gate, store, clock = _gate()
    await _ask(gate, store, clock, at=5.0, standing="open")
    await _ask(gate, store, clock, at=5.25, standing="paused")
    await _ask(gate, store, clock, at=13.25, standing="open")
    assert gate.paused("rec")
    for at in (13.5, 14.0, 17.0, 21.0):  # late once more, which is no reason to wait anew
        await _ask(gate, store, clock, at=at, standing="open")
        assert (gate.paused("rec"), gate.confirmed_from("rec"), gate.confirmed_until("rec")) == (True, at, 5.0)
    await _ask(gate, store, clock, at=21.25, standing="open")
    assert (gate.paused("rec"), gate.confirmed_from("rec"), gate.confirmed_until("rec")) == (False, 21.25, 21.25)


async def test_a_loop_that_stood_still_while_consent_stood_loses_nothing() -> None:
    gate, store, clock = _gate()
    await _ask(gate, store, clock, at=5.0, standing="open")
    await _ask(gate, store, clock, at=13.0, standing="open")
    assert (gate.confirmed_from("rec"), gate.confirmed_until("rec")) == (float("-inf"), 13.0)


async def test_a_picture_that_was_taken_back_ends_where_it_last_stood_and_no_answer_brings_it_back() -> None:
    gate, store, clock = _gate()
    await _ask(gate, store, clock, at=5.0, standing="open")
    assert (gate.picture_ended("rec"), gate.picture_until("rec")) == (False, 5.0)
    await _ask(gate, store, clock, at=6.0, standing="paused")
    await _ask(gate, store, clock, at=7.0, standing="sound")
    assert (gate.picture_ended("rec"), gate.picture_until("rec"), gate.confirmed_until("rec")) == (True, 5.0, 7.0)
    await _ask(gate, store, clock, at=8.0, standing="open")
    assert (gate.picture_until("rec"), gate.confirmed_until("rec")) == (5.0, 8.0)


async def test_a_store_that_hangs_ends_it_within_a_second() -> None:
    class Hanging(_Store):
        async def standing(self, recording_ids: Collection[str]) -> Mapping[str, Standing]:
            await asyncio.sleep(30)
            return {}

    gate = Gate(Hanging(), clock=_Clock())
    gate.watch("rec")
    with capture_logs() as said:
        async with asyncio.timeout(2):
            await gate.ask()
    assert gate.ended("rec") == "no_answer"
    assert [(each["event"], each["log_level"], "exc_info" in each) for each in said] == [
        ("gate.late", "warning", False)
    ]


async def test_a_leg_that_begins_after_a_question_without_answer_is_not_ended_by_it() -> None:
    class Away(_Store):
        away = True

        async def standing(self, recording_ids: Collection[str]) -> Mapping[str, Standing]:
            if self.away:
                raise ConnectionError("the store is away")
            return await super().standing(recording_ids)

    store, clock = Away(), _Clock()
    gate = Gate(store, clock=clock)
    gate.watch("rec")
    await gate.ask()
    assert gate.ended("rec") == "no_answer"
    store.away = False
    gate.watch("rec")  # while the part of the first one is finished, which takes its time
    await _ask(gate, store, clock, at=6.0, standing="open")
    assert (gate.ended("rec"), gate.confirmed_until("rec")) == (None, 6.0)


async def test_a_leg_that_begins_brings_no_recording_back_that_people_have_ended() -> None:
    gate, store, clock = _gate()
    await _ask(gate, store, clock, at=5.0, standing="discarded")
    gate.watch("rec")
    await _ask(gate, store, clock, at=6.0, standing="open")
    assert gate.ended("rec") == "discarded"


async def test_hundreds_of_legs_that_end_at_once_share_a_question_that_is_asked_after_they_came() -> None:
    class Slow(_Store):
        def __init__(self) -> None:
            super().__init__()
            self.asked: list[Standing] = []
            self.answers = asyncio.Event()

        async def standing(self, recording_ids: Collection[str]) -> Mapping[str, Standing]:
            self.asked.append(self.standing_now)
            told = await super().standing(recording_ids)
            await self.answers.wait()
            return told

    store, clock = Slow(), _Clock()
    gate = Gate(store, clock=clock)
    gate.watch("rec")
    async with asyncio.TaskGroup() as legs:
        legs.create_task(gate.ask())
        await asyncio.sleep(0)
        store.standing_now = "discarded"
        for _ in range(300):
            legs.create_task(gate.ask())
        await asyncio.sleep(0)
        store.answers.set()
    assert store.asked == ["open", "discarded"]
    assert gate.ended("rec") == "discarded"

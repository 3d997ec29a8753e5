"""Consent, asked where the bytes arrive. A packet is written only if an answer asked for after its arrival said yes."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Literal

import structlog

from lifetime import first_of, pause, still_wanted
from media.errors import GivenUp
from media.ports import ConsentGate, Standing

ASK_EVERY_S = 0.25
_AT_MOST_EVERY_S = 0.02
ANSWER_WITHIN_S = 1.0

Ended = Literal["stopped", "discarded", "no_answer", "taken"]
"""Ended by people, or by us because nobody could tell whether consent stands, or because we were given up for dead."""

log = structlog.get_logger()


class Gate:
    """One question for all open recordings of this worker, four times a second. No answer within a second is a no."""

    def __init__(self, port: ConsentGate, *, clock: Callable[[], float]) -> None:
        self._port = port
        self._clock = clock
        self._confirmed: dict[str, float] = {}
        self._paused: set[str] = set()
        self._not_before: dict[str, float] = {}
        self._held_until: dict[str, float] = {}
        """Of pauses that are over, and of which something may still lie unread in the sockets."""
        self._picture_until: dict[str, float] = {}
        self._ended: dict[str, Ended] = {}
        self._watched: dict[str, int] = {}
        self._soon = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()
        self._begun = self._answered = 0
        """The numbers of the last question that was asked, and of the last that was answered or known not to be."""
        self._settled_s = float("inf")
        """When the last one was; none was yet."""
        self._read_by = float("-inf")
        """What came while nobody asked for long has been read by then."""
        self.given_up = asyncio.Event()
        """Others have taken our parts: nothing of them is written or finished any more, by us."""

    def watch(self, recording_id: str) -> None:
        """A leg of this recording begins; nothing is confirmed yet. That a question got no answer is over with it, also
        while parts that ended by that are still being finished: whoever asks again may be answered.
        """
        self._watched[recording_id] = self._watched.get(recording_id, 0) + 1
        if self._ended.get(recording_id) == "no_answer":
            del self._ended[recording_id]

    def unwatch(self, recording_id: str) -> None:
        """A leg of it has ended."""
        self._watched[recording_id] -= 1
        if not self._watched[recording_id]:
            del self._watched[recording_id]
            self._confirmed.pop(recording_id, None)
            self._not_before.pop(recording_id, None)
            self._held_until.pop(recording_id, None)
            self._picture_until.pop(recording_id, None)
            self._paused.discard(recording_id)
            self._ended.pop(recording_id, None)

    def confirmed_until(self, recording_id: str) -> float:
        """Packets that arrived before this (monotonic seconds) lie inside everybody's consent; -inf when unknown."""
        return self._confirmed.get(recording_id, float("-inf"))

    def confirmed_from(self, recording_id: str) -> float:
        """Packets that arrived before this came in a pause, or may have: they are never written."""
        return self._not_before.get(recording_id, float("-inf"))

    def picture_until(self, recording_id: str) -> float:
        """The same as `confirmed_until` for its picture. Once that is taken back it stays where it was."""
        return self._picture_until.get(recording_id, self.confirmed_until(recording_id))

    def picture_ended(self, recording_id: str) -> bool:
        """Whether the picture was taken back, and only that."""
        return recording_id in self._picture_until

    def paused(self, recording_id: str) -> bool:
        """Whether nothing is to be written for now; `confirmed_from` says since when for sure."""
        return recording_id in self._paused

    def ended(self, recording_id: str) -> Ended | None:
        """How the recording was ended; None while it stands."""
        return self._ended.get(recording_id)

    def ask_soon(self) -> None:
        """Somebody waits: the next question is not put off until it is due."""
        self._soon.set()

    async def run(self, after_each: Callable[[], None]) -> None:
        """Ask until cancelled; `after_each` lets the legs act on the answer."""
        while still_wanted():
            self._soon.clear()
            await self.ask()
            after_each()
            await pause(_AT_MOST_EVERY_S)
            await first_of(self._soon, within_s=ASK_EVERY_S - _AT_MOST_EVERY_S)

    async def ask(self) -> None:
        """Have it asked once from now on. An answer that fails or is late ends every recording it was about.

        Who comes while a question is under way shares the next one with all others who do: hundreds of legs that end
        at once would else keep the store from answering any of them in time.
        """
        before = self._begun
        async with self._one_at_a_time:
            if self._answered <= before:
                self._begun += 1
                await self._ask()
                self._answered = self._begun
                self._settled_s = self._clock()

    async def _ask(self) -> None:
        wanted, asked_at = tuple(self._watched), self._clock()
        if (late_s := asked_at - self._settled_s) > ANSWER_WITHIN_S:
            self._read_by = asked_at + late_s
        if not wanted:
            return
        try:
            answer = await self._answer(wanted)
        except GivenUp:
            self.given_up.set()
            for recording_id in self._watched:
                self._ended[recording_id] = "taken"
            return
        for recording_id in wanted:
            if recording_id not in self._watched or recording_id in self._ended:
                continue
            standing: Standing | Ended = "no_answer" if answer is None else answer.get(recording_id, "stopped")
            self._heard(recording_id, standing, asked_at)

    def _heard(self, recording_id: str, standing: Standing | Ended, asked_at: float) -> None:
        """The first yes after a pause confirms nothing that came before it was asked for. No answer brings a picture
        back that was taken back.
        """
        if standing == "sound":
            self._picture_until.setdefault(recording_id, self.confirmed_until(recording_id))
            standing = "open"
        if standing == "open" and self._is_read_late(recording_id, asked_at):
            self._not_before[recording_id] = asked_at
        elif standing == "open":
            if recording_id in self._paused:
                self._paused.discard(recording_id)
                self._not_before[recording_id] = asked_at
            self._confirmed[recording_id] = asked_at
        elif standing == "paused":
            self._paused.add(recording_id)
            self._held_until.pop(recording_id, None)
            self._not_before[recording_id] = asked_at
        else:
            self._ended[recording_id] = standing

    def _is_read_late(self, recording_id: str, asked_at: float) -> bool:
        """Whoever asks late reads late as well: what was sent in a pause may lie in the sockets when it is over, and is
        taken for what came after it. It is read in less time than it took to come; so long the pause goes on.
        """
        if recording_id not in self._paused:
            return False
        return asked_at < self._held_until.setdefault(recording_id, self._read_by)

    async def _answer(self, wanted: tuple[str, ...]) -> Mapping[str, Standing] | None:
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                return await self._port.standing(wanted)
        except GivenUp:
            raise
        except TimeoutError:  # known, where whoever is asked is busy: where it was cut off tells nothing
            log.warning("gate.late", within_s=ANSWER_WITHIN_S)
            return None
        except Exception as error:
            log.exception("gate.no_answer", error=type(error).__name__)
            return None

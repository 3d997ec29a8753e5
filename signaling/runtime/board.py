"""What those who wait are told: their place, whether anybody is there, how long it may take. Read once for all."""

import asyncio
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from math import ceil

from records.database import Database
from records.queue import Queued, count_on_duty, list_queued, recent_waits
from signaling.domain.call import Call
from signaling.domain.hours import ALWAYS_OPEN, OpeningHours
from signaling.domain.matching import Abilities, WaitingCall, place, primary, raised
from signaling.domain.waits import estimate
from signaling.protocol.snapshot import QueueView, Staffing
from signaling.protocol.words import CallMode, CallState
from signaling.runtime.ports import Clock

_ROWS_A_SECOND = 2_500
"""A long queue is read less often: each row costs about ten microseconds, so that this is a fortieth of a core."""
_LONG = 100
"""So many rows take longer to read than somebody who has just clicked should wait."""
_WAITS_FRESH_S = 15.0
_LAST = timedelta(hours=1)
_IN_LINE = (CallState.WAITING, CallState.OFFERED)
_SHOWN = (CallState.CREATED, *_IN_LINE)

Place = tuple[bool, int, datetime, str]


class Board:
    """This node's view of the queue, as fresh as its length allows: 2,000 who wait make it 0.8 s old."""

    def __init__(
        self,
        database: Database,
        *,
        clock: Clock,
        priority_step: timedelta,
        hours: OpeningHours = ALWAYS_OPEN,
        trouble: Callable[[], bool] = lambda: False,
    ) -> None:
        self._database = database
        self._clock = clock
        self._step = priority_step
        self._hours = hours
        self._trouble = trouble
        self._lock = asyncio.Lock()
        self._read_at = self._waits_read_at = float("-inf")
        self._queued: dict[str, Queued] = {}
        self._line: dict[str, list[Place]] = {}
        self._on_duty: Counter[Abilities] = Counter()
        self._serving: dict[tuple[str, frozenset[str]], int] = {}
        """Counted already, for each language and the skills beside it."""
        self._waits: dict[str, list[timedelta]] = {}

    @property
    def waiting(self) -> int:
        """How many customers are in line."""
        return sum(map(len, self._line.values()))

    @property
    def fresh_for_s(self) -> float:
        """How long what was read last will do; reading it again before is no use."""
        return max(0.0, self._read_at + len(self._queued) / _ROWS_A_SECOND - asyncio.get_running_loop().time())

    async def refresh(self) -> None:
        """Read the rows again, unless that was done a moment ago or is being done."""
        async with self._lock:
            if self.fresh_for_s > 0:
                return
            now = asyncio.get_running_loop().time()
            await self._read(with_waits=now - self._waits_read_at >= _WAITS_FRESH_S)
            self._read_at = now

    async def glance(self) -> None:
        """The same for who is told at once and again when the queue has moved: a long queue read lately will do."""
        if len(self._queued) < _LONG:
            await self.refresh()

    def shows(self, call: Call) -> bool:
        """Whether a customer of this call is told something of the queue."""
        return call.mode is CallMode.QUEUE and call.state in _SHOWN

    def staffing(self, language: str, skills: frozenset[str]) -> Staffing:
        """Whether anybody is there who speaks this language and knows all of this."""
        now = self._clock()
        return Staffing(
            agents_on_duty=self._serving_now(language, skills), open=self._hours.is_open(now),
            opens_at=self._hours.opens_at(now),
        )  # fmt: skip

    def view_of(self, call_id: str) -> QueueView | None:
        """What the customer of this call is told, if they are present and in the lobby or in line."""
        queued = self._queued.get(call_id)
        return self._view(queued.call, queued.state) if queued else None

    def view(self, call: Call) -> QueueView | None:
        """The same for a call just read, in line or not yet; None when it waits for nobody."""
        if not self.shows(call):
            return None
        now = self._clock()
        since = call.queued_since or now
        priority = raised(call.priority, waited=now - since, step=self._step)
        waiting = WaitingCall(
            call.id, call.language, priority, since, call.skills, interrupted=call.requeued_at is not None
        )
        return self._view(waiting, call.state)

    def _serving_now(self, language: str, skills: frozenset[str]) -> int:
        wanted = primary(language), skills
        if wanted not in self._serving:
            self._serving[wanted] = sum(n for some, n in self._on_duty.items() if some.serve(language, skills))
        return self._serving[wanted]

    def _view(self, call: WaitingCall, state: CallState) -> QueueView:
        language = primary(call.language)
        in_line = state in _IN_LINE
        waited = self._clock() - call.waiting_since
        left = estimate(self._waits.get(language, ()), waited=waited)
        return QueueView(
            **self.staffing(call.language, call.skills).model_dump(),
            position=bisect_left(self._line.get(language, ()), place(call)) + 1,
            waiting_since=call.waiting_since if in_line else None,
            estimate_s=ceil(left / timedelta(minutes=1)) * 60 if left is not None else None,
            trouble=self._trouble(),
        )

    async def _read(self, *, with_waits: bool) -> None:
        now = self._clock()
        async with self._database.reading() as session:
            queued = await list_queued(session, now=now, step=self._step, states=_SHOWN)
            self._on_duty, self._serving = await count_on_duty(session), {}
            if with_waits:
                self._waits = await recent_waits(session, since=now - _LAST)
                self._waits_read_at = asyncio.get_running_loop().time()
        self._queued = {each.call.call_id: each for each in queued}
        line: dict[str, list[Place]] = {}
        for each in queued:
            if each.state in _IN_LINE:
                line.setdefault(primary(each.call.language), []).append(place(each.call))
        self._line = {language: sorted(places) for language, places in line.items()}
